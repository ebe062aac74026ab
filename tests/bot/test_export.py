"""`huying export`: a file that opens, with what happened in those days; mistakes in plain words."""

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.app import App
from bot.export import run
from bot.settings import Settings
from bot.start import open_app
from domain.errors import OperatorError
from domain.messages import InboundMessage
from domain.people import Address
from handlers.inbox import hear
from storage.tx import Tx


def tell(tx: Tx, app: App) -> None:
    now = app.clock.now() - timedelta(minutes=1)
    hear(tx, InboundMessage(Address("web", "r"), "k", now, "桂语苑3幢楼道灯坏了"), app.house, now)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data=tmp_path, demo=True)
    app = open_app(made)
    app.store.run_now(tell, app)
    app.store.close()
    return made


def test_the_cases_of_some_days_become_a_sheet(settings: Settings, tmp_path: Path) -> None:
    said: list[str] = []
    file = tmp_path / "cases.xlsx"
    assert run(settings, "2000-01-01", "2100-01-01", file, said.append) == 0
    head, row = load_workbook(file).worksheets[0].iter_rows(values_only=True)
    found = dict(zip(head, row, strict=True))
    assert (found["编号"], found["地点"], found["办理状态"]) == ("YS-0001", "桂语苑 3幢", "已派单")
    assert "1 件" in said[0]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("1.11.", "2026-11-30", "--from 要写成"),
        ("2026-11-01", "30", "--to 要写成"),
        ("2026-12-01", "2026-11-01", "不能晚于"),
    ],
)
def test_days_that_are_none_are_named(first: str, last: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=said):
        run(Settings(data=tmp_path, demo=True), first, last, tmp_path / "x.xlsx", lambda _: None)


def test_a_file_that_is_there_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "cases.xlsx"
    file.write_text("mine")
    with pytest.raises(OperatorError, match="已经有了"):
        run(settings, "2026-01-01", "2026-12-31", file, lambda _: None)
    assert file.read_text() == "mine"
