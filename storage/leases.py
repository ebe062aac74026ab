"""Who alone may do a thing for now, such as poll a messenger: one holder per name, until a moment."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Executable, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import leases


def take_statements() -> Mapping[str, Executable]:
    lite, post = sqlite.insert(leases), postgresql.insert(leases)
    free = (leases.c.holder == bindparam("me")) | (leases.c.until <= bindparam("now"))
    names = ["name"]
    return {
        "sqlite": lite.on_conflict_do_update(
            index_elements=names, set_={"holder": lite.excluded.holder, "until": lite.excluded.until}, where=free
        ).returning(leases.c.name),
        "postgresql": post.on_conflict_do_update(
            index_elements=names, set_={"holder": post.excluded.holder, "until": post.excluded.until}, where=free
        ).returning(leases.c.name),
    }


TAKE = take_statements()
RELEASE = delete(leases).where(leases.c.name == bindparam("at_name"), leases.c.holder == bindparam("me"))


class Leases:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def take(self, name: str, holder: str, until: datetime, now: datetime) -> bool:
        """Takes or renews; False while another holds it."""
        row = {"name": name, "holder": holder, "until": until, "me": holder, "now": now}
        return self.connection.execute(TAKE[self.connection.dialect.name], row).one_or_none() is not None

    def release(self, name: str, holder: str) -> None:
        self.connection.execute(RELEASE, {"at_name": name, "me": holder})

    def take_back(self) -> None:
        """Frees all of them. Only where no other process can live that holds one."""
        self.connection.execute(delete(leases))
