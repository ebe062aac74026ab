"""`huying days`: shown, set, imported; open cases follow the new calendar, promises stay."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.days.files import read_file
from bot.days.table import apply, shown_lines
from bot.main import main
from domain.cases import Case
from domain.errors import OperatorError
from domain.messages import InboundMessage
from domain.people import Address
from handlers.chase import tick
from handlers.days import warn_in_december
from handlers.desk import Desk
from handlers.digest.day import figures_of, letter
from handlers.inbox import hear
from storage.store import Store
from tests.kit.frozen import FrozenClock, local
from tests.kit.town import MONDAY_MORNING, found

FRIDAY = local("2026-11-27 16:30")
SATURDAY = date(2026, 11, 28)
YEAR = {"year": 2027, "papers": [], "days": [
    {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
    {"name": "元旦", "date": "2027-01-03", "isOffDay": False},
    {"name": "春节", "date": "2027-02-06", "isOffDay": True},
]}  # fmt: skip


def tell(store: Store, app: App, at: datetime) -> None:
    message = InboundMessage(Address("web", "r"), "k", at, "3幢楼道灯坏了")
    store.run_now(hear, message, app.house, at)


def the_case(store: Store) -> Case:
    case = store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
    assert case is not None
    return case


def test_a_day_that_becomes_worked_brings_the_steps_forward_and_moves_no_promise(store: Store) -> None:
    app = found(store, FrozenClock(FRIDAY))
    tell(store, app, FRIDAY)
    before = the_case(store)
    assert before.look_at == local("2026-11-30 09:30")
    assert apply(app, lambda days: {**days, SATURDAY: True}) == 1
    after = the_case(store)
    assert after.look_at == local("2026-11-28 09:30")
    assert (after.contact_due, after.finish_due) == (before.contact_due, before.finish_due)
    assert apply(app, lambda days: {day: kind for day, kind in days.items() if day != SATURDAY}) == 1
    assert the_case(store).look_at == local("2026-11-30 09:30")


def test_a_running_process_takes_up_the_new_calendar(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(FRIDAY))
    tell(sqlite_store, app, FRIDAY)
    apply(app, lambda days: {**days, SATURDAY: True})
    now = local("2026-11-28 09:31")
    while sqlite_store.run_now(tick, app.house, now):
        pass
    taken = [event.step for event in sqlite_store.read_now(lambda tx: tx.cases.events(1)) if event.step]
    assert any("accept_remind" in step for step in taken)


def test_a_year_in_the_form_of_the_holiday_tables(tmp_path: Path) -> None:
    path = tmp_path / "2027.json"
    path.write_text(json.dumps(YEAR, ensure_ascii=False), encoding="utf-8")
    assert read_file(path) == (
        2027,
        {date(2027, 1, 1): False, date(2027, 1, 3): True, date(2027, 2, 6): False},
    )


@pytest.mark.parametrize("heading", ["", "日期,怎样\n"])
def test_a_plain_csv(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(f"\ufeff{heading}2027-02-07,上班\n2027-02-08,rest\n", encoding="utf-8")
    assert read_file(path) == (None, {date(2027, 2, 7): True, date(2027, 2, 8): False})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "2027-02-31,上班\n"),
        ("a.csv", "2027-02-07\n"),
        ("a.csv", "2027-02-07,也许\n"),
        ("a.csv", ""),
        ("a.json", '{"year": 2027}'),
        ("a.json", '{"days": [{"date": "2027-01-01"}]}'),
        ("a.json", "{"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_changes_nothing(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OperatorError, match=name):
        read_file(path)


def test_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUYING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HUYING_DEMO", "true")
    assert main(["days", "set", "2031-02-08", "work"]) == 0
    assert "已经答应的期限不变" in capsys.readouterr().out
    assert main(["days", "list", "2031"]) == 0
    assert "2031-02-08（周六） 上班" in capsys.readouterr().out
    (tmp_path / "y.json").write_text(json.dumps({**YEAR, "year": 2031, "days": [
        {"date": "2031-01-01", "isOffDay": True}]}), encoding="utf-8")  # fmt: skip
    assert main(["days", "import", "y.json"]) == 0
    shown = capsys.readouterr().out
    assert "2031-01-01（周三） 休息" in shown
    assert "2031-02-08" not in shown, "a year's list takes the place of what was known of it"
    assert main(["days", "clear", "2031-01-01"]) == 0
    capsys.readouterr()
    assert main(["days", "list", "2031"]) == 0
    assert "没有特别的日子" in capsys.readouterr().out
    assert main(["days", "set", "morgen", "work"]) == 1
    assert "不是日期" in capsys.readouterr().err


def test_an_unknown_year_is_said_on_the_line_in_the_morning_and_once_in_december(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    assert "2027 年的补班和调休还没有录入" in shown_lines(app, None)[-1]
    tell(sqlite_store, app, MONDAY_MORNING)
    tuesday = MONDAY_MORNING + timedelta(days=1)
    morning = sqlite_store.read_now(lambda tx: letter(desk := Desk(tx, app.house, tuesday, "t"), figures_of(desk)))
    assert "2027" in morning.lines[-1]
    for moment in ("2026-11-30 10:00", "2026-12-01 03:00", "2026-12-01 10:00", "2026-12-02 10:00"):
        sqlite_store.run_now(warn_in_december, app.house, local(moment))
    waiting = sqlite_store.read_now(lambda tx: tx.outbox.waiting())
    office = sqlite_store.read_now(lambda tx: [p for p in tx.people.staff() if p.role == "office"])
    sqlite_store.run_now(warn_in_december, app.house, local("2026-12-03 10:00"))
    assert sqlite_store.read_now(lambda tx: tx.outbox.waiting()) == waiting
    assert sqlite_store.read_now(lambda tx: tx.notes.get("days.warned")) == "2027"
    assert office


def test_what_is_known_is_not_warned_of(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    worked = {date(2027, 1, 3): True, date(2027, 2, 14): True, date(2027, 2, 20): True}
    apply(app, lambda days: {**days, **worked})
    sqlite_store.run_now(warn_in_december, app.house, local("2026-12-01 10:00"))
    assert sqlite_store.read_now(lambda tx: tx.notes.get("days.warned")) is None
    assert not any("还没有录入" in line for line in shown_lines(app, None))
