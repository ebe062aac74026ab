"""Did we hear this message before, and which messages could we not handle? The guard against repeats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, select, update

from domain.messages import InboundMessage, Missed
from domain.people import Address
from domain.places import Point
from storage.prepared import Prepared
from storage.statements import at_address, insert_or_keep, spelled, where_at
from storage.tables import inbox, troubled_messages

KEEP = Prepared(insert_or_keep(inbox))
TROUBLE_KEY = and_(at_address(troubled_messages), troubled_messages.c.key == bindparam("at_key"))
TROUBLE = insert_or_keep(troubled_messages)
COUNT = (
    update(troubled_messages)
    .where(TROUBLE_KEY)
    .values(tries=troubled_messages.c.tries + 1, error=bindparam("new_error"))
    .returning(troubled_messages.c.tries)
)
ASIDE = update(troubled_messages).where(TROUBLE_KEY).values(error=bindparam("new_error"), aside_at=bindparam("now"))
ALL_ASIDE = (
    select(troubled_messages)
    .where(troubled_messages.c.aside_at.is_not(None))
    .order_by(troubled_messages.c.aside_at, troubled_messages.c.key)
)
PRUNE = delete(inbox).where(inbox.c.at < bindparam("before"))
PRUNE_TROUBLE = delete(troubled_messages).where(troubled_messages.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message we gave up on, with the reason."""

    message: InboundMessage
    error: str
    tries: int
    at: datetime


class Inbox:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def first_time(self, address: Address, key: str, now: datetime) -> bool:
        """Remembers the key; False if this address sent it before."""
        row = {"channel": address.channel, "chat": address.key, "key": key, "at": now}
        return KEEP.run(self.connection, row).rowcount == 1

    def tries(self, message: InboundMessage, error: str, now: datetime) -> int:
        """Counts one more failed try, in a transaction of its own; returns how many there were."""
        self._remember(message, error, now)
        keys = {**where_at(message.address), "at_key": message.key, "new_error": error}
        return int(self.connection.execute(COUNT, keys).scalar_one())

    def set_aside(self, message: InboundMessage, error: str, now: datetime) -> None:
        """Gives up on a message: its words are kept, a repeat of it is not handled again."""
        self.first_time(message.address, message.key, now)
        self._remember(message, error, now)
        keys = {**where_at(message.address), "at_key": message.key, "new_error": error, "now": now}
        self.connection.execute(ASIDE, keys)

    def aside(self) -> tuple[SetAside, ...]:
        """What we gave up on, oldest first."""
        return tuple(set_aside_of(row) for row in self.connection.execute(ALL_ASIDE).mappings())

    def prune(self, before: datetime) -> int:
        """Forgets keys and troubled messages older than `before`; returns how many keys."""
        self.connection.execute(PRUNE_TROUBLE, {"before": before})
        return self.connection.execute(PRUNE, {"before": before}).rowcount

    def _remember(self, message: InboundMessage, error: str, now: datetime) -> None:
        row = {
            "channel": message.address.channel,
            "chat": message.address.key,
            "key": message.key,
            "message": json_of(message),
            "error": error,
            "tries": 0,
            "at": now,
        }
        self.connection.execute(spelled(TROUBLE, self.connection), row)


def json_of(message: InboundMessage) -> dict[str, Any]:
    return {
        "at": message.at.isoformat(),
        "text": message.text,
        "tap": message.tap,
        "door": message.door,
        "enclosed": list(message.enclosed),
        "missed": list(message.missed),
        "quotes": message.quotes,
        "corrects": message.corrects,
        "point": [message.point.latitude, message.point.longitude] if message.point else None,
        "group": [message.group.channel, message.group.key] if message.group else None,
        "answers": message.answers,
    }


def message_of(address: Address, key: str, data: Mapping[str, Any]) -> InboundMessage:
    return InboundMessage(
        address=address,
        key=key,
        at=datetime.fromisoformat(data["at"]),
        text=data["text"],
        tap=data["tap"],
        door=data["door"],
        enclosed=tuple(data["enclosed"]),
        missed=tuple(Missed(why) for why in data.get("missed", ())),
        quotes=data["quotes"],
        corrects=data.get("corrects"),
        point=Point(*data["point"]) if data.get("point") else None,
        group=Address(*data["group"]) if data.get("group") else None,
        answers=data.get("answers"),
    )


def set_aside_of(row: RowMapping) -> SetAside:
    address = Address(row["channel"], row["chat"])
    return SetAside(message_of(address, row["key"], row["message"]), row["error"], row["tries"], row["aside_at"])
