"""The pictures, voice notes and papers people sent, as they were cleaned at the door. Knows nothing of formats."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.columns import storable
from storage.statements import new_id
from storage.tables import enclosures

KEEP = insert(enclosures)
GET = select(enclosures).where(enclosures.c.id == bindparam("at_id"))

PRUNE = delete(enclosures).where(enclosures.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Enclosure:
    """`media` as the door found it ("image/jpeg", "audio/ogg"); `name`: a paper's own, shown where it is handed on."""

    id: int
    data: bytes
    media: str
    owner: int | None
    at: datetime
    name: str | None = None


class Enclosures:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, data: bytes, media: str, owner: int | None, now: datetime, name: str | None = None) -> int:
        row = {"data": data, "media": media, "owner": owner, "at": now, "name": name}
        return new_id(self.connection.execute(KEEP, row))

    def get(self, id: int) -> Enclosure | None:
        row = self.connection.execute(GET, {"at_id": storable(id)}).one_or_none()
        return Enclosure(row.id, bytes(row.data), row.media, row.owner, row.at, row.name) if row else None

    def prune(self, before: datetime) -> int:
        """Forgets what is older than that; returns how many."""
        return self.connection.execute(PRUNE, {"before": before}).rowcount
