"""`huying poster` writes a page for each building, and says when their codes would lead nowhere."""

from pathlib import Path

import pytest

from bot.posters import run
from bot.settings import load_settings
from tests.bot.test_check import fill_in


def made(folder: Path) -> list[str]:
    said: list[str] = []
    fill_in(folder)
    assert run(load_settings(), folder / "posters", said.append) == 0
    return said


def test_every_building_has_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_PUBLIC_URL", "https://huying.example")
    said = made(tmp_path)
    names = sorted(path.name for path in (tmp_path / "posters").iterdir())
    assert len(names) == 5
    assert "全部.html" in names
    assert "https://huying.example/r/" in (tmp_path / "posters" / "全部.html").read_text()
    assert len(said) == 1


def test_posters_nobody_can_open_are_warned_of(tmp_path: Path) -> None:
    said = made(tmp_path)
    assert "HUYING_PUBLIC_URL" in said[1]
    assert "http://localhost:8080" in said[1]


def test_the_demo_is_for_this_machine_and_needs_no_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_DEMO", "true")
    assert len(made(tmp_path)) == 1
