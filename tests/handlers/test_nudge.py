"""The clock's letters to one person: merged, few, by day; the steps themselves are recorded one by one and on time."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from bot.app import App
from domain.cases import Case, Event, EventKind, State
from domain.messages import InboundMessage, Notice
from domain.people import Absence, Address
from handlers.chase import tick
from handlers.desk import Desk
from handlers.digest import mornings
from handlers.inbox import hear
from handlers.nudge import About, nudge, say_nudges
from handlers.office.absence import returns
from storage.nudges import Nudge
from storage.prepared import driver
from storage.store import Store
from storage.tables import letters
from storage.tx import Tx
from tests.kit.frozen import FrozenClock, local
from tests.kit.town import MONDAY_MORNING, found

CHASES = frozenset({"reminder", "must_decide", "street_digest", "nudges", "please_look"})
WORDS = ("{n}幢楼道灯坏了", "{n}幢单元门刷不开了", "{n}幢门口垃圾没人收")


def tell(store: Store, app: App, count: int, at: datetime = MONDAY_MORNING, every: int = 0) -> None:
    for i in range(count):
        now = at + timedelta(minutes=every * i)
        text = WORDS[i % 3].format(n=1 + i % 6)
        store.run_now(hear, InboundMessage(Address("web", f"r{i}"), f"k{at}{i}", now, text), app.house, now)


def beat(store: Store, app: App, now: datetime) -> None:
    while store.run_now(tick, app.house, now):
        pass
    store.run_now(mornings, app.house, now)


def pass_time(store: Store, app: App, since: datetime, until: datetime, step: timedelta) -> None:
    while since < until:
        since += step
        beat(store, app, since)


def put(tx: Tx) -> list[tuple[int, datetime, Notice]]:
    rows = tx.connection.execute(letters.select().order_by(letters.c.id))
    return [(row.person, row.not_before, Notice.from_json(row.notice)) for row in rows if row.notice]


def chases(store: Store) -> list[tuple[int, datetime, Notice]]:
    return [letter for letter in store.read_now(put) if letter[2].kind in CHASES]


def test_at_most_three_a_day_and_person_on_working_days_by_day(store: Store) -> None:
    """A fortnight in which nobody does anything, with a national holiday's worth of weekends in it."""
    app = found(store, FrozenClock(MONDAY_MORNING))
    tell(store, app, 24, every=17)
    pass_time(store, app, MONDAY_MORNING, MONDAY_MORNING + timedelta(days=13), timedelta(minutes=40))
    calendar = store.read_now(lambda tx: app.house.calendar(tx, app.house.directory(tx), "Asia/Shanghai"))
    sent: Counter[tuple[int, date]] = Counter()
    for person, at, _ in chases(store):
        sent[person, calendar.local(at).date()] += 1
        assert not calendar.is_quiet(at)
        assert not calendar.is_rest_day(at)
    assert sent
    assert max(sent.values()) <= 3


def test_one_matter_is_said_as_itself_and_several_together(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 1)
    beat(sqlite_store, app, MONDAY_MORNING + timedelta(hours=2))
    assert [notice.kind for _, _, notice in chases(sqlite_store)] == ["reminder"]
    tell(sqlite_store, app, 12, at=MONDAY_MORNING + timedelta(hours=5))
    beat(sqlite_store, app, MONDAY_MORNING + timedelta(hours=7))
    merged = [notice for _, _, notice in chases(sqlite_store) if notice.kind == "nudges"]
    assert merged
    assert all(notice.title.startswith("您手上有") and len(notice.facts) > 1 for notice in merged)


def test_what_was_done_meanwhile_is_not_said(sqlite_store: Store) -> None:
    """The reminder is due on a day off; by the time it may be said the steward has signed."""
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    friday = local("2026-11-27 16:30")
    tell(sqlite_store, app, 1, at=friday)
    saturday = local("2026-11-28 10:00")
    sqlite_store.run_now(lambda tx: tx.cases.look_again(1, friday))
    held = sqlite_store.run_now(remind_now, app, saturday)
    assert held == 1
    assert chases(sqlite_store) == []
    sqlite_store.run_now(sign, app, saturday)
    beat(sqlite_store, app, local("2026-11-30 08:31"))
    assert [notice for _, _, notice in chases(sqlite_store) if notice.case == "YS-0001"] == []
    assert sqlite_store.read_now(lambda tx: tx.nudges.people()) == {}


def remind_now(tx: Tx, app: App, now: datetime) -> int:
    case = tx.cases.get(1)
    nudge(Desk(tx, app.house, now, "test"), (case.assignee,), case, About.REMIND, "派单后还没有签收")
    say_nudges(tx, app.house, now)
    return len(tx.nudges.of(case.assignee or 0))


