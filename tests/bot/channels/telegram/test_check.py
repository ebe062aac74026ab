"""What `huying check` says about Telegram, in words an operator understands."""

import asyncio

from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram.check import (
    BAD_TOKEN,
    LAST_FAILURE,
    NOT_YET_SET,
    OTHER_POLLER,
    OWN_FAILS,
    PROXY_FAILS,
    UNREACHABLE,
    unreachable,
)
from tests.bot.channels.telegram.conftest import Live, telegram_at
from tests.kit.botapi import World

OURS = "https://huying.example/telegram"


async def test_a_healthy_account_has_no_problem_and_nothing_is_confirmed(live: Live) -> None:
    live.api.world.say(live.api.world.person(), "waiting")
    assert await live.telegram.check() == []
    assert len(live.api.world.pending) == 1


async def test_a_bad_token_is_named(live: Live) -> None:
    live.api.world.token = "123456:another-token"
    assert await live.telegram.check() == [BAD_TOKEN]


async def test_a_server_of_one_s_own_that_is_away_is_named(live: Live) -> None:
    live.api.url = "http://127.0.0.1:9"
    async with telegram_at(live.api, live.desk) as nowhere:
        assert await nowhere.check() == [OWN_FAILS]


async def test_a_proxy_that_is_away_or_refuses_is_named(live: Live) -> None:
    async with telegram_at(live.api, live.desk, proxy="http://127.0.0.1:9") as nowhere:
        assert await nowhere.check() == [PROXY_FAILS]


def test_a_network_without_a_way_to_the_messenger_needs_a_proxy() -> None:
    """As where the messenger is blocked: its own address is asked, and nothing answers."""
    bot = Bot("7000000001:double-of-the-bot-api")
    assert unreachable(bot, NetworkError("aiohttp.ClientConnectorError")) == UNREACHABLE
    assert unreachable(bot, TimedOut()) == UNREACHABLE
    assert "HUYING_TELEGRAM_PROXY" in UNREACHABLE


async def test_another_poller_is_noticed(live: Live) -> None:
    live.poll()
    await asyncio.sleep(0.2)
    assert await live.telegram.check() == [OTHER_POLLER]


async def test_a_webhook_elsewhere_is_named_by_its_host_only(live: Live) -> None:
    await live.telegram.set_webhook("https://user:pass@elsewhere.example:8443/secret/path", "a-secret-long-enough")
    [problem] = await live.telegram.check()
    assert "elsewhere.example:8443" in problem
    assert "secret" not in problem
    assert "pass" not in problem
    [problem] = await live.telegram.check(OURS)
    assert "elsewhere.example:8443" in problem


async def test_a_webhook_not_set_yet_is_said(live: Live) -> None:
    assert await live.telegram.check(OURS) == [NOT_YET_SET]


async def test_a_webhook_as_wanted_is_fine_until_it_fails(live: Live) -> None:
    await live.telegram.set_webhook(OURS, "a-secret-long-enough")
    await live.api.webhook.stop()
    assert await live.telegram.check(OURS) == []
    live.api.webhook.fail("Connection refused")
    assert await live.telegram.check(OURS) == [LAST_FAILURE]


async def test_a_backlog_is_counted(live: Live) -> None:
    anna = live.api.world.person()
    for number in range(501):
        live.api.world.say(anna, str(number))
    assert await live.telegram.check() == ["有 501 条消息积压未取"]


def test_the_double_starts_without_anything_waiting() -> None:
    assert World().pending == {}
