"""Files on their way in: fetched, known by their bytes, and never a reason to lose the message they came with."""

from pathlib import Path

import pytest

from bot.channels.base import Kept
from domain.messages import InboundMessage, Missed
from tests.bot.channels.telegram.conftest import UNREADABLE, Live
from tests.kit.botapi import Fault
from tests.kit.botapi.world import JPEG, MP4, OGG

TOO_LONG = 30 * 1024 * 1024
PDF = b"%PDF-1.7 paper"


async def only_heard(live: Live) -> InboundMessage:
    live.poll()
    await live.done()
    [message] = live.desk.heard
    return message


async def test_the_largest_size_of_a_picture_is_kept(live: Live) -> None:
    live.api.world.photo(live.api.world.person(), JPEG, "看")
    message = await only_heard(live)
    assert (message.text, message.enclosed, message.missed) == ("看", (1,), ())
    assert live.desk.shelf == [Kept(JPEG, "image/jpeg")]
    assert len(live.api.called("getFile")) == 1


async def test_recordings_films_and_papers_are_kept_with_their_kind_and_name(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.voice(anna)
    world.video(anna, caption="看这段")
    world.document(anna, PDF, "application/octet-stream", "../../公告/停水.PDF", "公告")
    world.document(anna, b"\x89PNG\r\n\x1a\n..", "text/html", "图.png")
    live.poll()
    await live.done()
    assert [(m.text, m.enclosed) for m in live.desk.heard] == [("", (1,)), ("看这段", (2,)), ("公告", (3,)), ("", (4,))]
    assert [(kept.data, kept.media, kept.name) for kept in live.desk.shelf[:3]] == [
        (OGG, "audio/ogg", None),
        (MP4, "video/mp4", None),
        (PDF, "application/pdf", "停水.pdf"),
    ]
    assert live.desk.shelf[3].media == "image/png"


@pytest.mark.parametrize(("times", "kept", "missed"), [(1, 1, ()), (9, 0, (Missed.NOT_ARRIVED,))])
async def test_a_torn_download_is_tried_again_and_then_named(
    live: Live, times: int, kept: int, missed: tuple[Missed, ...]
) -> None:
    live.api.plan(Fault("file", "tear", times=times))
    live.api.world.photo(live.api.world.person(), JPEG, "看")
    message = await only_heard(live)
    assert (message.text, len(message.enclosed), message.missed) == ("看", kept, missed)


async def test_files_that_never_arrive_do_not_lose_the_message(live: Live) -> None:
    live.api.plan(Fault("file", "slow", times=9, seconds=5))
    live.api.world.album(live.api.world.person(), [JPEG, JPEG], "两张")
    message = await only_heard(live)
    assert (message.text, message.enclosed, message.missed) == ("两张", (), (Missed.NOT_ARRIVED, Missed.NOT_ARRIVED))


async def test_of_an_album_what_arrived_is_kept_and_the_rest_is_named(live: Live) -> None:
    live.api.world.album(live.api.world.person(), [JPEG, JPEG + UNREADABLE, JPEG], "三张")
    message = await only_heard(live)
    assert (message.enclosed, message.missed) == ((1, 2), (Missed.UNKNOWN_KIND,))


async def test_a_file_too_large_to_fetch_is_not_asked_for(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.photo(anna, JPEG, "大图")
    for size in next(iter(world.pending.values()))["message"]["photo"]:
        size["file_size"] = TOO_LONG
    message = await only_heard(live)
    assert (message.text, message.enclosed, message.missed) == ("大图", (), (Missed.TOO_LARGE,))
    assert live.api.called("getFile") == []


async def test_a_file_that_turns_out_too_large_is_named_so(live: Live) -> None:
    """The announcement may leave the size out; the messenger then refuses to hand the file out."""
    world = live.api.world
    world.video(world.person(), caption="长片")
    del next(iter(world.pending.values()))["message"]["video"]["file_size"]
    for file in world.files.values():
        file.size = TOO_LONG
    message = await only_heard(live)
    assert (message.text, message.missed) == ("长片", (Missed.TOO_LARGE,))
    assert len(live.api.called("getFile")) == 0


async def test_a_file_longer_than_it_says_is_cut_off(live: Live) -> None:
    world = live.api.world
    world.photo(world.person(), JPEG, "假")
    for file in world.files.values():
        file.data, file.size = JPEG + b"\x00" * (21 * 1024 * 1024), 1000
    message = await only_heard(live)
    assert (message.text, message.enclosed, message.missed) == ("假", (), (Missed.NOT_ARRIVED,))


@pytest.mark.parametrize(
    ("size", "kept", "missed"), [(0, 1, ()), (21 * 1024 * 1024, 0, (Missed.TOO_LARGE,))], ids=["fits", "too large"]
)
async def test_a_server_of_one_s_own_may_keep_files_on_this_machine(
    live: Live, tmp_path: Path, size: int, kept: int, missed: tuple[Missed, ...]
) -> None:
    """Run with `--local` it hands out the file's path here, and files of any length."""
    picture = tmp_path / "file_0.jpg"
    picture.write_bytes(JPEG + b"\x00" * size)
    live.api.world.photo(live.api.world.person(), JPEG, "看")
    for file in live.api.world.files.values():
        file.path = str(picture)
    message = await only_heard(live)
    assert (message.text, len(message.enclosed), message.missed) == ("看", kept, missed)


@pytest.mark.parametrize(("data", "name"), [(b"MZ\x90 a program", "photo.jpg"), (b"PK\x03\x04 parts", "全部.zip")])
async def test_what_is_nothing_we_hand_on_is_not_kept(live: Live, data: bytes, name: str) -> None:
    live.api.world.document(live.api.world.person(), data, "image/jpeg", name)
    assert (await only_heard(live)).missed == (Missed.UNKNOWN_KIND,)
    assert live.desk.shelf == []


async def test_a_picture_that_cannot_be_read_does_not_lose_its_message(live: Live) -> None:
    live.api.world.photo(live.api.world.person(), JPEG + UNREADABLE, "坏图")
    message = await only_heard(live)
    assert (message.text, message.enclosed, message.missed) == ("坏图", (), (Missed.UNKNOWN_KIND,))


async def test_an_edited_caption_fetches_nothing_again(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.photo(anna, JPEG, "三幢")
    world.edit(anna, world.said_last(anna, "三幢"), "四幢")
    live.poll()
    await live.done()
    assert [(m.text, m.enclosed) for m in live.desk.heard] == [("三幢", (1,)), ("四幢", ())]
    assert len(live.api.called("getFile")) == 1
