"""`huying link` gives one person a way in, and says when nobody else could open it."""

from pathlib import Path

import pytest

from bot.link import run
from bot.settings import load_settings
from domain.errors import OperatorError
from tests.bot.test_check import fill_in


def linked(folder: Path, code: str) -> list[str]:
    said: list[str] = []
    fill_in(folder)
    assert run(load_settings(), code, said.append) == 0
    return said


def test_a_person_of_the_roster_gets_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_PUBLIC_URL", "https://huying.example")
    said = linked(tmp_path, "H01")
    assert said[1].startswith("https://huying.example/in/")
    assert len(said) == 2


def test_a_link_nobody_can_open_is_warned_of(tmp_path: Path) -> None:
    assert "HUYING_PUBLIC_URL" in linked(tmp_path, "H01")[2]


def test_an_unknown_code_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="没有编号 Z99"):
        linked(tmp_path, "Z99")
