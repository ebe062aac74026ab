"""One-time links by which stewards and office enter. A link is known by the hash of its code and works once."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.tables import invites

MAKE = insert(invites)
STILL_GOOD = (
    (invites.c.code_hash == bindparam("at_code"))
    & invites.c.taken_at.is_(None)
    & (invites.c.expires > bindparam("now"))
)
LOOK = select(invites.c.person).where(STILL_GOOD)
TAKE = update(invites).where(STILL_GOOD).values(taken_at=bindparam("now")).returning(invites.c.person)


class Invites:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def make(self, person_id: int, code_hash: str, expires: datetime, now: datetime) -> None:
        row = {"code_hash": code_hash, "person": person_id, "expires": expires, "made_at": now}
        self.connection.execute(MAKE, row)

    def look(self, code_hash: str, now: datetime) -> int | None:
        """Whom the link would let in, without using it up."""
        return self.connection.execute(LOOK, {"at_code": code_hash, "now": now}).scalar_one_or_none()

    def take(self, code_hash: str, now: datetime) -> int | None:
        """The person the link lets in; None if it is unknown, used or expired. Only the first taker gets her."""
        return self.connection.execute(TAKE, {"at_code": code_hash, "now": now}).scalar_one_or_none()
