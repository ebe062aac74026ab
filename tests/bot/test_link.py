"""`huying link` gives one person a way in, or the bot a way into a group, and says when nobody else could open it."""

import asyncio
from pathlib import Path

import pytest

from bot.link import run
from bot.settings import load_settings
from domain.errors import OperatorError
from tests.bot.test_check import fill_in
from tests.kit.botapi import BotApi

TOKEN = "7000000001:double-of-the-bot-api"


def linked(folder: Path, code: str | None, group: str | None = None) -> list[str]:
    said: list[str] = []
    fill_in(folder)
    assert run(load_settings(), code, group, said.append) == 0
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


def test_a_link_for_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="--group"):
        linked(tmp_path, None)


async def test_with_telegram_the_same_code_opens_the_chat_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApi() as api:
        monkeypatch.setenv("HUYING_TELEGRAM_TOKEN", api.world.token)
        monkeypatch.setenv("HUYING_TELEGRAM_API", api.url)
        monkeypatch.setenv("HUYING_PUBLIC_URL", "https://huying.example")
        said = await asyncio.to_thread(linked, tmp_path, "H01")
    secret = said[1].rpartition("/")[2]
    assert said[-1] == f"https://t.me/huying_double_bot?start={secret}"


def test_while_telegram_is_away_the_words_to_send_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("HUYING_TELEGRAM_API", "http://127.0.0.1:9")
    assert "/start " in linked(tmp_path, "H01")[-1]
    assert "/start@" in linked(tmp_path, None, "青禾里")[1]


async def test_a_group_s_link_brings_the_bot_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with BotApi() as api:
        monkeypatch.setenv("HUYING_TELEGRAM_TOKEN", api.world.token)
        monkeypatch.setenv("HUYING_TELEGRAM_API", api.url)
        said = await asyncio.to_thread(linked, tmp_path, None, "青禾里")
    assert said[1].startswith("https://t.me/huying_double_bot?startgroup=g-")


def test_an_unknown_estate_and_a_missing_token_are_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="没有小区 别处"):
        linked(tmp_path, None, "别处")
    with pytest.raises(OperatorError, match="HUYING_TELEGRAM_TOKEN"):
        linked(tmp_path, None, "青禾里")
