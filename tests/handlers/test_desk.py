"""Two communities in one deployment, each with its own hours: deadlines, letters, the clock's word and lists keep to them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.app import App
from bot.demo import demo_roster
from bot.sender import settle_and_claim
from domain.cases import Case
from domain.messages import InboundMessage, Notice
from domain.people import Address, Level, Role
from domain.places import Building, Community, Estate, MicroGrid, Place
from domain.roster import Roster, RosterPerson, RosterPost
from handlers.chase import tick
from handlers.desk import Desk, House
from handlers.digest import prepare
from handlers.inbox import hear
from handlers.nudge import About, nudge, say_nudges
from handlers.upkeep import clock_went_back
from routing.book import RuleBook
from routing.book.clock import AllHours
from storage.store import Store
from storage.tables import letters
from storage.tx import Tx
from tests.kit.frozen import FrozenClock, local
from tests.kit.town import SECRET, book, found, make_reader

MONDAY, TUESDAY, SATURDAY = "2026-11-23", "2026-11-24", "2026-11-28"
OURS, THEIRS = "guiyu", "hehuan"
STEWARDS = {OURS: "Y01", THEIRS: "L1"}
USUAL = {
    "duty": ["08:30-12:00", "13:00-17:30"],
    "week": [1, 2, 3, 4, 5],
    "quiet": "21:00-07:30",
    "ask": "10:00-20:00",
    "night": "22:00-08:00",
}
MARKET = {"duty": ["10:00-14:00", "15:00-19:00"], "week": [2, 3, 4, 5, 6], "quiet": "22:30-09:00"}


def two_communities() -> Roster:
    roster = demo_roster(SECRET)
    return replace(
        roster,
        communities=(*roster.communities, Community("市场社区", "市场社区", prefix="SC")),
        estates=(*roster.estates, Estate(THEIRS, "合欢苑", "市场社区")),
        microgrids=(*roster.microgrids, MicroGrid("hh1", "合欢一号", THEIRS)),
        buildings=(*roster.buildings, Building(THEIRS, "1", "hh1", "a-door")),
        people=(*roster.people, RosterPerson("L1", "钱楼道", Role.STEWARD), RosterPerson("O9", "钱办", Role.OFFICE)),
        posts=(*roster.posts, RosterPost("L1", Level.BUILDING, "hh1"), RosterPost("O9", Level.OFFICE, "市场社区")),
    )


def with_own_hours() -> RuleBook:
    hours = AllHours.model_validate({**USUAL, "市场社区": MARKET})
    return replace(book(), clock=book().clock.model_copy(update={"hours": hours}))


def move_in(tx: Tx) -> None:
    tx.directory.replace(two_communities())
    for person in tx.people.staff():
        tx.people.link(person.id, Address("post", person.code or ""), local("2026-11-01 12:00"))


@pytest.fixture
def app(store: Store) -> App:
    made = found(store, FrozenClock(local(f"{MONDAY} 09:00")))
    store.run_now(move_in)
    made.house = House(with_own_hours(), make_reader, secret=SECRET)
    return made


def steward(tx: Tx, estate: str) -> int:
    person = tx.people.by_code(STEWARDS[estate])
    assert person
    return person.id


def resident(tx: Tx, estate: str) -> int:
    person = tx.people.meet(Address("post", f"of {estate}"), local("2026-11-01 12:00"))
    tx.people.set_home(person.id, Place(estate, "1"))
    return person.id


def people_of(tx: Tx, estate: str) -> tuple[int, int]:
    return steward(tx, estate), resident(tx, estate)


def told(app: App, estate: str, at: datetime) -> Case:
    """A broken lamp in the estate's first building."""
    name = {OURS: "桂语苑", THEIRS: "合欢苑"}[estate]
    message = InboundMessage(Address("post", f"{estate} {at}"), f"k{estate}{at}", at, f"{name}1幢楼道灯坏了不亮")
    app.store.run_now(hear, message, app.house, at)
    return app.store.read_now(lambda tx: tx.cases.open_after(0, 99)[-1])


def when(tx: Tx, title: str) -> list[datetime]:
    rows = tx.connection.execute(letters.select().order_by(letters.c.id))
    return [row.not_before for row in rows if row.notice and Notice.from_json(row.notice).title == title]


def letter_for(app: App, person: int, now: datetime) -> datetime:
    """When a letter written to her now goes."""

    def write(tx: Tx) -> datetime:
        Desk(tx, app.house, now, f"test {person} {now}").write(person, Notice("n", f"{person}"))
        return when(tx, f"{person}")[-1]

    return app.store.run_now(write)


def said_to(app: App, now: datetime) -> set[str]:
    """Estates whose steward is told by the clock at that moment."""

    def wait(tx: Tx) -> None:
        desk = Desk(tx, app.house, now - timedelta(minutes=1), "test")
        case = tx.cases.open_after(0, 1)[0]
        for estate in STEWARDS:
            nudge(desk, [steward(tx, estate)], case, About.DECIDE, "请看看")

    def said(tx: Tx) -> set[str]:
        say_nudges(tx, app.house, now)
        waiting = tx.nudges.people()
        return {estate for estate in STEWARDS if steward(tx, estate) not in waiting}

    app.store.run_now(wait)
    return app.store.run_now(said)


