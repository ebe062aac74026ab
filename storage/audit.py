"""Everything, read back whole, to be held against what must be true of it: letters with their lot, words as they came.

For the simulated month and for tests. No turn of the product needs any of this, and nothing here is fast.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.cases import Case, Event
from domain.people import Address
from storage.cases import case_of
from storage.events import event_of
from storage.prepared import driver
from storage.store import Store
from storage.tables import addresses, case_reporters, cases, events, letters, lines
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a letter; neither `settled_at` nor an address yet: it is held until she can be reached."""

    id: int
    person: int
    address: Address | None
    origin: str
    case: str | None
    urgent: bool
    created_at: datetime
    not_before: datetime
    go_at: datetime
    settled_at: datetime | None
    failed: bool


def all_cases(tx: Tx) -> tuple[Case, ...]:
    return tuple(case_of(row) for row in tx.connection.execute(select(cases).order_by(cases.c.id)))


def all_events(tx: Tx) -> dict[int, tuple[Event, ...]]:
    """By case, in the order in which they were written down."""
    found: dict[int, list[Event]] = {}
    for row in tx.connection.execute(select(events).order_by(events.c.id)):
        found.setdefault(row.case, []).append(event_of(row))
    return {case: tuple(told) for case, told in found.items()}


def all_joined(tx: Tx) -> dict[int, tuple[tuple[int, datetime], ...]]:
    """By case, who joined it and when."""
    found: dict[int, list[tuple[int, datetime]]] = {}
    for row in tx.connection.execute(select(case_reporters).order_by(case_reporters.c.at)):
        found.setdefault(row.case, []).append((row.person, row.at))
    return {case: tuple(people) for case, people in found.items()}


def all_letters(tx: Tx) -> tuple[Fate, ...]:
    return tuple(
        Fate(
            id=row.id,
            person=row.person,
            address=Address(row.channel, row.chat) if row.channel else None,
            origin=row.dedupe,
            case=row.case_number,
            urgent=row.urgent,
            created_at=row.created_at,
            not_before=row.not_before,
            go_at=row.go_at,
            settled_at=row.settled_at,
            failed=row.failed,
        )
        for row in tx.connection.execute(select(letters).order_by(letters.c.id))
    )


def all_heard(tx: Tx) -> dict[tuple[Address, str], tuple[str, ...]]:
    """Every line of theirs, by chat and key: one each, unless something was taken in twice."""
    mine = select(lines.c.channel, lines.c.chat, lines.c.key, lines.c.text).where(lines.c.mine).order_by(lines.c.seq)
    found: dict[tuple[Address, str], list[str]] = {}
    for row in tx.connection.execute(mine):
        found.setdefault((Address(row.channel, row.chat), row.key or ""), []).append(row.text)
    return {key: tuple(texts) for key, texts in found.items()}


def chats(tx: Tx) -> dict[int, frozenset[Address]]:
    """By person, every address she was ever met at."""
    found: dict[int, set[Address]] = {}
    for row in tx.connection.execute(select(addresses)):
        found.setdefault(row.person, set()).add(Address(row.channel, row.chat))
    return {person: frozenset(known) for person, known in found.items()}


def forgo_durability(store: Store) -> None:
    """An SQLite file that need not outlive a power cut: a commit no longer waits for the disk. Never for a deployment."""
    with store.writer.connect() as connection:
        driver(connection).execute("PRAGMA synchronous = OFF")
