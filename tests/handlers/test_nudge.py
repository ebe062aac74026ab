"""The clock's letters to one person: merged, few, by day; the steps themselves are recorded one by one and on time."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from bot.app import App
from domain.cases import Case, Event, EventKind, State
from domain.messages import InboundMessage, Notice
from domain.people import Absence, Address, Role
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

CHASES = frozenset(
    {
        "reminder",
        "must_decide",
        "street_digest",
        "nudges",
        "please_look",
        "card",
        "off_your_list",
        "due_next",
        "own_week",
    }
)
SAID = "m:"  # the origin of what follows from somebody's message
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
    kept = [row for row in rows if row.notice and not row.dedupe.startswith(SAID)]
    return [(row.person, row.not_before, Notice.from_json(row.notice)) for row in kept]


def chases(store: Store) -> list[tuple[int, datetime, Notice]]:
    """What the clock had to say to somebody."""
    return [letter for letter in store.read_now(put) if letter[2].kind in CHASES]


def test_at_most_three_a_day_and_person_on_working_days_by_day(store: Store) -> None:
    """A fortnight in which nobody does anything, with a national holiday's worth of weekends in it."""
    app = found(store, FrozenClock(MONDAY_MORNING))
    tell(store, app, 24, every=17)
    pass_time(store, app, MONDAY_MORNING, MONDAY_MORNING + timedelta(days=13), timedelta(minutes=40))
    calendar = store.read_now(lambda tx: app.house.calendar(tx, app.house.directory(tx)))
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


def test_what_the_clock_hands_on_is_told_in_one_letter_to_each(sqlite_store: Store) -> None:
    """A dozen unsigned ones go to the backup: he reads which, the first steward which are hers no longer."""
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 12)
    first = sqlite_store.read_now(lambda tx: tx.cases.get(1)).assignee
    hers = [case.number for case in sqlite_store.read_now(lambda tx: tx.cases.in_hands_of(first or 0))]
    beat(sqlite_store, app, local("2026-11-23 14:01"))
    second = sqlite_store.read_now(lambda tx: tx.cases.get(1)).assignee
    told = {person: notice for person, _, notice in chases(sqlite_store)}
    assert second != first
    assert len(chases(sqlite_store)) == len(told)
    assert {name for name, why in told[second or 0].facts if "新转给您" in why} >= {
        fact for fact, _ in told[second or 0].facts if fact[:7] in hers
    }
    assert all(any(number in line for line in told[first or 0].lines) for number in hers)


def test_after_a_clock_that_ran_a_day_ahead_nothing_is_lost(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 1)
    for moment in ("2026-11-24 09:00", "2026-11-23 11:00", "2026-11-24 09:00"):
        sqlite_store.run_now(decide_now, app, local(moment), About.DECIDE)
    assert [notice.kind for _, _, notice in chases(sqlite_store)] == ["must_decide"] * 3


def decide_now(tx: Tx, app: App, now: datetime, about: About) -> None:
    case = tx.cases.move(tx.cases.get(1), Event(EventKind.REMINDED, now))
    nudge(Desk(tx, app.house, now, "test"), (office_person(tx),), case, about, "到了办结时限还没有办结（红）")
    say_nudges(tx, app.house, now)


def office_person(tx: Tx) -> int:
    return next(person.id for person in tx.people.staff() if person.role is Role.OFFICE)


@pytest.mark.parametrize(("about", "said"), [(About.LATE, ["must_decide"]), (About.DECIDE, [])])
def test_signing_for_it_does_not_undo_that_its_time_is_over(sqlite_store: Store, about: About, said: list[str]) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 1)
    saturday, monday = local("2026-12-05 10:00"), local("2026-12-07 09:00")
    sqlite_store.run_now(decide_now, app, saturday, about)
    sqlite_store.run_now(sign, app, saturday)
    assert chases(sqlite_store) == []
    sqlite_store.run_now(lambda tx: say_nudges(tx, app.house, monday))
    assert [notice.kind for _, _, notice in chases(sqlite_store)] == said


def test_a_later_deadline_undoes_it(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    tell(sqlite_store, app, 1)
    saturday, monday = local("2026-12-05 10:00"), local("2026-12-07 09:00")
    sqlite_store.run_now(decide_now, app, saturday, About.LATE)
    extended = Event(EventKind.EXTENDED, saturday)
    sqlite_store.run_now(lambda tx: tx.cases.move(tx.cases.get(1), extended, finish_due=monday + timedelta(days=3)))
    sqlite_store.run_now(lambda tx: say_nudges(tx, app.house, monday))
    assert chases(sqlite_store) == []


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
    for moment, said in (("11:00", []), ("15:29", []), ("15:31", ["off_your_list"])):
        beat(sqlite_store, app, local(f"2026-11-23 {moment}"))
        assert [notice.kind for person, _, notice in chases(sqlite_store) if person == case.assignee] == said


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
    assert all(at >= local("2026-11-30 08:30") for at in told)
    assert store_has_nudges(sqlite_store)
    beat(sqlite_store, app, monday)
    kinds = [notice.kind for _, at, notice in sqlite_store.read_now(put) if at >= local("2026-11-30 08:30")]
    assert "my_list" in kinds
    holders = {case.assignee for case in sqlite_store.read_now(lambda tx: tx.cases.in_state(State.ASSIGNED))}
    assert holders.isdisjoint(person for person, _, _ in chases(sqlite_store)), "the list has said it"
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