def lists(app: App, now: datetime) -> set[str]:
    """Estates whose steward gets the morning list at that moment."""

    def readers(tx: Tx) -> set[str]:
        found = [one for digest in prepare(tx, app.house, now) if digest.kind == "steward" for one in digest.circulars]
        people = {person for one in found for person in one.people}
        return {estate for estate in STEWARDS if steward(tx, estate) in people}

    return app.store.read_now(readers)


def test_deadlines_count_the_duty_hours_of_where_it_is(app: App) -> None:
    late = local(f"{SATURDAY} 12:00")
    ours, theirs = told(app, OURS, late), told(app, THEIRS, late)
    assert ours.contact_due == local("2026-11-30 17:30"), "a working day, from Monday on"
    assert theirs.contact_due == local("2026-12-01 12:00"), "two hours left of Saturday's first half, and so on"
    assert (ours.community, theirs.community) == ("演示社区", "市场社区")


def test_the_next_look_is_reckoned_by_where_it_is(app: App) -> None:
    late = local(f"{SATURDAY} 11:00")
    ours, theirs = told(app, OURS, late), told(app, THEIRS, late)
    assert ours.look_at == local("2026-11-30 10:30")
    assert theirs.look_at == local(f"{SATURDAY} 13:00")
    assert app.store.run_now(tick, app.house, local(f"{SATURDAY} 13:00")) == 1


def test_everybody_sleeps_by_the_hours_of_her_community(app: App) -> None:
    people = {estate: app.store.run_now(people_of, estate) for estate in STEWARDS}
    late, early = local(f"{MONDAY} 22:00"), local(f"{TUESDAY} 08:00")
    for person in people[OURS]:
        assert letter_for(app, person, late) == local(f"{TUESDAY} 07:30")
        assert letter_for(app, person, early) == early
    for person in people[THEIRS]:
        assert letter_for(app, person, late) == late
        assert letter_for(app, person, early) == local(f"{TUESDAY} 09:00")


def test_the_clock_speaks_to_each_on_her_working_days(app: App) -> None:
    told(app, OURS, local(f"{MONDAY} 09:00"))
    assert said_to(app, local(f"{MONDAY} 15:40")) == {OURS}
    assert said_to(app, local(f"{SATURDAY} 15:40")) == {THEIRS}


def test_each_reads_her_list_on_her_working_days_and_in_no_other(app: App) -> None:
    for estate in STEWARDS:
        told(app, estate, local(f"{MONDAY} 09:00"))
    assert lists(app, local(f"{TUESDAY} 09:00")) == {OURS, THEIRS}
    assert lists(app, local(f"{SATURDAY} 09:00")) == {THEIRS}
    assert lists(app, local("2026-11-30 09:00")) == {OURS}


def test_what_comes_late_rings_where_it_is_not_night_yet(app: App) -> None:
    evening, night = local(f"{MONDAY} 20:50"), local(f"{MONDAY} 22:05")

    def put(tx: Tx) -> None:
        for estate in STEWARDS:
            tx.outbox.put(steward(tx, estate), Notice("n", estate), key=estate, now=evening)

    app.store.run_now(put)
    carried, _ = app.store.run_now(settle_and_claim, [], night, 10, ("post",), (), app.till_morning)
    assert [letter.notice.title for letter in carried] == [THEIRS]
    assert app.store.read_now(when, OURS) == [local(f"{TUESDAY} 07:30")]


def test_a_clock_set_right_at_night_keeps_to_the_hours_of_each(app: App) -> None:
    """What was written by tomorrow's daylight waits for each one's morning; what is urgent goes at once."""
    ahead, now = local(f"{TUESDAY} 22:10"), local(f"{MONDAY} 22:10")

    def put(tx: Tx) -> None:
        for estate in STEWARDS:
            at = ahead - timedelta(hours=6)
            tx.outbox.put(steward(tx, estate), Notice("n", estate), key=estate, now=at)
            tx.outbox.put(steward(tx, estate), Notice("n", f"{estate}!", urgent=True), key=f"{estate}!", now=at)

    app.store.run_now(put)
    app.store.run_now(clock_went_back, app.house, ahead, now)
    assert app.store.read_now(when, OURS) == [local(f"{TUESDAY} 07:30")]
    assert app.store.read_now(when, THEIRS) == [now]
    assert app.store.read_now(when, f"{OURS}!") == [now]


def test_without_hours_of_its_own_nobody_is_asked_about(app: App) -> None:
    """One calendar serves all, and nobody's home is looked up for it."""
    app.house = House(book(), make_reader, secret=SECRET)

    def ask(tx: Tx) -> None:
        desk = Desk(tx, app.house, local(f"{MONDAY} 09:00"), "test")
        assert desk.calendar(OURS) is desk.calendar(THEIRS) is desk.calendar_of(-1)

    app.store.read_now(ask)
