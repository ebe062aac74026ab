"""Leave, return and leaving for good: no case is ever in the hands of somebody who is not there."""

from dataclasses import replace
from datetime import timedelta

from bot.app import App
from bot.demo import demo_roster
from domain.cases import Case, State
from domain.messages import InboundMessage
from domain.people import Absence, Address, Level
from domain.roster import Roster
from handlers.chase import tick
from handlers.desk import Desk
from handlers.inbox import hear
from handlers.office.absence import hand_over, left_for_good, returns
from storage.store import Store
from storage.tx import Tx
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, SECRET, found

LATER = MONDAY_MORNING + timedelta(hours=1)


def told(store: Store, app: App, words: str = "3幢楼道灯坏了", key: str = "k") -> Case:
    store.run_now(hear, InboundMessage(Address("web", "r"), key, MONDAY_MORNING, words), app.house, MONDAY_MORNING)
    return newest(store)


def newest(store: Store) -> Case:
    return store.read_now(lambda tx: tx.cases.told_between(MONDAY_MORNING, LATER))[-1]


def without(*codes: str) -> Roster:
    roster = demo_roster(SECRET)
    people = tuple(person for person in roster.people if person.code not in codes)
    posts = tuple(
        replace(post, backup=None if post.backup in codes else post.backup)
        for post in roster.posts
        if post.person not in codes
    )
    return replace(roster, people=people, posts=posts)


def code_of(store: Store, person: int | None) -> str | None:
    return store.read_now(lambda tx: tx.people.get(person or 0).code)


def test_who_is_on_the_roster_no_more_leaves_no_case_behind(store: Store) -> None:
    app = found(store, FrozenClock(MONDAY_MORNING))
    case = told(store, app)
    gone = code_of(store, case.assignee)
    assert gone is not None
    store.run_now(lambda tx: tx.directory.replace(without(gone)))
    store.run_now(left_for_good, app.house, LATER)
    after = newest(store)
    assert after.assignee not in (None, case.assignee)
    assert after.state is State.ASSIGNED
    assert after.finish_due == case.finish_due
    assert "原来的负责人不在名册上了" in after.why
    store.run_now(left_for_good, app.house, LATER)
    assert newest(store).version == after.version, "once is enough"


def test_nobody_left_below_means_the_office(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    case = told(sqlite_store, app)
    roster = demo_roster(SECRET)
    low = {post.person for post in roster.posts if post.level < Level.OFFICE}
    high = {post.person for post in roster.posts if post.level >= Level.OFFICE}
    sqlite_store.run_now(lambda tx: tx.directory.replace(without(*(low - high))))
    sqlite_store.run_now(left_for_good, app.house, LATER)
    after = newest(sqlite_store)
    assert after.assignee != case.assignee
    assert after.level is Level.OFFICE


def go_away(tx: Tx, app: App, person: int, days: int, backup: int | None) -> None:
    tx.directory.set_absence(Absence(person, LATER, LATER + timedelta(days=days), backup))
    desk = Desk(tx, app.house, LATER, f"away:{person}")
    hand_over(desk, person, "请假期间代办", "代班")


def test_the_backup_s_backup_and_back_when_the_leave_is_over(store: Store) -> None:
    app = found(store, FrozenClock(MONDAY_MORNING))
    case = told(store, app)
    posts = store.read_now(lambda tx: tx.directory.read().posts)
    hers = next(post for post in posts if post.person == case.assignee)
    others = [post for post in posts if post.level <= Level.ESTATE and post.person != hers.person]
    backup, behind = others[0].person, others[1].person
    store.run_now(go_away, app, backup, 3, behind)
    store.run_now(go_away, app, hers.person, 1, backup)
    assert newest(store).assignee == behind
    store.run_now(returns, app.house, LATER + timedelta(hours=2))
    assert newest(store).assignee == behind, "she is still away"
    back = LATER + timedelta(days=1, minutes=1)
    store.run_now(returns, app.house, back)
    assert newest(store).assignee == hers.person
    version = newest(store).version
    store.run_now(returns, app.house, back + timedelta(minutes=1))
    assert newest(store).version == version


def test_what_was_begun_stays_with_who_began_it(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    case = told(sqlite_store, app)
    sqlite_store.run_now(go_away, app, case.assignee or 0, 1, None)
    holder = newest(sqlite_store).assignee
    address = sqlite_store.read_now(lambda tx: tx.people.address_of(holder or 0))
    assert address is not None
    tap = InboundMessage(address, "s", LATER, "签收", tap=f"accept:{case.number}")
    sqlite_store.run_now(hear, tap, app.house, LATER)
    now = LATER + timedelta(days=1, minutes=1)
    sqlite_store.run_now(tick, app.house, now)
    assert newest(sqlite_store).assignee == holder
