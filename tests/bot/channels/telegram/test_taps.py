"""Tapped buttons: always answered, marked, and not offered twice."""

from bot.channels.base import Kept
from domain.messages import Choice, Notice
from tests.bot.channels.telegram.conftest import Live, address
from tests.kit.botapi import Fault
from tests.kit.botapi.answers import Json, bad_request
from tests.kit.botapi.world import JPEG

NOTICE = Notice("ask", "修好了吗", ("李老师说灯已换好。",), choices=(Choice("ok:7", "好了"), Choice("no:7", "还没好")))


async def offered(live: Live, notice: Notice = NOTICE) -> int:
    anna = live.api.world.person()
    await live.telegram.channel.deliver(address(anna), notice)
    live.poll()
    return anna


def last(live: Live, chat: int) -> Json:
    return live.api.world.shown(chat)[-1]


async def test_a_tap_is_heard_answered_and_its_buttons_go(live: Live) -> None:
    anna = await offered(live)
    live.api.world.tap(anna, "好了")
    await live.heard(1)
    await live.api.until(lambda: "reply_markup" not in last(live, anna))
    [message] = live.desk.heard
    assert (message.tap, message.text, message.address) == ("ok:7", "", address(anna))
    assert len(live.api.world.answered) == 1
    assert last(live, anna)["text"] == "修好了吗\n李老师说灯已换好。\n\n✓ 好了"
    assert last(live, anna)["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_a_tap_under_a_picture_marks_its_caption(live: Live) -> None:
    live.desk.shelf.append(Kept(JPEG, "image/jpeg"))
    anna = await offered(live, Notice("ask", "看", choices=NOTICE.choices, enclosed=(1,)))
    live.api.world.tap(anna, "还没好")
    await live.api.until(lambda: "reply_markup" not in last(live, anna))
    assert last(live, anna)["caption"] == "看\n\n✓ 还没好"


async def test_a_text_with_no_room_for_the_mark_only_loses_its_buttons(live: Live) -> None:
    anna = await offered(live, Notice("ask", "长" * 4096, choices=NOTICE.choices))
    live.api.world.tap(anna, "好了")
    await live.api.until(lambda: "reply_markup" not in last(live, anna))
    assert last(live, anna)["text"] == "长" * 4096


async def test_a_stale_tap_is_heard_and_answered_too(live: Live) -> None:
    anna = await offered(live)
    shown = dict(last(live, anna))
    live.api.world.tap(anna, "好了")
    await live.api.until(lambda: "reply_markup" not in last(live, anna))
    live.api.world.press(anna, "no:7", shown)
    await live.api.until(lambda: len(live.api.world.answered) == 2)
    assert [message.tap for message in live.desk.heard] == ["ok:7", "no:7"]


async def test_a_tap_that_could_not_be_heard_is_answered_and_keeps_its_buttons(live: Live) -> None:
    async def refuse(message: object) -> bool:
        raise RuntimeError("no")

    live.desk.hear = refuse  # type: ignore[method-assign]
    anna = await offered(live)
    live.api.world.tap(anna, "好了")
    await live.api.until(lambda: len(live.api.world.answered) == 1)
    await live.confirmed()
    assert "reply_markup" in last(live, anna)
    assert [message.tap for message in live.desk.asides] == ["ok:7"]


async def test_a_refused_tap_is_answered_and_not_shown_as_done(live: Live) -> None:
    live.desk.refused.add("ok:7")
    anna = await offered(live)
    live.api.world.tap(anna, "好了")
    await live.api.until(lambda: len(live.api.world.answered) == 1)
    await live.confirmed()
    assert "✓" not in last(live, anna)["text"]
    live.api.world.tap(anna, "还没好")
    await live.api.until(lambda: "reply_markup" not in last(live, anna))
    assert last(live, anna)["text"].endswith("✓ 还没好")


async def test_troubles_in_answering_do_not_touch_the_tap(live: Live) -> None:
    live.api.plan(
        Fault("answerCallbackQuery", "refuse", refusal=bad_request("query is too old")),
        Fault("editMessageText", "tear"),
    )
    anna = await offered(live)
    live.api.world.tap(anna, "好了")
    await live.confirmed()
    assert [message.tap for message in live.desk.heard] == ["ok:7"]
    assert "reply_markup" in last(live, anna)


async def test_a_tap_on_a_message_too_old_to_see_is_heard(live: Live) -> None:
    anna = await offered(live)
    old = {"message_id": 1, "chat": live.api.world.chats[anna], "date": 0}
    live.api.world.press(anna, "ok:7", old)
    await live.api.until(lambda: len(live.api.world.answered) == 1)
    assert [message.tap for message in live.desk.heard] == ["ok:7"]
