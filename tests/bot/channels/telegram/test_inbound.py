"""What is read out of an update: text, taps, doors, replies, corrections; and what is left alone."""

import asyncio

import pytest

from domain.messages import Missed
from domain.places import Point
from tests.bot.channels.telegram.conftest import Live, address
from tests.kit.botapi.answers import Json


async def heard_after(live: Live, content: Json) -> list[tuple[str, str | None]]:
    """Texts and doors heard once `content` was delivered."""
    live.api.world.push(content)
    live.poll()
    await live.done()
    return [(message.text, message.door) for message in live.desk.heard]


def written(live: Live, **content: object) -> Json:
    return {"message": live.api.world.written(live.api.world.person(), dict(content))}


@pytest.mark.parametrize(
    ("text", "heard", "door"),
    [
        ("/start", "/start", None),
        ("/start d-3F_a9", "", "d-3F_a9"),
        ("/start@huying_double_bot abc", "", "abc"),
        ("/start 网格12", "/start 网格12", None),
        ("/start " + "x" * 65, "/start " + "x" * 65, None),
        ("/help", "/help", None),
        ("/进度 现在", "/进度 现在", None),
        ("开始 /start abc", "开始 /start abc", None),
    ],
)
async def test_a_deep_link_opens_a_door_and_other_commands_stay_as_they_are(
    live: Live, text: str, heard: str, door: str | None
) -> None:
    assert await heard_after(live, written(live, text=text)) == [(heard, door)]


@pytest.mark.parametrize("text", ["长" * 4096, "👩‍👩‍👧‍👦🇨🇳🫨", "المصعد معطل"])
async def test_any_text_is_heard_as_it_was_written(live: Live, text: str) -> None:
    assert await heard_after(live, written(live, text=text)) == [(text, None)]


async def test_what_no_database_keeps_is_taken_out(live: Live) -> None:
    assert await heard_after(live, written(live, text="a\x00b\ud83d\nc")) == [("ab\nc", None)]


async def test_a_person_without_a_name_is_heard(live: Live) -> None:
    content = written(live, text="喂")
    content["message"]["from"]["first_name"] = ""
    content["message"]["chat"] = {"id": content["message"]["chat"]["id"], "type": "private"}
    assert await heard_after(live, content) == [("喂", None)]


async def test_an_edited_message_is_heard_under_a_key_of_its_own_and_names_what_it_corrects(live: Live) -> None:
    anna = live.api.world.person()
    live.api.world.say(anna, "3幢电梯坏了")
    edit = live.api.world.edit(anna, 1, "5幢电梯坏了")
    live.poll()
    await live.done()
    assert [(m.text, m.address) for m in live.desk.heard] == [
        ("3幢电梯坏了", address(anna)),
        ("5幢电梯坏了", address(anna)),
    ]
    assert [(m.key, m.corrects) for m in live.desk.heard] == [("m1", None), (f"m1:{edit}", "m1")]


async def test_a_reply_belongs_to_the_case_of_the_notice(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    one = world.receive(anna, {"text": "您反映的 XH-0412 已办好(XH-0412)"})["message_id"]
    two = world.receive(anna, {"text": "XH-0001 和 XH-0002 都在办"})["message_id"]
    none = world.receive(anna, {"text": "共 12345 户"})["message_id"]
    for number in (one, two, none):
        world.say(anna, "还没好", reply_to=number)
    world.say(anna, "说这件", reply_to=two, quote={"text": "XH-0002", "position": 9})
    live.poll()
    await live.done()
    assert [message.quotes for message in live.desk.heard] == ["XH-0412", None, None, "XH-0002"]
    assert [message.answers for message in live.desk.heard] == [str(number) for number in (one, two, none, two)]


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    ],
)
async def test_notes_of_the_messengers_own_are_nobody_speaking(live: Live, content: Json) -> None:
    assert await heard_after(live, written(live, **content)) == []


async def test_what_has_no_words_is_still_somebody_speaking(live: Live) -> None:
    anna = live.api.world.person()
    live.api.world.voice(anna)
    live.api.world.push({"message": live.api.world.written(anna, {"location": {"latitude": 30.5, "longitude": 120.7}})})
    live.poll()
    await live.done()
    assert [(message.text, message.point, message.missed) for message in live.desk.heard] == [
        ("", None, ()),
        ("", Point(30.5, 120.7), ()),
    ]


