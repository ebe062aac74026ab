"""How fast is a case chased, and what does it cost that a million others are open?

A chase is the whole of it: found, decided, recorded, letters written. The peer escalates as many tickets on the same
machine and the same kind of database file, mail in memory.
"""

import asyncio
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from domain.cases import Case, Event, EventKind, State, Urgency
from domain.people import Address, Post
from domain.places import Place
from handlers.chase import tick
from handlers.desk import House
from routing.calendar import Calendar
from routing.chase import look_at
from routing.deadlines import deadlines
from storage.store import Store
from storage.tables import cases
from storage.tx import Tx
from tests.bench.figures import Figure, Tell, at_least, at_most_times
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, found

DUE, FEW, MANY = 1000, 10_000, 1_000_000
DUE_AMONG = 100
OF_PEER, OF_FEW = 20.0, 1.5
ROUNDS = 3
PEER = Path(__file__).with_name("escalating_peer.py")
PEER_PYTHON = "HUYING_BENCH_PEER"
TOLD = MONDAY_MORNING
LATER = TOLD + timedelta(days=1, minutes=1)  # a working day after the telling nobody has spoken to her: yellow
FAR = LATER + timedelta(days=30)
SPREAD = 2_000  # copies of the waiting case are due at as many different moments


COPY = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :copies)
    INSERT INTO cases ({columns}) SELECT {values} FROM cases, n WHERE cases.id = :id
"""


async def measure(tell: Tell, *, few: int = FEW, many: int = MANY, due: int = DUE) -> list[Figure]:
    tell("chasing: ours")
    ours = min(chase_all(due) for _ in range(ROUNDS))
    shown = [Figure(f"{due} due cases chased", f"{ours * 1000:.0f} ms")]
    if python := os.environ.get(PEER_PYTHON):
        tell("chasing: the peer")
        shown.append(
            at_least("times as fast as django-helpdesk's escalate_tickets", await peer(python, due) / ours, OF_PEER)
        )
    tell(f"chasing: {DUE_AMONG} due among {few:,}, then among {many:,} open")
    cost = {open_cases: among(open_cases) for open_cases in (few, many)}
    shown.append(at_most_times(f"a tick with {many:,} open, by one with {few:,}", cost[many] / cost[few], OF_FEW))
    return shown


def chase_all(count: int) -> float:
    """Seconds of all the ticks it takes."""
    with community() as (store, house):
        store.run_now(open_cases, house, count)
        return ticked(store, house, count)


def ticked(store: Store, house: House, count: int) -> float:
    done, began = 0, time.perf_counter()
    while done < count:
        seen = store.run_now(tick, house, LATER)
        if not seen:
            raise RuntimeError(f"{done} of {count} cases were chased")
        done += seen
    store.run_now(tick, house, LATER)  # nothing is due any more: now it is said what waits for each steward
    return time.perf_counter() - began


def among(open_in_all: int) -> float:
    """Seconds of chasing those due, the best of some rounds: the database is warm, as it is in service."""
    with community() as (store, house):
        [waiting] = store.run_now(open_cases, house, 1)
        store.run_now(lambda tx: tx.cases.look_again(waiting.id, FAR))
        copy(store, waiting.id, open_in_all)
        return min(due_among_them(store, house) for _ in range(ROUNDS))


def due_among_them(store: Store, house: House) -> float:
    store.run_now(open_cases, house, DUE_AMONG)
    return ticked(store, house, DUE_AMONG)


def copy(store: Store, case: int, copies: int) -> None:
    """As many open cases like it, each with its own number and its own next look, far ahead."""
    names = [column.name for column in cases.columns if column.name != "id"]
    own = {"number": "'C-' || i", "look_at": f"datetime(look_at, '+' || (i % {SPREAD}) || ' minutes')"}
    with store.writer.begin() as connection:
        connection.execute(
            text(COPY.format(columns=", ".join(names), values=", ".join(own.get(name, name) for name in names))),
            {"copies": copies, "id": case},
        )


@contextmanager
def community() -> Iterator[tuple[Store, House]]:
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/huying.db")
        store.migrate()
        app = found(store, FrozenClock(TOLD))
        try:
            yield store, app.house
        finally:
            store.close()


def open_cases(tx: Tx, house: House, count: int) -> list[Case]:
    """Each of a resident of its own; signed for by the steward, who has spoken to nobody yet."""
    directory = house.directory(tx)
    building = directory.buildings[0]
    holder = next(post for post in directory.posts if post.area == building.microgrid)
    calendar = house.calendar(tx, directory, building.estate)
    limits = deadlines(Urgency.P2, TOLD, calendar, house.book.clock)
    told = Case(
        id=0,
        number="",
        community=directory.communities[0].code,
        reporter=None,
        state=State.RECEIVED,
        urgency=Urgency.P2,
        told_at=TOLD,
        topic="WX",
        item="WX3",
        words="楼道灯坏了",
        gist="公共照明",
        place=Place(building.estate, building.number),
        contact_due=limits.contact,
        finish_due=limits.finish,
        look_at=FAR,
    )
    return [signed_for(tx, replace(told, reporter=resident(tx)), holder, calendar, house) for _ in range(count)]


def signed_for(tx: Tx, told: Case, holder: Post, calendar: Calendar, house: House) -> Case:
    case = tx.cases.open(told, Event(EventKind.OPENED, TOLD))
    held = {"assignee": holder.person, "assigned_at": TOLD, "level": holder.level}
    case = tx.cases.move(case, Event(EventKind.ASSIGNED, TOLD), **held)
    ahead = look_at(replace(case, state=State.ACCEPTED), calendar, house.book.clock)
    return tx.cases.move(case, Event(EventKind.ACCEPTED, TOLD), accepted_at=TOLD, look_at=ahead)


def resident(tx: Tx) -> int:
    return tx.people.meet(Address("web", secrets.token_hex(8)), TOLD).id


async def peer(python: str, tickets: int) -> float:
    with TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            python, str(PEER), f"{folder}/peer.db", str(tickets), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the peer ended with {process.returncode}")
    return float(out)
