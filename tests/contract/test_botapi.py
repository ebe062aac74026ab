"""Is the double of the Bot API a fair one? A client that we did not write, and that is not the one we use, tries it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from io import BytesIO
from typing import Any, TypeVar

import pytest
import telebot
from telebot import apihelper, types
from telebot.apihelper import ApiTelegramException

from tests.kit.botapi import BotApi, Fault
from tests.kit.botapi.answers import too_many
from tests.kit.botapi.world import JPEG

T = TypeVar("T")
Client = Any  # most of what it answers is declared as possibly missing


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
def client(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(apihelper, "API_URL", api.url + "/bot{0}/{1}")
    monkeypatch.setattr(apihelper, "FILE_URL", api.url + "/file/bot{0}/{1}")
    bot = telebot.TeleBot(api.world.token, threaded=False)
    yield bot
    session: Any = apihelper._get_req_session
    session(reset=True).close()


async def aside(call: Callable[..., T], *args: Any, **more: Any) -> T:
    """The client blocks, so it runs in a thread of its own."""
    return await asyncio.to_thread(call, *args, **more)


async def refused(call: Callable[..., Any], *args: Any, **more: Any) -> ApiTelegramException:
    with pytest.raises(ApiTelegramException) as caught:
        await aside(call, *args, **more)
    return caught.value


async def test_it_says_who_the_bot_is(api: BotApi, client: Client) -> None:
    me = await aside(client.get_me)
    assert (me.username, me.is_bot) == (api.world.username, True)


async def test_a_wrong_token_is_unauthorized(api: BotApi, client: Client) -> None:
    api.world.token = "1:other"
    assert (await refused(client.get_me)).error_code == 401


async def test_updates_stay_until_they_are_confirmed(api: BotApi, client: Client) -> None:
    anna = api.world.person("Anna")
    for number in range(3):
        api.world.say(anna, f"word {number}")
    first = await aside(client.get_updates, limit=2)
    again = await aside(client.get_updates)
    assert [update.message.text for update in first] == ["word 0", "word 1"]
    assert [update.message.text for update in again] == ["word 0", "word 1", "word 2"]
    rest = await aside(client.get_updates, offset=again[1].update_id + 1)
    assert [update.message.text for update in rest] == ["word 2"]
    assert rest[0].message.from_user.first_name == "Anna"


async def test_a_long_poll_waits_for_the_next_update(api: BotApi, client: Client) -> None:
    waiting = asyncio.create_task(aside(client.get_updates, long_polling_timeout=5))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    api.world.say(api.world.person(), "now")
    assert [update.message.text for update in await waiting] == ["now"]


async def test_of_two_pollers_the_first_is_sent_away(api: BotApi, client: Client) -> None:
    first = asyncio.create_task(refused(client.get_updates, long_polling_timeout=5))
    await asyncio.sleep(0.2)
    second = asyncio.create_task(aside(client.get_updates, long_polling_timeout=1))
    assert (await first).error_code == 409
    assert await second == []


async def test_it_shows_what_is_sent_and_edited(api: BotApi, client: Client) -> None:
    anna = api.world.person()
    keyboard = types.InlineKeyboardMarkup([[types.InlineKeyboardButton("好了", callback_data="ok")]])
    sent = await aside(client.send_message, anna, "<b>好了吗</b>", parse_mode="HTML", reply_markup=keyboard)
    assert api.world.shown(anna)[0]["text"] == sent.text == "好了吗"
    assert sent.reply_markup.keyboard[0][0].callback_data == "ok"
    await aside(client.edit_message_text, "谢谢", anna, sent.message_id)
    assert api.world.shown(anna)[0]["text"] == "谢谢"
    assert "reply_markup" not in api.world.shown(anna)[0]
    error = await refused(client.edit_message_text, "谢谢", anna, sent.message_id)
    assert "message is not modified" in error.description
    assert await aside(client.delete_message, anna, sent.message_id)
    assert api.world.shown(anna) == []


async def test_a_tap_comes_as_a_callback_query_and_can_be_answered(api: BotApi, client: Client) -> None:
    anna = api.world.person()
    keyboard = types.InlineKeyboardMarkup([[types.InlineKeyboardButton("好了", callback_data="ok")]])
    sent = await aside(client.send_message, anna, "好了吗", reply_markup=keyboard)
    api.world.tap(anna, "好了")
    [update] = await aside(client.get_updates)
    query = update.callback_query
    assert (query.data, query.message.message_id, query.from_user.id) == ("ok", sent.message_id, anna)
    assert await aside(client.answer_callback_query, query.id)
    assert api.world.answered == [query.id]
    assert "query is too old" in (await refused(client.answer_callback_query, "1")).description


async def test_pictures_and_albums_go_both_ways(api: BotApi, client: Client) -> None:
    anna = api.world.person()
    api.world.album(anna, [JPEG + b"1", JPEG + b"2"], "两张")
    one, two = [update.message for update in await aside(client.get_updates)]
    assert one.media_group_id == two.media_group_id
    assert (one.caption, two.caption) == ("两张", None)
    info = await aside(client.get_file, two.photo[-1].file_id)
    assert await aside(client.download_file, info.file_path) == JPEG + b"2"
    sent = await aside(client.send_photo, anna, JPEG + b"3", caption="看")
    assert (sent.caption, len(sent.photo)) == ("看", 1)
    pictures = [types.InputMediaPhoto(types.InputFile(BytesIO(JPEG))) for _ in range(2)]
    album = await aside(client.send_media_group, anna, [*pictures])
    assert len(album) == 2


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("", {}, "message text is empty"),
        ("长" * 4097, {}, "message is too long"),
        ("<b>open", {"parse_mode": "HTML"}, "can't parse entities"),
        ("<x>y</x>", {"parse_mode": "HTML"}, "Unsupported start tag"),
        ("x", {"entities": [types.MessageEntity("bold", 0, 5)]}, "ENTITY_BOUNDS_INVALID"),
    ],
)
async def test_malformed_messages_are_refused(
    api: BotApi, client: Client, text: str, more: dict[str, Any], said: str
) -> None:
    error = await refused(client.send_message, api.world.person(), text, **more)
    assert (error.error_code, said in error.description) == (400, True)


@pytest.mark.parametrize("code", ["x" * 65, "码" * 22, ""])
async def test_a_button_that_carries_too_much_is_refused(api: BotApi, client: Client, code: str) -> None:
    keyboard = types.InlineKeyboardMarkup([[types.InlineKeyboardButton("好", callback_data=code)]])
    assert (await refused(client.send_message, api.world.person(), "x", reply_markup=keyboard)).error_code == 400


async def test_blocked_unknown_and_moved_chats_are_told_apart(api: BotApi, client: Client) -> None:
    anna, group = api.world.person(), api.world.group("邻居")
    api.world.block(anna)
    new = api.world.become_supergroup(group)
    assert (await refused(client.send_message, anna, "x")).error_code == 403
    assert "chat not found" in (await refused(client.send_message, 5, "x")).description
    moved = await refused(client.send_message, group, "x")
    assert moved.result_json["parameters"] == {"migrate_to_chat_id": new}


async def test_groups_tell_who_speaks_and_whether_the_bot_is_in(api: BotApi, client: Client) -> None:
    anna, group = api.world.stranger("Anna"), api.world.group("三幢邻居")
    api.world.invite(group, anna, "a-code")
    api.world.become_supergroup(group)
    api.world.tell_of_supergroup(group)
    joined, started, old, new = await aside(client.get_updates, timeout=0)
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert (joined.my_chat_member.chat.type, joined.my_chat_member.from_user.id) == ("group", anna)
    assert (started.message.chat.id, started.message.from_user.id) == (group, anna)
    assert started.message.text == f"/start@{api.world.username} a-code"
    assert (old.message.migrate_to_chat_id, new.message.migrate_from_chat_id) == (new.message.chat.id, group)
    assert (await refused(client.send_message, anna, "x")).error_code == 403


async def test_a_planned_429_says_how_long(api: BotApi, client: Client) -> None:
    api.plan(Fault("sendMessage", "refuse", refusal=too_many(7)))
    error = await refused(client.send_message, api.world.person(), "x")
    assert (error.error_code, error.result_json["parameters"]["retry_after"]) == (429, 7)


async def test_limits_are_counted_and_enforced_on_request(api: BotApi, client: Client) -> None:
    anna = api.world.person()
    await aside(client.send_message, anna, "one")
    await aside(client.send_message, anna, "two")
    assert api.meter.breaches == 1
    api.meter.enforced = True
    assert (await refused(client.send_message, anna, "three")).error_code == 429
    assert len(api.world.shown(anna)) == 2


async def test_a_webhook_is_set_described_and_taken_down(api: BotApi, client: Client) -> None:
    assert await aside(client.set_webhook, "http://127.0.0.1:9/x", secret_token="s")
    api.world.say(api.world.person(), "x")
    await api.until(lambda: "last_error_message" in api.webhook.info({}))
    info = await aside(client.get_webhook_info)
    assert (info.url, info.pending_update_count) == ("http://127.0.0.1:9/x", 1)
    assert (await refused(client.get_updates)).error_code == 409
    assert await aside(client.delete_webhook)
    assert len(await aside(client.get_updates)) == 1
    assert (await refused(client.set_webhook, "http://x.example", secret_token="no spaces")).error_code == 400


async def test_commands_are_kept_per_scope_and_language(api: BotApi, client: Client) -> None:
    await aside(client.set_my_commands, [types.BotCommand("help", "Help")], language_code="en")
    [command] = await aside(client.get_my_commands, language_code="en")
    assert (command.command, command.description) == ("help", "Help")
    assert await aside(client.get_my_commands) == []


async def test_a_bot_written_with_the_other_library_talks_to_it(api: BotApi, client: Client) -> None:
    done = threading.Event()

    def echo(message: Any) -> None:
        client.send_message(message.chat.id, message.text)
        if message.text == "4":
            done.set()

    client.register_message_handler(echo, func=lambda message: True)
    anna = api.world.person()
    polling = asyncio.create_task(aside(client.polling, none_stop=True, interval=0, long_polling_timeout=1))
    for number in range(5):
        api.world.say(anna, str(number))
    await asyncio.to_thread(done.wait, 10)
    client.stop_polling()
    await polling
    assert [message["text"] for message in api.world.shown(anna)] == ["0", "1", "2", "3", "4"]
