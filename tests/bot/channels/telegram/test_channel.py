"""Delivering notices: what arrives, and what every kind of refusal means."""

from datetime import timedelta

import pytest

from bot.channels.base import Kept
from bot.channels.telegram.request import Patience
from domain.errors import DeliveryError
from domain.messages import Choice, Notice
from tests.bot.channels.telegram.conftest import Live, address, telegram_at
from tests.kit.botapi import Fault
from tests.kit.botapi.answers import Refusal, bad_request, too_many
from tests.kit.botapi.world import JPEG, MP4, OGG

WORD = Notice("word", "题", ("收到。",))
HASTY = Patience(pool=1, connect=1, read=0.2, write=1, upload=1)
ASK = Notice("ask", "好了吗", choices=(Choice("ok", "好了"), Choice("no", "还没好")))


async def refused(live: Live, chat: int | str, notice: Notice = WORD) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await live.telegram.channel.deliver(address(int(chat)), notice)
    assert live.api.world.token not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


async def test_a_notice_arrives_as_it_is_meant(live: Live) -> None:
    anna = live.api.world.person()
    receipt = await live.telegram.channel.deliver(address(anna), ASK)
    [message] = live.api.world.shown(anna)
    assert receipt.vendor == str(message["message_id"])
    assert message["text"] == "好了吗"
    assert message["reply_markup"] == {
        "inline_keyboard": [[{"text": "好了", "callback_data": "ok"}, {"text": "还没好", "callback_data": "no"}]]
    }


async def test_nothing_anyone_writes_breaks_a_message(live: Live) -> None:
    anna = live.api.world.person()
    for text in ("<b>", "a & b_c*d[e](f)", "\\n`", "𠅤" * 10, "x\ud83d", "a\x00b"):
        await live.telegram.channel.deliver(address(anna), Notice("word", text, (text,)))
    assert len(live.api.world.shown(anna)) == 6
    assert live.api.world.shown(anna)[0]["text"] == "<b>\n<b>"


async def test_pictures_arrive_alone_together_and_with_text(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(JPEG + bytes([n]), "image/jpeg") for n in range(3)]
    await live.telegram.channel.deliver(address(anna), Notice("card", "一张", enclosed=(2,)))
    three = Notice("card", "三张", enclosed=(1, 2, 3), choices=ASK.choices)
    receipt = await live.telegram.channel.deliver(address(anna), three)
    shown = live.api.world.shown(anna)
    assert receipt.vendor == " ".join(str(message["message_id"]) for message in shown[1:])
    assert (shown[0]["caption"], len(shown)) == ("一张", 5)
    assert len({message.get("media_group_id") for message in shown[1:4]}) == 1
    assert (shown[4]["text"], "reply_markup" in shown[4]) == ("三张", True)
    kept = [file.data for file in live.api.world.files.values()]
    assert kept == [picture.data for picture in (live.desk.shelf[1], *live.desk.shelf)]


async def test_a_picture_that_is_gone_leaves_the_words(live: Live) -> None:
    anna = live.api.world.person()
    await live.telegram.channel.deliver(address(anna), Notice("card", "看", enclosed=(99,)))
    assert [message["text"] for message in live.api.world.shown(anna)] == ["看"]


async def test_a_picture_the_messenger_refuses_goes_as_a_file(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(b"not a picture", "image/jpeg")]
    await live.telegram.channel.deliver(address(anna), Notice("card", "看", enclosed=(1,), choices=ASK.choices))
    [message] = live.api.world.shown(anna)
    assert (message["caption"], message["document"]["file_name"]) == ("看", "photo.jpg")
    assert "reply_markup" in message


async def test_a_file_the_messenger_refuses_altogether_leaves_the_words(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(b"not a picture", "image/jpeg")]
    live.api.plan(Fault("sendDocument", "refuse", refusal=bad_request("file must be non-empty")))
    await live.telegram.channel.deliver(address(anna), Notice("card", "看", enclosed=(1,), choices=ASK.choices))
    assert [message["text"] for message in live.api.world.shown(anna)] == ["看\n1 好了\n2 还没好"]


