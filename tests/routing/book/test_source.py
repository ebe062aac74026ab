"""What an operator is told of a wrong value: in her language, whatever the kind of the mistake."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from domain.cases import Urgency
from domain.errors import OperatorError
from routing.book.source import Table, read_table


class Sample(Table):
    word: Annotated[str, Field(min_length=1, pattern="^[A-Z]*$")] = "A"
    number: Annotated[int, Field(ge=1, le=7)] = 1
    part: Annotated[float, Field(gt=0, lt=1)] = 0.5
    yes: bool = True
    several: Annotated[tuple[str, ...], Field(min_length=1)] = ("A",)
    table: Mapping[str, str] = {}
    day: date | None = None
    urgency: Urgency = Urgency.P2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("word = 119", "应当是文字，要加引号"),
        ('word = ""', "不能空着"),
        ('word = "a"', "写法不对，应当符合 ^[A-Z]*$"),
        ('number = "x"', "应当是整数"),
        ("number = 1.5", "应当是整数"),
        ("number = 0", "不能小于 1"),
        ("number = 8", "不能大于 7"),
        ('part = "x"', "应当是数字"),
        ("part = 0", "应当大于 0.0"),
        ("part = 1", "应当小于 1.0"),
        ('yes = "x"', "只能是 true 或 false"),
        ('several = "A"', '应当是一串，写成 ["甲", "乙"]'),
        ("several = []", "不能空着，至少要有 1 个"),
        ("table = 1", "应当是一张表"),
        ('day = "x"', "应当是日期，例如 2026-01-31"),
        ('urgency = "P9"', "只能是 P0、P1、P2、P3、P4"),
        ("other = 1", "不认识这一项，可能写错了名字"),
    ],
)
def test_a_wrong_value_is_explained_in_chinese(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "sample.toml").write_text(f"# 样本\n{line}\n", encoding="utf-8")
    with pytest.raises(OperatorError) as caught:
        read_table(tmp_path / "sample.toml", Sample)
    assert (caught.value.problem, caught.value.line) == (told, 2)
    assert caught.value.key == re.match(r"\w+", line)[0]  # type: ignore[index]
