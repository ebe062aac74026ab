"""Small facts kept by name, such as how far the demo's clock was moved."""

from sqlalchemy import Connection, bindparam, select

from storage.statements import insert_or_replace, spelled
from storage.tables import notes

GET = select(notes.c.value).where(notes.c.key == bindparam("at_key"))
SET = insert_or_replace(notes, ("key",), ("value",))


class Notes:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, key: str) -> str | None:
        return self.connection.execute(GET, {"at_key": key}).scalar_one_or_none()

    def set(self, key: str, value: str) -> None:
        self.connection.execute(spelled(SET, self.connection), {"key": key, "value": value})