async def test_each_kind_arrives_as_what_it_is(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [
        Kept(OGG, "audio/ogg"),
        Kept(JPEG, "image/jpeg"),
        Kept(b"%PDF-1.7", "application/pdf", "公告.pdf"),
        Kept(MP4, "video/mp4"),
        Kept(b"#!AMR", "audio/amr"),
    ]
    notice = Notice("card", "五样", enclosed=(1, 2, 3, 4, 5), choices=ASK.choices)
    await live.telegram.channel.deliver(address(anna), notice)
    shown = live.api.world.shown(anna)
    kinds = [next(kind for kind in ("photo", "video", "voice", "document", "text") if kind in m) for m in shown]
    assert kinds == ["photo", "video", "voice", "document", "document", "text"]
    assert [shown[0]["media_group_id"]] == [shown[1]["media_group_id"]]
    assert [m["document"]["file_name"] for m in shown[3:5]] == ["公告.pdf", "voice.amr"]


@pytest.mark.parametrize("kept", [Kept(OGG, "audio/ogg"), Kept(b"%PDF-1.7", "application/pdf", "公告.pdf")])
async def test_a_single_one_carries_the_words_and_the_buttons(live: Live, kept: Kept) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [kept]
    await live.telegram.channel.deliver(address(anna), Notice("card", "听", enclosed=(1,), choices=ASK.choices))
    [message] = live.api.world.shown(anna)
    assert (message["caption"], "reply_markup" in message) == ("听", True)


async def test_who_takes_no_voice_notes_gets_a_file(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(OGG, "audio/ogg")]
    live.api.plan(Fault("sendVoice", "refuse", refusal=bad_request("VOICE_MESSAGES_FORBIDDEN")))
    await live.telegram.channel.deliver(address(anna), Notice("card", "听", enclosed=(1,)))
    assert live.api.world.shown(anna)[0]["document"]["file_name"] == "voice.ogg"


async def test_refused_looks_are_sent_again_plainly(live: Live) -> None:
    anna = live.api.world.person()
    live.api.plan(Fault("sendMessage", "refuse", refusal=bad_request("BUTTON_DATA_INVALID")))
    await live.telegram.channel.deliver(address(anna), ASK)
    assert [message["text"] for message in live.api.world.shown(anna)] == ["好了吗\n1 好了\n2 还没好"]


async def test_a_long_notice_arrives_whole_and_in_order(live: Live) -> None:
    anna = live.api.world.person()
    await live.telegram.channel.deliver(
        address(anna), Notice("long", "题", tuple(f"{n} " + "行" * 99 for n in range(99)))
    )
    texts = [message["text"] for message in live.api.world.shown(anna)]
    assert len(texts) == 3
    assert "\n".join(texts).split("\n")[1:] == [f"{n} " + "行" * 99 for n in range(99)]


async def test_a_notice_that_failed_half_way_goes_on_there(live: Live) -> None:
    anna = live.api.world.person()
    notice = Notice("long", "题", tuple("行" * 100 for _ in range(90)))
    live.api.meter.enforced = True
    delays = []
    for _ in range(3):
        try:
            await live.telegram.channel.deliver(address(anna), notice)
            break
        except DeliveryError as error:
            delays.append(error.retry_after)
            live.api.meter._sent.clear()
    assert delays == [timedelta(seconds=1)] * 2
    assert len(live.api.world.shown(anna)) == 3
    await live.telegram.channel.deliver(address(live.api.world.person("Bela")), WORD)


async def test_every_message_of_a_notice_waits_until_it_may_go(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(JPEG, "image/jpeg"), Kept(JPEG, "image/jpeg")]
    asked: list[tuple[int, int]] = []

    async def may_go(messages: int) -> None:
        asked.append((len(live.api.world.shown(anna)), messages))

    await live.telegram.channel.deliver(address(anna), Notice("long", "行" * 9000, enclosed=(1, 2)), may_go)
    await live.telegram.channel.deliver(address(anna), WORD, may_go)
    assert asked == [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1)]


async def test_a_file_that_is_again_and_again_too_slow_leaves_the_words(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(JPEG, "image/jpeg")]
    live.api.plan(Fault("sendPhoto", "slow", times=9, seconds=9))
    notice = Notice("card", "看", enclosed=(1,), choices=ASK.choices)
    async with telegram_at(live.api, live.desk, patience=HASTY) as hasty:
        for _ in range(2):
            with pytest.raises(DeliveryError):
                await hasty.channel.deliver(address(anna), notice)
        await hasty.channel.deliver(address(anna), notice)
    [message] = live.api.world.shown(anna)
    assert (message["text"], "reply_markup" in message) == ("看", True)


