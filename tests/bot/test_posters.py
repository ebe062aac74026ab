"""`huying poster` writes a page for each building, and says when their codes would lead nowhere."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.posters import run
from bot.settings import load_settings
from tests.bot.test_check import fill_in
from tests.kit.botapi import BotApi


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


async def printed(folder: Path, say: Callable[[str], None]) -> None:
    fill_in(folder)
    settings = load_settings()
    await asyncio.to_thread(run, settings, folder / "posters", say)


async def test_with_a_bot_each_door_has_its_code_there_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_PUBLIC_URL", "https://huying.example")
    said: list[str] = []
    async with BotApi() as api:
        monkeypatch.setenv("HUYING_TELEGRAM_TOKEN", api.world.token)
        monkeypatch.setenv("HUYING_TELEGRAM_API", api.url)
        await printed(tmp_path, said.append)
    assert "用 Telegram 扫这个" in (tmp_path / "posters" / "全部.html").read_text()
    assert len(said) == 1


async def test_while_telegram_is_away_the_posters_do_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_PUBLIC_URL", "https://huying.example")
    monkeypatch.setenv("HUYING_TELEGRAM_TOKEN", "123456:nobody-there")
    monkeypatch.setenv("HUYING_TELEGRAM_API", "http://127.0.0.1:1")
    said: list[str] = []
    await printed(tmp_path, said.append)
    assert "用 Telegram" not in (tmp_path / "posters" / "全部.html").read_text()
    assert "连不上 Telegram" in said[1]


def test_posters_nobody_can_open_are_warned_of(tmp_path: Path) -> None:
    said = made(tmp_path)
    assert "HUYING_PUBLIC_URL" in said[1]
    assert "http://localhost:8080" in said[1]


def test_the_demo_is_for_this_machine_and_needs_no_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_DEMO", "true")
    assert len(made(tmp_path)) == 1
