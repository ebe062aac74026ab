"""The transport: uploads, limits, proxies, errors of the library's own, and no secret in any of them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.request import AiohttpRequest, Patience
from domain.errors import OperatorError
from tests.bot.channels.telegram.conftest import QUICK, Desk, Live, telegram_at
from tests.kit.botapi import BotApi, Fault
from tests.kit.botapi.answers import too_many
from tests.kit.botapi.world import JPEG


@contextlib.asynccontextmanager
async def served(handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A server that leaves every request to `handler`; its address."""
    runner = web.ServerRunner(web.Server(handler, access_log=None), shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def bot(live: Live) -> Bot:
    return live.telegram._bot


async def test_a_picture_goes_up_as_it_is_with_a_name_in_any_script(live: Live, bot: Bot) -> None:
    anna = live.api.world.person()
    picture = JPEG * 50_000
    await bot.send_photo(anna, picture, caption="电梯 & <b>", filename='电 "梯".jpg')
    [message] = live.api.world.shown(anna)
    assert message["caption"] == "电梯 & <b>"
    assert [file.data for file in live.api.world.files.values()] == [picture]


async def test_refusals_are_the_librarys_own_errors(live: Live, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "x")
    live.api.plan(Fault("sendMessage", "refuse", refusal=too_many(3)))
    with pytest.raises(RetryAfter):
        await bot.send_message(1, "x")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("getMe", "tear"), NetworkError),
        (Fault("getMe", "page"), NetworkError),
        (Fault("getMe", "garbage"), TelegramError),
        (Fault("getMe", "slow", seconds=3), TimedOut),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
async def test_troubles_are_the_librarys_own_errors_and_tell_no_secret(
    live: Live, bot: Bot, fault: Fault, error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    live.api.plan(fault)
    with pytest.raises(error) as caught:
        await bot.get_me()
    assert live.api.world.token not in repr(caught.value) + caplog.text
    assert (await bot.get_me()).is_bot


async def test_a_torn_answer_full_of_messages_leaves_none_in_the_log(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    live.api.world.say(live.api.world.person("王小明"), "我家在3幢501")
    live.api.plan(Fault("getUpdates", "garbage"))
    live.poll()
    await live.confirmed()
    assert live.desk.texts == ["我家在3幢501"]
    assert not {"王小明", "501", live.api.world.token} & set(caplog.text.split())
    assert "501" not in caplog.text


async def test_an_answer_without_end_is_cut_off(live: Live) -> None:
    request = AiohttpRequest(patience=QUICK, largest=1000)
    live.api.world.photo(live.api.world.person(), JPEG + b"\x00" * 2000)
    path = next(iter(live.api.world.files.values())).path
    async with request:
        with pytest.raises(NetworkError):
            await request.retrieve(f"{live.api.url}/file/bot{live.api.world.token}/{path}")


async def test_a_server_that_answers_drop_by_drop_is_given_up() -> None:
    async def drip(incoming: web.BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(incoming)
        while incoming.transport is not None:
            await answer.write(b" ")
            await asyncio.sleep(0.05)
        return answer

    patience = Patience(pool=0.1, connect=0.1, read=0.2, write=0.1)
    async with served(drip) as url, AiohttpRequest(patience=patience) as request:
        with pytest.raises(TimedOut):
            await request.post(f"{url}/botX/getMe")


async def test_calls_go_through_the_proxy(live: Live) -> None:
    seen: list[str] = []

    async def proxy(incoming: web.BaseRequest) -> web.StreamResponse:
        seen.append(str(incoming.url.host))
        return web.json_response({"ok": True, "result": live.api.world.card})

    live.api.url = "http://messenger.invalid"
    async with served(proxy) as address, telegram_at(live.api, Desk(), proxy=address) as behind:
        assert (await behind._bot.get_me()).username == live.api.world.username
    assert seen == ["messenger.invalid"]


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "127.0.0.1:8080"])
def test_a_proxy_we_cannot_use_is_named(proxy: str) -> None:
    with pytest.raises(OperatorError, match="HUYING_TELEGRAM_PROXY"):
        telegram_at(BotApi(), Desk(), proxy=proxy)


@pytest.mark.parametrize("token", ["", "no colon", "12:ab/../cd", "123:", "{token}"])
def test_what_is_no_token_is_named_and_not_repeated(token: str) -> None:
    api = BotApi()
    api.world.token = token
    with pytest.raises(OperatorError) as caught:
        telegram_at(api, Desk())
    assert "HUYING_TELEGRAM_TOKEN" in str(caught.value)
    assert not token or token not in str(caught.value)
