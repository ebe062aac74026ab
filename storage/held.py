"""Which updates did we tell a messenger that we have, before they were heard? A process that ends leaves them lying here.

Knows nothing of what is in them. A `holder` works on what it holds and renews it; what nobody renews is anyone's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update

from domain.people import Address
from storage.statements import at_address, insert_or_keep, spelled, where_at
from storage.tables import held_updates

UNHEARD, HEARD = "unheard", "heard"  # as holders: of what no try could hear, of an album's parts that were heard

H = held_updates.c
PUT = insert_or_keep(held_updates)
IN_CHANNEL = H.channel == bindparam("at_channel")
OF_ALBUM = and_(at_address(held_updates), H.album == bindparam("at_album"))
MINE = H.holder == bindparam("me")
WAITING = or_(H.holder.is_(None), H.holder.not_in((UNHEARD, HEARD)))
OURS = H.key.in_(bindparam("keys", expanding=True))
TAKE_ALBUM = (
    update(held_updates).where(OF_ALBUM, or_(H.holder.is_(None), MINE)).values(holder=bindparam("me")).returning(H.raw)
)
RENEW = update(held_updates).where(IN_CHANNEL, or_(MINE, OURS)).values(at=bindparam("now"))
LEFT = update(held_updates).values(holder=bindparam("me"), at=bindparam("now")).returning(H.raw)
TAKE_LEFT = LEFT.where(IN_CHANNEL, WAITING, H.at < bindparam("before"))
TAKE_UNHEARD = LEFT.where(IN_CHANNEL, H.holder == UNHEARD)
ELSEWHERE = select(H.chat).where(IN_CHANNEL, WAITING, H.holder.is_distinct_from(bindparam("me")), ~OURS).distinct()
LYING = select(H.key, H.album).where(at_address(held_updates), WAITING)
GIVE_UP = (
    update(held_updates)
    .where(IN_CHANNEL, or_(H.key == bindparam("at_key"), and_(H.album == bindparam("at_album"), MINE)))
    .values(holder=UNHEARD)
)
AT_KEY = and_(at_address(held_updates), H.key == bindparam("at_key"))
DROP = delete(held_updates).where(AT_KEY)
KEEP_HEARD = update(held_updates).where(AT_KEY).values(holder=HEARD, raw={})
PRUNE = delete(held_updates).where(IN_CHANNEL, H.holder == HEARD, H.at < bindparam("before"))


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

    def take_album(self, address: Address, album: str, me: str) -> tuple[Any, ...]:
        """Its parts, from now on ours; not those that somebody else holds, nor those that were heard."""
        keys = {**where_at(address), "at_album": album, "me": me}
        return tuple(self.connection.execute(TAKE_ALBUM, keys).scalars())

    def renew(self, channel: str, me: str, keys: Collection[str], now: datetime) -> None:
        """`keys`: what is worked on here, whether held yet or not."""
        self.connection.execute(RENEW, {"at_channel": channel, "me": me, "keys": list(keys), "now": now})

    def take_left(self, channel: str, me: str, before: datetime | None, now: datetime) -> tuple[Any, ...]:
        """What nobody renewed since before that moment, whoever held it; None: all there is."""
        keys = {
            "at_channel": channel,
            "me": me,
            "before": before or datetime.max.replace(tzinfo=now.tzinfo),
            "now": now,
        }
        return tuple(self.connection.execute(TAKE_LEFT, keys).scalars())

    def take_unheard(self, channel: str, me: str, now: datetime) -> tuple[Any, ...]:
        """What was given up: a mended program may hear it."""
        return tuple(self.connection.execute(TAKE_UNHEARD, {"at_channel": channel, "me": me, "now": now}).scalars())

    def elsewhere(self, channel: str, me: str, keys: Collection[str]) -> frozenset[str]:
        """The chats of which something waits that is neither held by me nor among `keys`."""
        given = {"at_channel": channel, "me": me, "keys": list(keys)}
        return frozenset(self.connection.execute(ELSEWHERE, given).scalars())

    def lying(self, address: Address) -> tuple[tuple[str, str | None], ...]:
        """Key and album of what of this chat waits to be heard."""
        return tuple((key, album) for key, album in self.connection.execute(LYING, where_at(address)))

    def give_up(self, channel: str, key: str, album: str | None, me: str) -> None:
        """No try can hear it as we are, nor what I hold of its album: from now on nothing waits for it."""
        self.connection.execute(GIVE_UP, {"at_channel": channel, "at_key": key, "at_album": album, "me": me})

    def drop(self, address: Address, keys: Iterable[str]) -> None:
        """They were heard, or set aside."""
        for key in keys:
            self.connection.execute(DROP, {**where_at(address), "at_key": key})

    def heard(self, address: Address, keys: Iterable[str], before: datetime) -> None:
        """The parts of an album: one told again would else not be known as heard. Forgets those of before that moment."""
        for key in keys:
            self.connection.execute(KEEP_HEARD, {**where_at(address), "at_key": key})
        self.connection.execute(PRUNE, {"at_channel": address.channel, "before": before})
