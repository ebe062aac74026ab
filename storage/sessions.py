"""Whose browser is this? Sessions of the web chat, known only by the hash of their token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from domain.people import Address
from storage.statements import insert_or_replace, spelled
from storage.tables import sessions

START = insert_or_replace(sessions, ("token_hash",), ("channel", "chat", "seat", "expires", "started_at"))
FIND = select(sessions.c.channel, sessions.c.chat, sessions.c.seat, sessions.c.expires).where(
    sessions.c.token_hash == bindparam("at_token"), sessions.c.expires > bindparam("now")
)
END = delete(sessions).where(sessions.c.token_hash == bindparam("at_token"))
PRUNE = delete(sessions).where(sessions.c.expires < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Session:
    address: Address
    seat: str
    expires: datetime


class Sessions:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def start(self, token_hash: str, address: Address, seat: str, expires: datetime, now: datetime) -> None:
        row = {
            "token_hash": token_hash,
            "channel": address.channel,
            "chat": address.key,
            "seat": seat,
            "expires": expires,
            "started_at": now,
        }
        self.connection.execute(spelled(START, self.connection), row)

    def find(self, token_hash: str, now: datetime) -> Session | None:
        """The session of this token, unless it has expired."""
        row = self.connection.execute(FIND, {"at_token": token_hash, "now": now}).one_or_none()
        return Session(Address(row.channel, row.chat), row.seat, row.expires) if row else None

    def end(self, token_hash: str) -> None:
        self.connection.execute(END, {"at_token": token_hash})

    def prune(self, before: datetime) -> int:
        return self.connection.execute(PRUNE, {"before": before}).rowcount
