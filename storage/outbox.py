"""Letters on their way out: put once, claimed in order, never lost. Knows addresses, not how they are reached."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, false, func, null, or_, select, update

from domain.messages import Letter, Notice, Receipt
from domain.people import MAIL, Address
from storage.prepared import Prepared
from storage.statements import insert_or_keep
from storage.tables import addresses, cases, letters, waiting
from storage.transcript import append_notice, line_of_letter

LONGEST_LEASE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=10)  # between two tries of a letter
L = letters.c
EARLIER = letters.alias("earlier")
ADDRESS = (
    select(addresses.c.channel, addresses.c.chat)
    .where(addresses.c.person == bindparam("at_person"), addresses.c.reachable, addresses.c.channel != MAIL)
    .order_by(addresses.c.seen_at.desc(), addresses.c.channel, addresses.c.chat)
    .limit(1)
)
ADDRESS_OF = Prepared(ADDRESS)
WHERE_SHE_IS = {
    "channel": ADDRESS.with_only_columns(addresses.c.channel).scalar_subquery(),
    "chat": ADDRESS.with_only_columns(addresses.c.chat).scalar_subquery(),
}
PUT = Prepared(insert_or_keep(letters))
PUT_TO_HER = Prepared({name: put.values(WHERE_SHE_IS) for name, put in insert_or_keep(letters).items()})
SAME_ADDRESS = and_(
    EARLIER.c.settled_at.is_(None), EARLIER.c.channel == L.channel, EARLIER.c.chat == L.chat, EARLIER.c.id < L.id
)
BLOCKED = select(EARLIER.c.id).where(SAME_ADDRESS, EARLIER.c.not_before <= bindparam("now")).exists()


@cache
def claim_of(channels: frozenset[str] | None) -> Prepared:
    candidates = (
        select(L.id)
        .where(waiting, open_here(channels), L.go_at <= bindparam("now"), ~BLOCKED)
        .order_by(L.urgent.desc(), L.id)
        .limit(bindparam("at_most"))
        .with_for_update(of=letters, skip_locked=True)
        .cte("candidates")
    )
    return Prepared(
        update(letters)
        .where(L.id.in_(select(candidates.c.id)), waiting, L.go_at <= bindparam("now"))
        .values(go_at=bindparam("leased_until"))
        .returning(L.id, L.channel, L.chat, L.person, L.notice, L.tries, L.created_at, L.urgent)
    )


@cache
def next_of(channels: frozenset[str] | None, *, from_now: bool) -> Prepared:
    """The earliest moment; `from_now` also right where a letter came due behind a leased one."""
    then = case((L.go_at > bindparam("now"), L.go_at), else_=bindparam("now")) if from_now else L.go_at
    blocked = select(EARLIER.c.id).where(SAME_ADDRESS, EARLIER.c.not_before <= then).exists()
    return Prepared(select(L.go_at).where(waiting, open_here(channels), ~blocked).order_by(L.go_at).limit(1))


def open_here(channels: frozenset[str] | None) -> ColumnElement[bool]:
    """Any channel, or one of those that are open in this process."""
    return L.channel.is_not(None) if channels is None else or_(false(), *(L.channel == name for name in channels))


IS_WAITING = and_(L.id == bindparam("at_id"), waiting)
SENT = Prepared(
    update(letters)
    .where(IS_WAITING)
    .values(settled_at=bindparam("now"), vendor=bindparam("receipt"), notice=null(), error=null())
)
RETRY = Prepared(
    update(letters).where(IS_WAITING).values(go_at=bindparam("at"), error=bindparam("why"), tries=L.tries + 1)
)
TAKE_BACK = update(letters).where(waiting, L.tries == 0, L.go_at > L.not_before).values(go_at=L.not_before)
PRESSING = select(cases.c.id).where(
    cases.c.number == L.case_number, cases.c.urgency.in_(bindparam("pressing", expanding=True))
)
AWAKE = select(addresses.c.chat).where(
    addresses.c.channel == L.channel, addresses.c.chat == L.chat, addresses.c.seen_at >= bindparam("since")
)
MAY_RING = or_(L.urgent, PRESSING.exists(), AWAKE.exists())
PUT_OFF = (
    update(letters)
    .where(waiting, L.id.in_(bindparam("ids", expanding=True)), L.not_before < bindparam("due_before"))
    .where(~MAY_RING)
    .values(not_before=bindparam("at"), go_at=bindparam("at"))
    .returning(L.id)
)
POSTPONE = update(letters).where(IS_WAITING).values(go_at=bindparam("at"))
DEAD = Prepared(
    update(letters)
    .where(IS_WAITING)
    .values(settled_at=bindparam("now"), error=bindparam("why"), failed=True, tries=L.tries + 1)
)
WAITING = select(func.count()).select_from(letters).where(waiting)
AWAITED = select(L.id).where(waiting, L.channel == bindparam("at_channel"), L.chat == bindparam("at_chat")).limit(1)
HELD = and_(waiting, L.person == bindparam("at_person"), L.channel.is_(None))
HAND_OVER = update(letters).where(HELD).values(channel=bindparam("to_channel"), chat=bindparam("to_chat"))
OF_ADDRESS = and_(waiting, L.channel == bindparam("at_channel"), L.chat == bindparam("at_chat"))
READDRESS = (
    update(letters)
    .where(OF_ADDRESS)
    .values(channel=bindparam("to_channel"), chat=bindparam("to_chat"), go_at=L.not_before)
)


WRITTEN_AHEAD = select(L.id, L.person, MAY_RING.label("may_ring")).where(
    waiting, L.created_at > bindparam("now"), L.not_before <= bindparam("before")
)
TRIED = case((L.go_at > L.not_before, bindparam("in_hand_till")), else_=bindparam("at"))
GO_SOONER = update(letters).where(IS_WAITING).values(not_before=bindparam("at"), go_at=TRIED)
TRY_SOONER = (
    update(letters)
    .where(waiting, L.go_at > bindparam("no_later"), L.go_at > L.not_before)
    .values(go_at=case((L.not_before > bindparam("in_hand_till"), L.not_before), else_=bindparam("in_hand_till")))
)


class Outbox:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.filled = False

    def put(
        self,
        person_id: int,
        notice: Notice,
        *,
        key: str,
        now: datetime,
        not_before: datetime | None = None,
        address: Address | None = None,
    ) -> bool:
        """One letter per `key`: False if it was put before. Held if she cannot be reached yet."""
        to = {"channel": address.channel, "chat": address.key} if address else {"at_person": person_id}
        row = {
            **to,
            "person": person_id,
            "dedupe": key,
            "notice": notice.to_json(),
            "case_number": notice.case,
            "urgent": notice.urgent,
            "created_at": now,
            "not_before": not_before or now,
            "go_at": not_before or now,
            "tries": 0,
        }
        new = (PUT if address else PUT_TO_HER).run(self.connection, row).rowcount == 1
        self.filled = self.filled or new
        return new

    def claim(
        self, now: datetime, limit: int, lease: timedelta, channels: Collection[str] | None = None
    ) -> tuple[Letter, ...]:
        """Letters to deliver now: of each address its oldest due one, urgent ones first; ours until the lease ends.

        `channels`: only those; a letter for another waits for a process that can carry it.
        """
        keys = {"now": now, "at_most": limit, "leased_until": now + lease}
        rows = claim_of(among(channels)).run(self.connection, keys)
        ordered = sorted(rows, key=lambda row: (not row.urgent, row.id))
        return tuple(letter_of(row) for row in ordered)

    def sent(self, letter: Letter, receipt: Receipt, now: datetime) -> int:
        """Marks it sent and adds it to the transcript; returns its line there. Once only, also after a lost lease."""
        keys = {"at_id": letter.id, "now": now, "receipt": receipt.vendor}
        if SENT.run(self.connection, keys).rowcount == 1:
            return append_notice(self.connection, letter, now)
        return line_of_letter(self.connection, letter.id)

    def take_back(self) -> int:
        """Frees what a process that died had claimed, before its lease ends. Only where no other process can live."""
        return self.connection.execute(TAKE_BACK).rowcount

    def retry(self, letter: Letter, at: datetime, error: str) -> None:
        """Tries again at that moment; until then it keeps its place before later letters of its address."""
        RETRY.run(self.connection, {"at_id": letter.id, "at": at, "why": error})

    def postpone(self, letter: Letter, at: datetime) -> None:
        """Not before that moment, and no try of it was made."""
        self.connection.execute(POSTPONE, {"at_id": letter.id, "at": at})

    def put_off(
        self,
        ids: Collection[int],
        at: datetime,
        *,
        due_before: datetime,
        unseen_since: datetime,
        but_for: Collection[str],
    ) -> frozenset[int]:
        """Of these, what was due before that moment goes at `at`, and later letters of its address may overtake it.

        Not what is urgent, whose case is as urgent as `but_for` says, or whose address was heard from since.
        """
        keys = {"ids": sorted(ids), "at": at, "due_before": due_before, "since": unseen_since}
        return frozenset(self.connection.execute(PUT_OFF, {**keys, "pressing": sorted(but_for)}).scalars())

    def dead(self, letter: Letter, error: str, now: datetime) -> None:
        DEAD.run(self.connection, {"at_id": letter.id, "now": now, "why": error})

    def clock_went_back(
        self,
        before: datetime,
        now: datetime,
        morning: Callable[[int], datetime],
        *,
        unseen_since: datetime,
        but_for: Collection[str],
    ) -> None:
        """What was written in the time that has not been yet, and was due by `before`, goes now if it may ring at any
        hour (see `put_off`), else at its reader's `morning`. What was tried in that time is tried anew when it is due.

        What somebody may still have in hand goes when his lease would end, were it given now.
        """
        keys = {"before": before, "now": now, "since": unseen_since, "pressing": sorted(but_for)}
        in_hand_till = now + LONGEST_LEASE
        for row in self.connection.execute(WRITTEN_AHEAD, keys).all():
            at = now if row.may_ring else morning(row.person)
            go = {"at_id": row.id, "at": at, "in_hand_till": max(at, in_hand_till)}
            self.connection.execute(GO_SOONER, go)
        self.connection.execute(TRY_SOONER, {"no_later": now + LONGEST_PAUSE, "in_hand_till": in_hand_till})

    def next_at(self, now: datetime | None = None, channels: Collection[str] | None = None) -> datetime | None:
        """The earliest moment a letter may go; told `now`, also right where a letter came due behind a leased one."""
        keys = {"now": now} if now else {}
        at: datetime | None = (
            next_of(among(channels), from_now=now is not None).run(self.connection, keys).scalar_one_or_none()
        )
        return at

    def waiting(self) -> int:
        """Letters neither sent nor given up, held ones included."""
        return int(self.connection.execute(WAITING).scalar_one())

    def awaited(self, address: Address) -> bool:
        """Whether something is on its way there."""
        keys = {"at_channel": address.channel, "at_chat": address.key}
        return self.connection.execute(AWAITED, keys).scalar_one_or_none() is not None

    def address_of(self, person_id: int) -> Address | None:
        """Where she is reached: of her reachable chats the one seen last."""
        row = ADDRESS_OF.run(self.connection, {"at_person": person_id}).one_or_none()
        return Address(row.channel, row.chat) if row else None

    def hand_over(self, person_id: int, address: Address) -> None:
        """Gives her held letters an address."""
        to = {"at_person": person_id, "to_channel": address.channel, "to_chat": address.key}
        if self.connection.execute(HAND_OVER, to).rowcount:
            self.filled = True

    def readdress(self, old: Address, new: Address | None) -> None:
        """Moves what waits for an address to another one, or holds it."""
        keys: dict[str, Any] = {"at_channel": old.channel, "at_chat": old.key}
        keys |= {"to_channel": new.channel if new else None, "to_chat": new.key if new else None}
        if self.connection.execute(READDRESS, keys).rowcount and new:
            self.filled = True


def among(channels: Collection[str] | None) -> frozenset[str] | None:
    return None if channels is None else frozenset(channels)


def letter_of(row: Row[Any]) -> Letter:
    return Letter(
        id=row.id,
        address=Address(row.channel, row.chat),
        person=row.person,
        notice=Notice.from_json(row.notice),
        tries=row.tries,
        created_at=row.created_at,
    )
