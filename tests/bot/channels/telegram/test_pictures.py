"""Pictures on their way in: fetched, sniffed, and never a reason to lose the message they came with."""

import pytest

from bot.channels.telegram.pictures import media_of
from tests.bot.channels.telegram.conftest import Live
from tests.kit.botapi import Fault
from tests.kit.botapi.world import JPEG


async def test_the_largest_size_of_a_picture_is_kept(live: Live) -> None:
    live.api.world.photo(live.api.world.person(), JPEG, "看")
    live.poll()
    await live.confirmed()
    assert [(m.text, m.enclosed) for m in live.desk.heard] == [("看", (1,))]
    assert live.desk.pictures == [(JPEG, "image/jpeg")]
    assert len(live.api.called("getFile")) == 1


async def test_a_picture_sent_as_a_file_counts_as_one(live: Live) -> None:
    live.api.world.document(live.api.world.person(), b"\x89PNG\r\n\x1a\n..", "image/png", "图.png")
    live.poll()
    await live.confirmed()
    assert live.desk.pictures[0][1] == "image/png"


@pytest.mark.parametrize(("times", "kept"), [(1, 1), (9, 0)])
async def test_a_torn_download_is_tried_again_and_then_left_out(live: Live, times: int, kept: int) -> None:
    live.api.plan(Fault("file", "tear", times=times))
    live.api.world.photo(live.api.world.person(), JPEG, "看")
    live.poll()
    await live.confirmed()
    assert [(m.text, len(m.enclosed)) for m in live.desk.heard] == [("看", kept)]


async def test_files_that_never_arrive_do_not_lose_the_message(live: Live) -> None:
    live.api.plan(Fault("file", "slow", times=9, seconds=5))
    live.api.world.album(live.api.world.person(), [JPEG, JPEG], "两张")
    live.poll()
    await live.confirmed()
    assert [(m.text, m.enclosed) for m in live.desk.heard] == [("两张", ())]


async def test_a_file_too_large_to_fetch_is_not_asked_for(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.photo(anna, JPEG, "大图")
    for size in next(iter(world.pending.values()))["message"]["photo"]:
        size["file_size"] = 30 * 1024 * 1024
    live.poll()
    await live.confirmed()
    assert [(m.text, m.enclosed) for m in live.desk.heard] == [("大图", ())]
    assert live.api.called("getFile") == []


async def test_a_file_longer_than_it_says_is_cut_off(live: Live) -> None:
    world = live.api.world
    world.photo(world.person(), JPEG, "假")
    for file in world.files.values():
        file.data, file.size = JPEG + b"\x00" * (21 * 1024 * 1024), 1000
    live.poll()
    await live.confirmed()
    assert [(m.text, m.enclosed) for m in live.desk.heard] == [("假", ())]


async def test_what_is_no_picture_is_not_kept(live: Live) -> None:
    live.api.world.document(live.api.world.person(), b"MZ\x90 a program", "image/jpeg", "photo.jpg")
    live.poll()
    await live.confirmed()
    assert len(live.desk.heard) == 1
    assert live.desk.pictures == []


async def test_a_picture_that_cannot_be_read_does_not_lose_its_message(live: Live) -> None:
    async def keep(data: bytes, media: str) -> int:
        raise ValueError("broken picture")

    live.telegram._pictures._keep = keep
    live.api.world.photo(live.api.world.person(), JPEG, "坏图")
    live.poll()
    await live.confirmed()
    assert [(m.text, m.enclosed) for m in live.desk.heard] == [("坏图", ())]


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"\xff\xd8\xff\xe1", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"GIF89a", None),
        (b"", None),
        (b"<svg/>", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(data: bytes, media: str | None) -> None:
    assert media_of(data) == media