async def test_while_the_messenger_itself_is_slow_no_picture_is_left_out(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(JPEG, "image/jpeg")] * 2
    live.api.plan(Fault("*", "slow", times=8, seconds=9))
    notice = Notice("card", "看", enclosed=(1, 2))
    async with telegram_at(live.api, live.desk, patience=HASTY) as hasty:
        for _ in range(5):
            with pytest.raises(DeliveryError):
                await hasty.channel.deliver(address(anna), notice)
        await hasty.channel.deliver(address(anna), notice)
    assert [("photo" in message) for message in live.api.world.shown(anna)] == [True, True, False]


async def test_pictures_that_are_too_slow_leave_the_words_they_go_before(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.shelf = [Kept(JPEG, "image/jpeg")] * 2
    live.api.plan(Fault("sendMediaGroup", "slow", times=9, seconds=9))
    async with telegram_at(live.api, live.desk, patience=HASTY) as hasty:
        for _ in range(2):
            with pytest.raises(DeliveryError):
                await hasty.channel.deliver(address(anna), Notice("card", "看", enclosed=(1, 2)))
        await hasty.channel.deliver(address(anna), Notice("card", "看", enclosed=(1, 2)))
    assert [message["text"] for message in live.api.world.shown(anna)] == ["看"]


async def test_an_empty_notice_is_no_message(live: Live) -> None:
    receipt = await live.telegram.channel.deliver(address(live.api.world.person()), Notice("empty"))
    assert (receipt.vendor, live.api.calls) == (None, [])


async def test_too_many_delays_as_long_as_asked(live: Live) -> None:
    live.api.plan(Fault("sendMessage", "refuse", refusal=too_many(17)))
    error = await refused(live, live.api.world.person())
    assert (error.permanent, error.retry_after) == (False, timedelta(seconds=17))


async def test_who_blocked_the_bot_is_gone_for_good(live: Live) -> None:
    anna = live.api.world.person()
    live.api.world.block(anna)
    assert (await refused(live, anna)).permanent


async def test_an_unknown_chat_is_gone_for_good(live: Live) -> None:
    assert (await refused(live, 12345)).permanent


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(500, "Internal Server Error"),
        Refusal(502, "Bad Gateway"),
        Refusal(401, "Unauthorized"),
        bad_request("something new"),
    ],
    ids=lambda refusal: str(refusal.code),
)
async def test_other_refusals_say_nothing_against_the_address(live: Live, refusal: Refusal) -> None:
    live.api.plan(Fault("sendMessage", "refuse", refusal=refusal, times=2))
    error = await refused(live, live.api.world.person())
    assert not error.permanent


@pytest.mark.parametrize("kind", ["tear", "garbage", "page"])
async def test_troubles_on_the_way_are_worth_another_try(live: Live, kind: str) -> None:
    live.api.plan(Fault("sendMessage", kind))  # type: ignore[arg-type]
    anna = live.api.world.person()
    assert not (await refused(live, anna)).permanent
    await live.telegram.channel.deliver(address(anna), WORD)
    assert len(live.api.world.shown(anna)) == 1


async def test_an_answer_too_slow_is_worth_another_try(live: Live) -> None:
    live.api.plan(Fault("sendMessage", "slow", seconds=3))
    assert not (await refused(live, live.api.world.person())).permanent


async def test_a_group_that_became_a_supergroup_names_its_new_address(live: Live) -> None:
    group = live.api.world.group("三幢邻居")
    new = live.api.world.become_supergroup(group)
    error = await refused(live, group)
    assert (error.moved_to, error.permanent) == (address(new), False)


async def test_who_never_pressed_start_cannot_be_written_to(live: Live) -> None:
    assert (await refused(live, live.api.world.stranger())).permanent


async def test_an_unreachable_messenger_is_worth_another_try(live: Live) -> None:
    live.api.url = "http://127.0.0.1:9"
    async with telegram_at(live.api, live.desk) as nowhere:
        with pytest.raises(DeliveryError) as caught:
            await nowhere.channel.deliver(address(1), WORD)
    assert not caught.value.permanent
