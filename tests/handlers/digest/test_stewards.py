"""What a steward reads of her own work besides the morning list: short, few, and nobody else reads it."""

from datetime import datetime, timedelta
from typing import Any

from bot.app import App
from domain.cases import Event, EventKind, State
from domain.messages import Notice
from domain.people import Absence
from handlers.digest import mornings
from handlers.digest.stewards import card, tomorrow
from storage.store import Store
from storage.tx import Tx
from tests.handlers.digest.told import A_DAY, app_at, made, put, solved, tell
from tests.kit.frozen import local

TUESDAY, FRIDAY = local("2026-11-24 17:30"), local("2026-11-27 16:30")
HERE = "演示社区"


def read_by(app: App, now: datetime, make: Any = tomorrow) -> dict[tuple[int, ...], Notice]:
    return {one.people: one.notice for one in made(app, make, now, community=HERE)}


def due(tx: Tx, *moments: str) -> None:
    for moment in moments:
        tell(tx, told=local("2026-11-20 10:00"), finish_due=local(moment))


def test_in_the_evening_she_reads_what_runs_out_the_next_day_and_nothing_else(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(due, "2026-11-25 17:00", "2026-11-26 09:00", "2026-11-23 09:00")
    ((_, notice),) = read_by(app, TUESDAY).items()
    assert notice.plain().startswith("快到期 1 件\nYS-0001 楼道灯不亮：明天 17:00前办结")
    assert [choice.label for choice in notice.choices] == ["YS-0001 楼道灯不亮", "我的任务"]


def test_before_a_weekend_the_next_day_is_monday(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(due, "2026-11-30 12:00", "2026-12-01 09:00")
    ((_, notice),) = read_by(app, local("2026-11-27 17:30")).items()
    assert notice.title == "快到期 1 件"


def test_who_has_nothing_due_or_is_away_reads_nothing(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(due, "2026-11-26 09:00")
    assert read_by(app, TUESDAY) == {}

    def leave(tx: Tx) -> None:
        due(tx, "2026-11-25 09:00")
        tx.directory.set_absence(Absence(tx.people.staff()[0].id, TUESDAY - A_DAY, TUESDAY + A_DAY, None))

    sqlite_store.run_now(leave)
    assert read_by(app, TUESDAY) == {}


def test_many_are_named_by_their_number_only(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(due, *("2026-11-25 09:00",) * 9)
    ((_, notice),) = read_by(app, TUESDAY).items()
    assert len(notice.facts) == 5
    assert notice.lines == ("另有 4 件，点“我的任务”看。",)


def test_at_the_end_of_the_week_she_reads_how_her_own_went(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)

    def live(tx: Tx) -> int:
        steward, other = tx.people.staff()[:2]
        tell_and_end(tx)
        tx.cases.move(tell(tx), Event(EventKind.ASSIGNED, FRIDAY), assignee=other.id)
        due(tx, "2026-11-26 09:00", "2026-12-02 09:00", "2026-12-08 09:00")
        return steward.id

    steward = sqlite_store.run_now(live)
    cards = read_by(app, FRIDAY, card)
    assert (
        cards[(steward,)]
        .plain()
        .startswith(
            "您这一周 11月23日至11月27日\n结束：3 件（居民说已解决 2 件）\n手上：3 件，逾期 1 件\n下周日前到期：1 件"
        )
    )
    assert len(cards) == 2
    assert all(len(readers) == 1 for readers in cards)


def tell_and_end(tx: Tx) -> None:
    solved(tx, tell(tx))
    solved(tx, tell(tx))
    solved(tx, tell(tx, told=local("2026-11-12 10:00")))
    at = local("2026-11-27 10:00")
    gone = tx.cases.move(tell(tx), Event(EventKind.ANSWERED, at), answered_at=at)
    silent = tx.cases.move(gone, Event(EventKind.ARCHIVED, at), closed_at=at)
    assert silent.state is State.UNCONFIRMED


def test_they_come_at_their_hours_on_working_days(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(due, "2026-11-27 09:00", "2026-12-01 09:00")
    for hours in range(24 * 8):
        sqlite_store.run_now(mornings, app.house, local("2026-11-23 00:30") + timedelta(hours=hours))
    sent = [(at, notice.kind) for at, notice in sqlite_store.read_now(put) if notice.kind in ("due_next", "own_week")]
    assert sent == [
        (local("2026-11-26 17:30"), "due_next"),
        (local("2026-11-27 16:30"), "own_week"),
        (local("2026-11-30 17:30"), "due_next"),
    ]


def test_where_friday_is_off_the_week_ends_the_day_before(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)

    def live(tx: Tx) -> None:
        tx.days.replace({FRIDAY.date(): False})
        due(tx, "2026-12-03 09:00")
        for hours in range(24 * 6):
            mornings(tx, app.house, local("2026-11-23 00:30") + timedelta(hours=hours))

    sqlite_store.run_now(live)
    sent = [at for at, notice in sqlite_store.read_now(put) if notice.kind == "own_week"]
    assert sent == [FRIDAY - A_DAY]


def test_they_count_among_the_three_letters_a_day(store: Store) -> None:
    app = app_at(store)

    def told_already(tx: Tx) -> str:
        due(tx, "2026-11-25 09:00")
        tx.notes.set(note(tx), "2026-11-24 2")
        return note(tx)

    key = store.run_now(told_already)
    store.run_now(mornings, app.house, TUESDAY)
    assert store.read_now(lambda tx: tx.notes.get(key)) == "2026-11-24 3"
    waiting = store.read_now(lambda tx: tx.outbox.waiting())
    store.run_now(lambda tx: tx.notes.set("digest.tomorrow.演示社区", "2026-11-23"))
    store.run_now(mornings, app.house, TUESDAY)
    assert store.read_now(lambda tx: (tx.notes.get(key), tx.outbox.waiting())) == ("2026-11-24 3", waiting)


def note(tx: Tx) -> str:
    return f"nudged.{tx.people.staff()[0].id}"
