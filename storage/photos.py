"""The pictures people sent, as they were cleaned at the door. Knows nothing of formats."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.columns import storable
from storage.statements import new_id
from storage.tables import photos

KEEP = insert(photos)
GET = select(photos).where(photos.c.id == bindparam("at_id"))

PRUNE = delete(photos).where(photos.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Photo:
    id: int
    data: bytes
    media: str
    owner: int | None
    at: datetime


class Photos:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, data: bytes, media: str, owner: int | None, now: datetime) -> int:
        row = {"data": data, "media": media, "owner": owner, "at": now}
        return new_id(self.connection.execute(KEEP, row))

    def get(self, id: int) -> Photo | None:
        row = self.connection.execute(GET, {"at_id": storable(id)}).one_or_none()
        return Photo(row.id, bytes(row.data), row.media, row.owner, row.at) if row else None

    def prune(self, before: datetime) -> int:
        """Forgets pictures older than that; returns how many."""
        return self.connection.execute(PRUNE, {"before": before}).rowcount
