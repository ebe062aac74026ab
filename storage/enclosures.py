"""The pictures, voice notes and papers people sent, as they were cleaned at the door. Knows nothing of formats."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.columns import storable
from storage.statements import new_id
from storage.tables import enclosures

KEEP = insert(enclosures)
GET = select(enclosures).where(enclosures.c.id == bindparam("at_id"))
LABELS = select(enclosures.c.id, enclosures.c.media, enclosures.c.name, func.length(enclosures.c.data).label("size"))
ANY_OF = enclosures.c.id.in_(bindparam("ids", expanding=True))
OWN = update(enclosures).where(ANY_OF, enclosures.c.owner.is_(None)).values(owner=bindparam("whose"))
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


@dataclass(frozen=True, slots=True)
class Label:
    """What an enclosure is, without its bytes. `size` counts them."""

    media: str
    name: str | None
    size: int


class Enclosures:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, data: bytes, media: str, owner: int | None, now: datetime, name: str | None = None) -> int:
        row = {"data": data, "media": media, "owner": owner, "at": now, "name": name}
        return new_id(self.connection.execute(KEEP, row))

    def get(self, id: int) -> Enclosure | None:
        row = self.connection.execute(GET, {"at_id": storable(id)}).one_or_none()
        return Enclosure(row.id, bytes(row.data), row.media, row.owner, row.at, row.name) if row else None

    def labels(self, ids: Iterable[int]) -> dict[int, Label]:
        """Of those that are still there."""
        wanted = sorted({storable(id) for id in ids})
        rows = self.connection.execute(LABELS.where(ANY_OF), {"ids": wanted}) if wanted else ()
        return {row.id: Label(row.media, row.name, row.size) for row in rows}

    def belong(self, ids: Iterable[int], person: int) -> None:
        """What came in before it was known whose it is, is hers: to be forgotten with her."""
        if wanted := [storable(id) for id in ids]:
            self.connection.execute(OWN, {"ids": wanted, "whose": person})

    def prune(self, before: datetime) -> int:
        """Forgets what is older than that; returns how many."""
        return self.connection.execute(PRUNE, {"before": before}).rowcount
