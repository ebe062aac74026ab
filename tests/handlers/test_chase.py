"""Time passing: two replicas' worth of ticks at once, a case that raises, a machine that slept."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.app import App
from bot.demo import demo_roster
from domain.cases import Case, Event, EventKind, Urgency
from domain.messages import InboundMessage
from domain.people import Address, Level, Role
from domain.places import Community, Estate
from domain.roster import RosterPerson, RosterPost
from handlers.chase import tick, unfinished
from handlers.inbox import hear
from storage.store import Store
from storage.tables import letters
from storage.tx import Tx
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, SECRET, found

LATER = MONDAY_MORNING + timedelta(days=20)


def tell(store: Store, app: App, count: int) -> None:
    words = ("{n}幢楼道灯坏了", "{n}幢单元门刷不开了", "{n}幢门口垃圾没人收")
    for i in range(count):
        text = words[i % 3].format(n=1 + i % 6)
        message = InboundMessage(Address("web", f"r{i}"), f"k{i}", MONDAY_MORNING, text)
        store.run_now(hear, message, app.house, MONDAY_MORNING)


def by_number(tx: Tx, number: str) -> Case | None:
    return tx.cases.by_number(number)


def events(tx: Tx, case: Case) -> tuple[Event, ...]:
    return tx.cases.events(case.id)


def steps_taken(store: Store) -> Counter[tuple[str, str]]:
    numbers = [f"YS-{n:04d}" for n in range(1, 100)]
    cases = [case for number in numbers if (case := store.read_now(by_number, number))]
    taken: Counter[tuple[str, str]] = Counter()
    for case in cases:
        for event in store.read_now(events, case):
            if event.step:
                taken[(case.number, event.step)] += 1
    return taken


def test_two_replicas_take_each_step_once(store: Store) -> None:
    app = found(store, FrozenClock(MONDAY_MORNING))
    tell(store, app, 6)
    moments = [MONDAY_MORNING + timedelta(hours=6 * n) for n in range(60)]

    def replica() -> None:
        for now in moments:
            for _ in range(3):
                store.run_now(tick, app.house, now)

    replicas = [threading.Thread(target=replica) for _ in range(2)]
    for one in replicas:
        one.start()
    for one in replicas:
        one.join()
    taken = steps_taken(store)
    assert len(taken) >= 6 * 7  # each case climbed the whole ladder
    assert set(taken.values()) == {1}


def test_ticking_alone_and_together_end_the_same(sqlite_store: Store) -> None:
    """A machine that slept for weeks takes every step in order, none twice, none missing."""
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 3)
    while sqlite_store.run_now(tick, app.house, LATER):
        pass
    slept = {step for _, step in steps_taken(sqlite_store)}
    assert any("finish_street" in step for step in slept)
    kinds = [event.kind for event in sqlite_store.read_now(lambda tx: tx.cases.events(1))]
    assert kinds.count(EventKind.ASSIGNED) >= 2
    assert sqlite_store.run_now(tick, app.house, LATER) == 0


def test_a_case_that_raises_is_set_back_and_shown_and_jams_nobody(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 3)
    broken = sqlite_store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
    assert broken is not None
    damage = {"item": "ZZ9", "urgency": Urgency.P1}  # an item that no rule book knows, to be told at once
    sqlite_store.run_now(lambda tx: tx.cases.move(broken, an_event(), **damage))
    now = MONDAY_MORNING + timedelta(hours=5)
    while sqlite_store.run_now(tick, app.house, now):
        pass
    assert [case.number for case, _ in sqlite_store.read_now(lambda tx: tx.cases.troubled())] == ["YS-0001"]
    told = {number for number, _ in steps_taken(sqlite_store)}
    assert {"YS-0002", "YS-0003"} <= told


def an_event() -> Event:
    return Event(kind=EventKind.SORTED, at=MONDAY_MORNING)


def test_words_left_in_a_question_become_a_case_once(store: Store) -> None:
    app = found(store, FrozenClock(MONDAY_MORNING))
    message = InboundMessage(Address("web", "r"), "k", MONDAY_MORNING, "垃圾桶满出来两天了，苍蝇乱飞")
    store.run_now(hear, message, app.house, MONDAY_MORNING)
    assert store.read_now(lambda tx: tx.cases.by_number("YS-0001")) is None
    for minutes in (20, 40, 60, 90):
        store.run_now(unfinished, app.house, MONDAY_MORNING + timedelta(minutes=minutes))
    first = store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
    assert first is not None
    assert first.words == "垃圾桶满出来两天了，苍蝇乱飞"
    assert store.read_now(lambda tx: tx.cases.by_number("YS-0002")) is None


def test_who_looks_after_another_community_hears_nothing_of_it(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    roster = demo_roster(SECRET)
    roster = replace(
        roster,
        communities=(*roster.communities, Community("另一社区", "另一社区", prefix="LY")),
        people=(*roster.people, RosterPerson("G9", "钱格", Role.STEWARD)),
        posts=(*roster.posts, RosterPost("G9", Level.GRID, "另一社区")),
    )
    sqlite_store.run_now(lambda tx: tx.directory.replace(roster))
    tell(sqlite_store, app, 1)
    sqlite_store.run_now(sign, "YS-0001")
    while sqlite_store.run_now(tick, app.house, LATER):
        pass
    steps = [event.step or "" for event in sqlite_store.read_now(lambda tx: tx.cases.events(1))]
    assert any("contact_up" in step for step in steps), "it went up to the grid"
    told, other = sqlite_store.read_now(written_to), sqlite_store.read_now(lambda tx: tx.people.by_code("G9"))
    assert other
    assert told
    assert other.id not in told


def test_the_next_rung_that_holds_it_already_leaves_it_to_those_of_its_own_estate(sqlite_store: Store) -> None:
    """The estate steward stands in for the building steward and does not sign: another estate's hears nothing of it."""
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    roster = demo_roster(SECRET)
    home = roster.communities[0].code
    roster = replace(
        roster,
        estates=(*roster.estates, Estate("另一小区", "另一小区", home)),
        people=(*roster.people, RosterPerson("E9", "钱小区", Role.STEWARD)),
        posts=(
            *(
                replace(post, backup="Y11") if post.person == "Y01" else post
                for post in roster.posts
                if post.person != "Y12"
            ),
            RosterPost("E9", Level.ESTATE, "另一小区"),
        ),
    )
    sqlite_store.run_now(lambda tx: tx.directory.replace(roster))
    told_us = InboundMessage(Address("web", "r"), "k", MONDAY_MORNING, "桂语苑3幢单元门刷不开了")
    sqlite_store.run_now(hear, told_us, app.house, MONDAY_MORNING)
    for hours in range(1, 10):
        while sqlite_store.run_now(tick, app.house, MONDAY_MORNING + timedelta(hours=hours)):
            pass
    case = sqlite_store.read_now(lambda tx: tx.cases.get(1))
    staff = {person.code: person.id for person in sqlite_store.read_now(lambda tx: tx.people.staff())}
    assert (case.level, case.assignee) == (Level.ESTATE, staff["Y11"])
    told = sqlite_store.read_now(written_to)
    assert staff["E9"] not in told
    assert staff["Y31"] in told, "nobody else at that rung: the office looks"


def sign(tx: Tx, number: str) -> None:
    case = tx.cases.by_number(number)
    assert case
    tx.cases.move(case, Event(EventKind.ACCEPTED, MONDAY_MORNING), accepted_at=MONDAY_MORNING)


def written_to(tx: Tx) -> set[int]:
    """Whom the clock has told something, or will."""
    return {*tx.nudges.people(), *tx.connection.execute(select(letters.c.person)).scalars()}
