"""Albums: parts collected into one message, in time, and not lost between one part and the next."""

import asyncio

from tests.bot.channels.telegram.conftest import QUIET, Live


def picture(number: int) -> bytes:
    return b"\xff\xd8\xff" + bytes([number])


async def test_an_album_is_one_message_with_its_pictures_in_order(live: Live) -> None:
    anna = live.api.world.person()
    live.api.world.album(anna, [picture(n) for n in range(4)], "楼道堆物")
    live.poll()
    await live.done()
    [message] = live.desk.heard
    assert (message.text, message.key) == ("楼道堆物", "m1")
    assert [live.desk.shelf[n - 1].data for n in message.enclosed] == [picture(n) for n in range(4)]


async def test_the_caption_of_an_album_can_be_edited_wherever_it_stands(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    world.photo(anna, picture(1), group="g")
    world.photo(anna, picture(2), "3幢楼道堆物", group="g")
    live.poll()
    await live.done()
    world.edit(anna, world.said_last(anna, "3幢楼道堆物"), "5幢楼道堆物")
    await live.done()
    album, edit = live.desk.heard
    assert (album.text, len(album.enclosed), album.key) == ("3幢楼道堆物", 2, edit.corrects)


async def test_parts_may_come_apart_and_what_is_said_next_waits(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    live.poll()
    world.photo(anna, picture(1), "两张", group="g")
    await asyncio.sleep(QUIET / 2)
    world.photo(anna, picture(2), group="g")
    world.say(anna, "说完了")
    await live.done()
    assert live.desk.texts == ["两张", "说完了"]
    assert [len(message.enclosed) for message in live.desk.heard] == [2, 0]


async def test_an_album_is_confirmed_once_it_is_put_by_and_a_crash_loses_none_of_it(live: Live) -> None:
    live.api.world.album(live.api.world.person(), [picture(1), picture(2)], "album")
    live.poll()
    await live.confirmed()
    assert (live.desk.heard, len(live.desk.tray)) == ([], 2)
    for task in live.tasks:
        task.cancel()  # as a crash would: in the middle of collecting
    await asyncio.gather(*live.tasks, return_exceptions=True)
    live.tasks.clear()
    live.poll()
    await live.done()
    assert [(message.text, len(message.enclosed)) for message in live.desk.heard] == [("album", 2)]


async def test_a_late_part_is_a_message_of_its_own_and_not_lost(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    live.poll()
    world.photo(anna, picture(1), "first", group="g")
    await live.done()
    world.photo(anna, picture(2), group="g")
    await live.done()
    assert [len(message.enclosed) for message in live.desk.heard] == [1, 1]


async def test_endless_parts_do_not_keep_an_album_open(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    live.poll()
    for number in range(12):
        world.photo(anna, picture(number), group="g")
        await asyncio.sleep(QUIET / 2)
    assert live.desk.heard
    await live.done()
    assert sum(len(message.enclosed) for message in live.desk.heard) == 12


async def test_albums_of_two_chats_are_kept_apart(live: Live) -> None:
    world = live.api.world
    chats = [world.person("Anna"), world.person("Bela")]
    for number in range(2):
        for chat in chats:
            world.photo(chat, picture(number), group="same")
    live.poll()
    await live.done()
    assert sorted((m.address.key, len(m.enclosed)) for m in live.desk.heard) == sorted((str(c), 2) for c in chats)
