"""Which updates did we tell a messenger that we have, before they were heard? A process that ends leaves them lying here.

Knows nothing of what is in them. A `holder` works on what it holds; nobody else does, until it has been left too long.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update

from domain.people import Address
from storage.statements import at_address, insert_or_keep, spelled, where_at
from storage.tables import held_updates

H = held_updates.c
PUT = insert_or_keep(held_updates)
OF_ALBUM = and_(at_address(held_updates), H.album == bindparam("at_album"))
FREE = or_(H.holder.is_(None), H.holder == bindparam("me"))
ALBUM_BEGUN = select(H.key).where(OF_ALBUM).limit(1)
TAKE_ALBUM = update(held_updates).where(OF_ALBUM, FREE).values(holder=bindparam("me")).returning(H.raw)
TAKE_LEFT = (
    update(held_updates)
    .where(H.channel == bindparam("at_channel"), H.at < bindparam("before"))
    .values(holder=bindparam("me"), at=bindparam("now"))
    .returning(H.raw)
)
DROP = delete(held_updates).where(at_address(held_updates), H.key == bindparam("at_key"))


@dataclass(frozen=True, slots=True)
class Held:
    """An update as it came. `album`: those of one chat with the same belong together."""

    address: Address
    key: str
    raw: Any
    album: str | None = None


class HeldUpdates:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put(self, one: Held, now: datetime) -> None:
        row = {"channel": one.address.channel, "chat": one.address.key, "key": one.key, "album": one.album}
        self.connection.execute(spelled(PUT, self.connection), {**row, "raw": one.raw, "holder": None, "at": now})

    def begun(self, address: Address, album: str) -> bool:
        """Whether a part of the album lies here."""
        keys = {**where_at(address), "at_album": album}
        return self.connection.execute(ALBUM_BEGUN, keys).one_or_none() is not None

    def take_album(self, address: Address, album: str, me: str) -> tuple[Any, ...]:
        """Its parts, from now on ours; not those that somebody else holds."""
        keys = {**where_at(address), "at_album": album, "me": me}
        return tuple(self.connection.execute(TAKE_ALBUM, keys).scalars())

    def take_left(self, channel: str, me: str, before: datetime, now: datetime) -> tuple[Any, ...]:
        """What has lain here since before that moment, whoever held it."""
        keys = {"at_channel": channel, "me": me, "before": before, "now": now}
        return tuple(self.connection.execute(TAKE_LEFT, keys).scalars())

    def drop(self, address: Address, keys: Iterable[str]) -> None:
        """They were heard, or set aside."""
        for key in keys:
            self.connection.execute(DROP, {**where_at(address), "at_key": key})