async def test_a_place_with_a_name_is_words_and_a_spot(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.spot(anna, 30.5, 120.7, title="北门驿站", address="柳浜路 3 号")
    world.spot(anna, 95.0, 500.0)
    live.poll()
    await live.done()
    assert [(m.text, m.point) for m in live.desk.heard] == [("北门驿站 柳浜路 3 号", Point(30.5, 120.7)), ("", None)]
    assert live.desk.heard[1].missed == (Missed.UNKNOWN_KIND,)


async def test_a_sticker_speaks_by_its_emoji(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.sticker(anna, "👍")
    world.sticker(anna, None)
    live.poll()
    await live.done()
    assert [(m.text, m.missed) for m in live.desk.heard] == [("👍", ()), ("", (Missed.UNKNOWN_KIND,))]
    assert live.api.called("getFile") == []


POLL = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True}
POLL |= {"type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False}


@pytest.mark.parametrize(
    "content",
    [
        {"contact": {"phone_number": "10086", "first_name": "客服"}},
        {"poll": POLL},
        {"game": {"title": "t", "description": "d", "photo": []}},
        {"story": {"id": 1, "chat": {"id": 5, "type": "private"}}},
    ],
)
async def test_a_kind_we_cannot_hand_on_is_heard_as_such(live: Live, content: Json) -> None:
    live.api.world.push(written(live, **content))
    live.poll()
    await live.done()
    assert [(m.text, m.missed) for m in live.desk.heard] == [("", (Missed.UNKNOWN_KIND,))]


CHANNEL_CHAT = {"id": -1001, "type": "channel", "title": "公告"}


@pytest.mark.parametrize(
    "content",
    [
        {"channel_post": {"message_id": 1, "date": 1, "chat": CHANNEL_CHAT, "text": "公告"}},
        {"edited_channel_post": {"message_id": 1, "date": 1, "chat": CHANNEL_CHAT, "text": "公告"}},
        {"poll": POLL},
        {"poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": []}},
        {
            "message_reaction": {
                "chat": CHANNEL_CHAT,
                "message_id": 1,
                "date": 1,
                "old_reaction": [],
                "new_reaction": [],
            }
        },
        {"inline_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": ""}, "query": "", "offset": ""}},
        {"callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": ""}, "chat_instance": "1"}},
        {"something_of_next_year": {"id": 1}},
        {"message": None},
        {"message": []},
        {"message": {"message_id": "one", "date": "now", "chat": {}}},
        {"message": {"message_id": 1, "date": 10**20, "chat": {"id": 1, "type": "private"}, "text": "x"}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "photo": [{"file_id": 3}]}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "location": {"latitude": "x"}}},
    ],
)
async def test_kinds_and_shapes_we_do_not_know_break_nothing(live: Live, content: Json) -> None:
    world = live.api.world
    update = world.push(content)
    world.pending[update] = world.all_updates[update]  # whatever kinds were asked for
    world.say(world.person(), "接着说")
    live.poll()
    await live.done()
    assert [message.text for message in live.desk.heard] == ["接着说"]


async def test_an_edited_start_opens_no_door_again(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.say(anna, "/start d-3F_a9")
    world.edit(anna, 1, "/start another")
    live.poll()
    await live.done()
    assert [message.door for message in live.desk.heard] == ["d-3F_a9"]


async def test_an_edit_delivered_twice_is_one(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.say(anna, "3幢")
    world.repeat(world.edit(anna, 1, "5幢"))
    live.poll()
    await live.done()
    world.repeat(max(world.all_updates))
    await live.done()
    assert live.desk.texts == ["3幢", "5幢"]


async def test_a_moving_location_is_no_correction(live: Live) -> None:
    content = written(live, location={"latitude": 30.5, "longitude": 120.7})
    assert await heard_after(live, {"edited_message": content["message"] | {"edit_date": 1_790_000_000}}) == []


async def test_what_is_said_in_a_group_is_not_taken_for_a_report(live: Live) -> None:
    world = live.api.world
    group, anna = world.group("三幢邻居"), world.person()
    world.say(group, "电梯又坏了", by=anna)
    world.press(group, "ok", world.receive(group, {"text": "?"}))
    live.poll()
    await live.done()
    await live.api.until(lambda: len(world.answered) == 1)
    await asyncio.sleep(0)
    assert live.desk.heard == []


async def test_the_moment_is_the_messengers_and_aware(live: Live) -> None:
    content = written(live, text="几点了")
    content["message"]["date"] = 1_790_000_000
    await heard_after(live, content)
    at = live.desk.heard[0].at
    assert at.utcoffset() is not None
    assert at.timestamp() == 1_790_000_000
