"""Sheets as another platform wants them: its titles, its order, its words; nothing that a program takes for a formula."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.sheet import tabulator
from bot.sheet.mapping import FIELDS, FILE, PACKAGED, load_columns
from domain.errors import OperatorError
from handlers.press import Form

OWN = """
[[office]]
field = "state"
title = "办结情况"
values = { solved = "1", working = "0" }

[[office]]
field = "told_at"
title = "登记时间"

[[street]]
field = "issue"
title = "事由"
"""


def cells(data: bytes) -> list[list[Any]]:
    (sheet,) = load_workbook(io.BytesIO(data)).worksheets
    return [list(row) for row in sheet.iter_rows()]


def values(data: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in cells(data)]


def test_the_operator_names_and_orders_the_columns(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN, encoding="utf-8")
    nine = datetime.fromisoformat("2026-11-23 09:00")
    rows = [{"state": state, "told_at": nine, "words": "不该出现"} for state in ("solved", "hung")]
    made = values(tabulator(load_columns(tmp_path))(Form.OFFICE, rows))
    assert made == [["办结情况", "登记时间"], ["1", nine], ["hung", nine]]


@pytest.mark.parametrize("words", ["=1+1", "+86", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_words_never_become_a_formula(words: str) -> None:
    row = dict.fromkeys(FIELDS[Form.STREET], words)
    (cell, *_) = cells(tabulator(load_columns(None))(Form.STREET, [row]))[1]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (words, "s", True)


def test_what_no_sheet_can_hold_is_left_out_and_empty_stays_empty() -> None:
    row = {**dict.fromkeys(FIELDS[Form.STREET], "灯\x00坏\x07了"), "asked": None}
    made = values(tabulator(load_columns(None))(Form.STREET, [row]))
    assert "灯坏了" in made[1]
    assert None in made[1]


def test_without_a_file_of_its_own_a_deployment_has_ours(tmp_path: Path) -> None:
    assert load_columns(tmp_path) == load_columns(None)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('field = "state"', 'field = "phone"', 3, "没有“phone”这一项"),
        ('field = "issue"', 'field = "words"', 12, "没有“words”这一项"),
        ('title = "登记时间"', 'title = "办结情况"', 9, "写了两次"),
        ('title = "事由"', 'titel = "事由"', 11, "缺少这一项"),
        ('title = "事由"', "title = 事由", 13, "TOML"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key(old: str, new: str, line: int, said: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(OperatorError, match=said) as caught:
        load_columns(tmp_path)
    assert (caught.value.where, caught.value.line) == (FILE, line)


def test_nothing_personal_can_be_asked_for_on_the_way_to_the_street() -> None:
    personal = {"words", "answer", "room", "building", "unit", "place"}
    assert not FIELDS[Form.STREET] & personal
    assert PACKAGED.name == FILE
