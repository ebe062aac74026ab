"""What `huying check` says about Telegram, in words an operator understands."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram.check import (
    BAD_TOKEN,
    FAILED_LATELY,
    NOT_YET_SET,
    OTHER_POLLER,
    OWN_FAILS,
    PROXY_FAILS,
    PROXY_LEADS_NOWHERE,
    SOMEHOW,
    UNREACHABLE,
    unreachable,
    why_failed,
)
from domain.clock import ShiftedClock
from tests.bot.channels.telegram.conftest import Live, telegram_at
from tests.bot.channels.telegram.test_request import served
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
    assert unreachable(bot, NetworkError("aiohttp.ClientConnectorError"), proxied=False) == UNREACHABLE
    assert unreachable(bot, TimedOut(), proxied=False) == UNREACHABLE
    assert "HUYING_TELEGRAM_PROXY" in UNREACHABLE


async def test_a_proxy_that_answers_nothing_is_named(live: Live) -> None:
    async def swallow(_incoming: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(9)
        return web.Response()

    async with served(swallow) as proxy, telegram_at(live.api, live.desk, proxy=proxy) as behind:
        assert await behind.check() == [PROXY_LEADS_NOWHERE]


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
    assert await live.telegram.check(OURS) == [FAILED_LATELY.format(why=why_failed("Connection refused"))]


async def test_a_failure_of_yesterday_is_no_news(live: Live) -> None:
    clock = ShiftedClock(ahead=timedelta(days=1))
    await live.telegram.set_webhook(OURS, "a-secret-long-enough")
    await live.api.webhook.stop()
    live.api.webhook.fail("Connection refused")
    async with telegram_at(live.api, live.desk, clock=clock) as tomorrow:
        assert await tomorrow.check(OURS) == []


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "证书"),
        ("Failed to resolve host: Name or service not known", "域名"),
        ("Connection refused", "反向代理是否在运行"),
        ("Read timeout expired", "防火墙"),
        ("Connection timed out", "防火墙"),
        ("Wrong response from the webhook: 401 Unauthorized", "校验串"),
        ("Wrong response from the webhook: 404 Not Found", "指到了哪里"),
        ("Wrong response from the webhook: 502 Bad Gateway", "呼应是否在运行"),
        ("something new at 10.0.0.1", SOMEHOW),
        ("", SOMEHOW),
    ],
)
def test_why_it_failed_is_said_in_plain_words(message: str, word: str) -> None:
    assert word in why_failed(message)
    assert "10.0.0.1" not in why_failed(message)


async def test_a_backlog_is_counted(live: Live) -> None:
    anna = live.api.world.person()
    for number in range(501):
        live.api.world.say(anna, str(number))
    assert await live.telegram.check() == ["有 501 条消息积压未取"]


def test_the_double_starts_without_anything_waiting() -> None:
    assert World().pending == {}
