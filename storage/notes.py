"""Small facts kept by name, such as how far the demo's clock was moved."""

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.statements import insert_or_replace, spelled
from storage.tables import notes

GET = Prepared(select(notes.c.value).where(notes.c.key == bindparam("at_key")))
STARTING = Prepared(select(notes).where(notes.c.key.startswith(bindparam("at_start"))))
SET = Prepared(insert_or_replace(notes, ("key",), ("value",)))
CHANGE = {
    name: statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"value": statement.excluded.value},
        where=notes.c.value != statement.excluded.value,
    ).execution_options(preserve_rowcount=True)
    for name, statement in (("sqlite", sqlite.insert(notes)), ("postgresql", postgresql.insert(notes)))
}


class Notes:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, key: str) -> str | None:
        value: str | None = GET.run(self.connection, {"at_key": key}).scalar_one_or_none()
        return value

    def starting(self, start: str) -> dict[str, str]:
        """Every fact whose name begins so."""
        return {row.key: row.value for row in STARTING.run(self.connection, {"at_start": start})}

    def set(self, key: str, value: str) -> None:
        SET.run(self.connection, {"key": key, "value": value})

    def change(self, key: str, value: str) -> bool:
        """Sets it; False if it was so already. Of several who set the same at once, one alone hears True."""
        return self.connection.execute(spelled(CHANGE, self.connection), {"key": key, "value": value}).rowcount == 1
