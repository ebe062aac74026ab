"""Updates brought to our door: only with the secret, 200 only after the commit."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot.channels.telegram.webhook import LARGEST, SECRET_HEADER
from domain.errors import OperatorError
from domain.messages import Missed
from tests.bot.channels.telegram.conftest import Live, address
from tests.kit.botapi import Fault
from tests.kit.botapi.world import JPEG

SECRET = "a-secret-of-the-door"


@pytest.fixture
async def door(live: Live) -> AsyncIterator[str]:
    """Our aiohttp server with the handler in it; its address."""
    app = web.Application()
    app.router.add_post("/telegram", live.telegram.webhook_handler(live.held(), SECRET))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    await runner.cleanup()


async def bring(door: str, body: object, secret: str | None = SECRET) -> int:
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    data = body if isinstance(body, bytes) else None
    async with aiohttp.ClientSession() as session:
        post = (
            session.post(door, data=data, headers=headers) if data else session.post(door, json=body, headers=headers)
        )
        async with post as answer:
            return answer.status


async def test_updates_are_brought_and_heard_in_order(live: Live, door: str) -> None:
    anna, bela = live.api.world.person("Anna"), live.api.world.person("Bela")
    await live.telegram.set_webhook(door, SECRET)
    for number in range(30):
        live.api.world.say((anna, bela)[number % 2], str(number))
        await asyncio.sleep(0.001)
    await live.confirmed()
    for first, chat in enumerate((anna, bela)):
        heard = [int(m.text) for m in live.desk.heard if m.address.key == str(chat)]
        assert heard == list(range(first, 30, 2))
    assert set(live.api.webhook.statuses) == {200}


async def test_200_is_said_after_the_commit(live: Live, door: str) -> None:
    live.desk.hold["slow"] = asyncio.Event()
    await live.telegram.set_webhook(door, SECRET)
    live.api.world.say(live.api.world.person(), "slow")
    await asyncio.sleep(0.3)
    assert (live.api.webhook.statuses, len(live.api.world.pending)) == ([], 1)
    live.desk.hold["slow"].set()
    await live.confirmed()
    assert live.desk.texts == ["slow"]


async def test_while_the_database_is_away_the_messenger_keeps_the_update(live: Live, door: str) -> None:
    live.desk.down = True
    await live.telegram.set_webhook(door, SECRET)
    live.api.world.say(live.api.world.person(), "again please")
    await live.api.until(lambda: 503 in live.api.webhook.statuses)
    live.desk.down = False
    await live.confirmed()
    assert live.desk.texts == ["again please"]
    assert live.desk.asides == []


async def test_a_bad_message_is_set_aside(live: Live, door: str) -> None:
    await live.telegram.set_webhook(door, SECRET)
    live.api.world.say(live.api.world.person(), "poison")
    await live.confirmed()
    assert [message.text for message in live.desk.asides] == ["poison"]


async def test_an_update_brought_twice_is_one_message(live: Live, door: str) -> None:
    update = live.api.world.say(live.api.world.person(), "once")
    raw = live.api.world.all_updates[update]
    assert [await bring(door, raw), await bring(door, raw)] == [200, 200]
    assert (live.desk.texts, live.desk.repeats) == (["once"], 1)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "密码", "é" * 5])
async def test_without_the_secret_nothing_is_heard(live: Live, door: str, secret: str | None) -> None:
    update = live.api.world.say(live.api.world.person(), "forged")
    raw = live.api.world.all_updates[update]
    assert await bring(door, raw, secret) == 401
    assert live.desk.heard == []


async def test_two_hundred_wrong_secrets_at_once_delay_no_right_one(
    live: Live, door: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    raw = live.api.world.all_updates[live.api.world.say(live.api.world.person(), "right")]
    wrong = [bring(door, raw, "wrong") for _ in range(200)]
    *refused, right = await asyncio.gather(*wrong, bring(door, raw))
    assert set(refused) == {401}
    assert right == 200
    assert live.desk.texts == ["right"]
    assert len(caplog.records) < 20


async def in_chunks(size: int, begin: bytes = b"") -> AsyncIterator[bytes]:
    """A body whose length is not announced."""
    yield begin
    for start in range(len(begin), size, 65536):
        yield b" " * min(65536, size - start)


async def test_what_is_longer_than_any_update_is_refused(live: Live, door: str) -> None:
    update = json.dumps({"update_id": 1}).encode()
    asked = [
        (in_chunks(LARGEST, update), SECRET),
        (in_chunks(2 * LARGEST, update), SECRET),
        (in_chunks(LARGEST * 4), "no"),
    ]
    async with aiohttp.ClientSession() as session:
        answers = []
        for body, secret in asked:
            async with session.post(door, data=body, headers={SECRET_HEADER: secret}) as answer:
                answers.append(answer.status)
        async with session.post(door, data=BytesIO(b" " * (LARGEST + 1)), headers={SECRET_HEADER: SECRET}) as answer:
            answers.append(answer.status)
    assert answers == [200, 413, 401, 413]
    assert live.desk.heard == []


@pytest.mark.parametrize("body", [b"not json", b"[1, 2]", b"\xff\xfe", b"null"])
async def test_what_is_no_update_is_refused(live: Live, door: str, body: bytes) -> None:
    assert await bring(door, body) == 400


@pytest.mark.parametrize("update", [{}, {"update_id": "x"}, {"update_id": 1}, {"update_id": 1, "message": {"chat": 3}}])
async def test_a_malformed_update_is_not_asked_for_again(live: Live, door: str, update: object) -> None:
    assert await bring(door, update) == 200
    assert live.desk.heard == []


async def test_an_album_brought_in_parts_is_one_message_and_what_follows_waits_for_it(live: Live, door: str) -> None:
    anna = live.api.world.person()
    await live.telegram.set_webhook(door, SECRET)
    live.api.world.album(anna, [JPEG, JPEG, JPEG], "看图")
    live.api.world.say(anna, "说完了")
    await live.done()
    assert [(message.text, len(message.enclosed)) for message in live.desk.heard] == [("看图", 3), ("说完了", 0)]
    assert set(live.api.webhook.statuses) == {200}


async def test_what_was_answered_for_and_not_heard_is_heard_at_the_next_start(live: Live, door: str) -> None:
    """Killed in the middle of an album, after 200 was said for all of it; and once more after it was heard."""
    anna = live.api.world.person()
    await live.telegram.set_webhook(door, SECRET)
    live.api.world.album(anna, [JPEG, JPEG], "看图")
    await live.confirmed()
    assert live.desk.heard == []
    raws = dict(live.desk.tray)
    await live.stop()
    live.held()
    await live.done()
    live.desk.tray.update(raws)
    await live.stop()
    live.poll()  # and with polling from now on
    await live.done()
    assert [(message.text, len(message.enclosed)) for message in live.desk.heard] == [("看图", 2)]
    assert live.desk.repeats == 1


async def test_nothing_brought_is_taken_before_what_was_left(live: Live) -> None:
    anna = live.api.world.person()
    live.api.world.photo(anna, JPEG, "先")
    left = live.api.world.pending.popitem()[1]
    await live.desk.put(address(anna), str(left["update_id"]), None, left)
    live.desk.hold["先"] = asyncio.Event()
    live.api.world.say(anna, "后")
    taking = asyncio.create_task(live.held().take(live.api.world.pending.popitem()[1]))
    await asyncio.sleep(0.1)
    live.desk.hold["先"].set()
    await taking
    await live.done()
    assert live.desk.texts == ["先", "后"]


async def test_a_file_is_not_answered_for_while_the_database_is_away(live: Live, door: str) -> None:
    live.desk.down = True
    await live.telegram.set_webhook(door, SECRET)
    live.api.world.photo(live.api.world.person(), JPEG, "看")
    await live.api.until(lambda: 503 in live.api.webhook.statuses)
    live.desk.down = False
    await live.done()
    assert (live.desk.texts, live.desk.asides) == (["看"], [])


async def test_of_a_group_only_an_album_that_calls_us_is_put_by(live: Live, door: str) -> None:
    world = live.api.world
    anna, group = world.person(), world.group("业主群")
    await live.telegram.set_webhook(door, SECRET)
    world.photo(group, JPEG, "家里的照片", by=anna)
    await live.confirmed()
    assert (live.desk.heard, live.desk.tray) == ([], {})
    world.photo(group, JPEG, f"@{world.username} 看图", group="g", by=anna)
    world.photo(group, JPEG, group="g", by=anna)
    await live.done()
    assert [(message.text, len(message.enclosed)) for message in live.desk.heard] == [("看图", 2)]


@pytest.fixture
async def way(live: Live, request: pytest.FixtureRequest) -> None:
    if request.param == "polling":
        live.poll()
    else:
        await live.telegram.set_webhook(request.getfixturevalue("door"), SECRET)


@pytest.mark.parametrize("way", ["polling", "webhook"], indirect=True)
@pytest.mark.usefixtures("door", "way")
class TestSlowFiles:
    """Danger is heard at once; the file that came with it follows as a message of its own."""

    async def test_words_of_danger_do_not_wait_for_the_file_they_came_with(self, live: Live) -> None:
        live.api.plan(Fault("file", "slow", seconds=0.8))
        anna = live.api.world.person()
        live.api.world.photo(anna, JPEG, "3幢着火了")
        await live.heard(1)
        assert [(m.text, m.key, m.enclosed) for m in live.desk.heard] == [("3幢着火了", "m1", ())]
        assert live.desk.shelf == []
        await live.done()
        assert [(m.text, m.key, m.enclosed) for m in live.desk.heard[1:]] == [("", "m1+", (1,))]

    async def test_nor_for_one_that_was_sent_before(self, live: Live) -> None:
        live.api.plan(Fault("file", "slow", seconds=0.8))
        anna = live.api.world.person()
        live.api.world.photo(anna, JPEG, "楼道")
        live.api.world.say(anna, "看到了吗")
        live.api.world.say(anna, "着火了")
        await live.heard(1)
        assert live.desk.texts == ["着火了"]
        await live.done()
        assert live.desk.texts == ["着火了", "楼道", "看到了吗"]

    async def test_the_pictures_of_an_album_follow_together(self, live: Live) -> None:
        live.api.world.album(live.api.world.person(), [JPEG, JPEG, JPEG], "着火了")
        await live.done()
        await live.heard(2)
        assert [(m.text, len(m.enclosed)) for m in live.desk.heard] == [("着火了", 0), ("", 3)]

    async def test_a_file_that_never_arrives_is_named_after_the_words_were_heard(self, live: Live) -> None:
        live.api.plan(Fault("file", "tear", times=9))
        live.api.world.photo(live.api.world.person(), JPEG, "着火了")
        await live.done()
        await live.heard(2)
        assert [(m.text, m.missed) for m in live.desk.heard] == [("着火了", ()), ("", (Missed.NOT_ARRIVED,))]


@pytest.mark.parametrize("secret", ["", "with space", "x" * 257, "密码" * 10, "fifteen-letters"])
def test_a_secret_telegram_would_refuse_is_named(live: Live, secret: str) -> None:
    with pytest.raises(OperatorError, match="HUYING_TELEGRAM_SECRET"):
        live.telegram.webhook_handler(live.telegram.held(live.desk.hear, live.desk), secret)