def sign(tx: Tx, app: App, now: datetime) -> Case:
    return tx.cases.move(tx.cases.get(1), Event(EventKind.ACCEPTED, now), accepted_at=now)


def test_the_third_letter_waits_for_the_afternoon_and_the_rest_for_the_morning_list(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 1)
    [case] = sqlite_store.read_now(lambda tx: tx.cases.in_state(State.ASSIGNED))
    sqlite_store.run_now(lambda tx: tx.notes.set(f"nudged.{case.assignee}", "2026-11-23 2"))
    beat(sqlite_store, app, local("2026-11-23 11:00"))
    assert chases(sqlite_store) == []
    beat(sqlite_store, app, local("2026-11-23 15:29"))
    assert chases(sqlite_store) == []
    beat(sqlite_store, app, local("2026-11-23 15:31"))
    said = [person for person, _, _ in chases(sqlite_store)]
    assert said.count(case.assignee or 0) <= 1


@pytest.mark.parametrize("words", ["3幢电梯坏了停在半空", "3幢停水了，一滴都没有"])
def test_what_is_urgent_is_said_at_once_at_any_hour(sqlite_store: Store, words: str) -> None:
    night = local("2026-11-28 23:30")  # a Saturday
    app = found(sqlite_store, FrozenClock(night))
    sqlite_store.run_now(hear, InboundMessage(Address("web", "r"), "k", night, words), app.house, night)
    case = sqlite_store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
    assert case is not None
    assert case.urgency in ("P0", "P1")
    for minutes in (15, 30, 45, 60):
        beat(sqlite_store, app, night + timedelta(minutes=minutes))
    said = chases(sqlite_store)
    assert said
    assert all(at <= night + timedelta(hours=1) for _, at, _ in said)


def test_the_steps_stand_in_the_record_though_nobody_is_written_to(sqlite_store: Store) -> None:
    """A machine wakes on a Saturday: the steps of the week are recorded at once, Monday's list says the rest."""
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 3)
    saturday, monday = local("2026-11-28 11:00"), local("2026-11-30 08:45")
    beat(sqlite_store, app, saturday)
    steps = [event.step for event in sqlite_store.read_now(lambda tx: tx.cases.events(1)) if event.step]
    assert len(steps) >= 4
    staff = set(sqlite_store.read_now(lambda tx: [person.id for person in tx.people.staff()]))
    told = [at for person, at, _ in sqlite_store.read_now(put) if person in staff and at >= saturday]
    assert told
    assert min(told) >= local("2026-11-30 08:30")
    assert store_has_nudges(sqlite_store)
    beat(sqlite_store, app, monday)
    kinds = [notice.kind for _, at, notice in sqlite_store.read_now(put) if at >= local("2026-11-30 08:30")]
    assert "my_list" in kinds
    assert chases(sqlite_store) == []
    assert not store_has_nudges(sqlite_store)


def store_has_nudges(store: Store) -> bool:
    return bool(store.read_now(lambda tx: tx.nudges.people()))


def statements(store: Store, app: App, now: datetime) -> int:
    """How many a look for something to say takes."""
    ran: list[str] = []

    def look(tx: Tx) -> None:
        driver(tx.connection).set_trace_callback(ran.append)
        say_nudges(tx, app.house, now)
        returns(tx, app.house, now)
        driver(tx.connection).set_trace_callback(None)

    store.run_now(look)
    return len(ran)


def test_while_nobody_may_be_told_more_it_costs_the_same_however_many_wait(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 1)
    noon = local("2026-11-23 12:00")

    def wait(tx: Tx, people: list[int]) -> None:
        case = tx.cases.get(1)
        for person in people:
            tx.notes.set(f"nudged.{person}", "2026-11-23 3")
            tx.directory.set_absence(Absence(person, noon - timedelta(days=2), noon - timedelta(days=1), None))
            tx.notes.set(f"back.{person}", (noon - timedelta(days=1)).isoformat())
            tx.nudges.put(Nudge(person, 1, About.REMIND, "还没有签收", case.state, noon))

    staff = sqlite_store.read_now(lambda tx: [person.id for person in tx.people.staff()])
    sqlite_store.run_now(wait, staff[:1])
    statements(sqlite_store, app, noon)  # the directory is read anew
    alone = statements(sqlite_store, app, noon)
    sqlite_store.run_now(wait, staff)
    statements(sqlite_store, app, noon)
    assert len(staff) > 5
    assert statements(sqlite_store, app, noon) == alone <= 4
    assert len(sqlite_store.read_now(lambda tx: tx.nudges.people())) == len(staff)
