"""Files that are long in coming hold up their own chat's next words, and nothing else: not a cry, not other chats.

Heard once and in order, whoever is brought what, and whoever is killed meanwhile.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import Engine, event

from bot.channels.telegram import Telegram
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.held import Held
from bot.held import TOO_LONG, HeldUpdates
from storage.store import Store
from tests.bot.channels.telegram.conftest import Desk, Live, address, telegram_at
from tests.kit.botapi import BotApi, Fault
from tests.kit.botapi.world import JPEG
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING

SECRET = "a-secret-of-the-door"


def stalled(times: int = 99) -> Fault:
    return Fault("file", "slow", times=times, seconds=600)


def last(api: BotApi) -> Any:
    """What was sent last, taken out of the messenger's hands."""
    return api.world.pending.popitem()[1]


@pytest.fixture
async def door(live: Live) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/telegram", live.telegram.webhook_handler(live.held(), SECRET))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    await runner.cleanup()


@pytest.fixture
async def way(live: Live, request: pytest.FixtureRequest) -> None:
    if request.param == "polling":
        live.poll()
    else:
        await live.telegram.set_webhook(request.getfixturevalue("door"), SECRET)


async def test_a_stalled_file_keeps_none_of_150_updates_behind_it_waiting(live: Live) -> None:
    world = live.api.world
    live.api.plan(stalled())
    anna = world.person()
    world.photo(anna, JPEG, "楼道")
    crowd = [world.person() for _ in range(150)]
    for chat in crowd:
        world.say(chat, str(chat))
    world.say(anna, "看到了吗")
    live.poll()
    await live.heard(150)
    assert live.desk.texts == [str(chat) for chat in crowd]
    await live.heard(152)
    assert live.desk.texts[150:] == ["楼道", "看到了吗"]


@pytest.mark.parametrize("way", ["polling", "webhook"], indirect=True)
@pytest.mark.usefixtures("door", "way")
async def test_sixty_four_stalled_photos_keep_neither_a_cry_for_help_nor_words_waiting(live: Live) -> None:
    world = live.api.world
    live.api.plan(stalled(999))
    for _ in range(70):
        world.photo(world.person(), JPEG, "楼道")
    await live.api.until(lambda: len(live.api.called("getFile")) >= 8)
    await asyncio.sleep(0.1)
    world.say(world.person(), "着火了")
    world.photo(world.person(), JPEG, "3幢着火了")
    world.say(world.person(), "电梯坏了")
    await live.heard(3)
    assert sorted(live.desk.texts) == ["3幢着火了", "电梯坏了", "着火了"]


@pytest.mark.parametrize("way", ["polling", "webhook"], indirect=True)
@pytest.mark.usefixtures("door", "way")
async def test_in_a_group_the_parts_before_the_one_that_calls_us_are_kept(live: Live) -> None:
    world = live.api.world
    anna, group = world.person(), world.group("业主群")
    for words in ("", "", f"@{world.username} 看图"):
        world.photo(group, JPEG, words, group="g", by=anna)
    await live.done()
    assert [(message.text, len(message.enclosed)) for message in live.desk.heard] == [("看图", 3)]


async def test_of_a_group_s_album_that_calls_nobody_no_word_is_put_by_and_nothing_stays(live: Live) -> None:
    world = live.api.world
    anna, group = world.person("安娜"), world.group("业主群")
    for _ in range(2):
        world.photo(group, JPEG, "家里的照片", group="g", by=anna)
    live.poll()
    await live.api.until(lambda: len(live.desk.tray) == 2)
    assert not any(words in str(live.desk.tray) for words in ("家里", "安娜", str(anna)))
    await live.done()
    assert (live.desk.heard, live.desk.shelf) == ([], [])


async def test_a_photo_is_not_put_by_before_what_was_said_before_it_is_heard(live: Live) -> None:
    """Killed between the two, a photo put by would be heard first."""
    anna = live.api.world.person()
    live.desk.hold["先"] = asyncio.Event()
    live.api.world.say(anna, "先")
    live.api.world.photo(anna, JPEG, "后")
    live.poll()
    await live.api.until(lambda: len(live.api.called("getUpdates")) >= 3)
    assert live.desk.tray == {}
    await live.stop()
    live.desk.hold.clear()
    live.poll()
    await live.done()
    assert live.desk.texts == ["先", "后"]


async def test_a_photo_that_cannot_be_put_by_holds_up_what_follows_in_its_chat(live: Live) -> None:
    anna = live.api.world.person()
    live.desk.down = True
    live.api.world.photo(anna, JPEG, "先")
    live.api.world.say(anna, "后")
    live.poll()
    await live.api.until(lambda: len(live.api.called("getUpdates")) >= 3)
    assert len(live.api.world.pending) == 2
    live.desk.down = False
    await live.done()
    assert (live.desk.texts, live.desk.asides) == (["先", "后"], [])


async def test_an_album_begun_by_webhook_goes_on_by_polling() -> None:
    desk = Desk()
    async with BotApi() as api, telegram_at(api, desk, albums=Albums(1.0, 3.0)) as telegram:
        live = Live(api, desk, telegram)
        anna = api.world.person()
        held = live.held()
        await telegram.set_webhook("http://127.0.0.1:9/nobody", SECRET)
        api.world.photo(anna, JPEG, "看图", group="g")
        await held.take(last(api))
        await live.stop()
        assert len(desk.tray) == 1
        api.world.photo(anna, JPEG, group="g")
        live.poll()
        await live.done()
        await live.stop()
    assert [(message.text, len(message.enclosed)) for message in desk.heard] == [("看图", 2)]


async def test_what_nobody_can_read_is_given_up_and_keeps_nothing_waiting(live: Live) -> None:
    anna = live.api.world.person()
    await live.desk.put(address(anna), "5", None, {"update_id": 5, "message": {"chat": 3}})
    live.api.world.say(anna, "后")
    live.poll()
    await live.confirmed()
    assert (live.desk.texts, live.desk.given_up) == (["后"], ["5"])


@dataclass
class Replica:
    """One of several processes on one database. `killed`: it ends without a word, what it held stays."""

    telegram: Telegram
    tray: HeldUpdates
    desk: Desk
    held: Held = field(init=False)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.held = self.telegram.held(self.desk.hear, self.tray, self.desk.aside, hurried=self.desk.hurried)

    def be_brought(self) -> Held:
        self.tasks.append(asyncio.create_task(self.held.tend()))
        return self.held

    def poll(self) -> None:
        polling = self.telegram.poll(self.desk.hear, self.tray, self.desk.aside, hurried=self.desk.hurried)
        self.tasks.append(asyncio.create_task(polling))

    async def killed(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@dataclass
class Two:
    api: BotApi
    desk: Desk
    clock: FrozenClock
    one: Replica
    other: Replica

    async def heard(self, count: int) -> None:
        await self.api.until(lambda: len(self.desk.heard) >= count)


@pytest.fixture
async def two(postgres_store: Store) -> AsyncIterator[Two]:
    desk, clock = Desk(), FrozenClock(MONDAY_MORNING)
    async with BotApi() as api, telegram_at(api, desk) as first, telegram_at(api, desk) as second:
        both = [Replica(it, HeldUpdates(postgres_store, clock, "telegram"), desk) for it in (first, second)]
        try:
            yield Two(api, desk, clock, *both)
        finally:
            for replica in both:
                await replica.killed()


async def test_what_another_replica_is_brought_waits_for_the_photo_before_it_and_a_cry_does_not(two: Two) -> None:
    one, other = two.one.be_brought(), two.other.be_brought()
    anna, bela = two.api.world.person("Anna"), two.api.world.person("Bela")
    two.api.plan(stalled())
    two.api.world.photo(anna, JPEG, "楼道")
    await one.take(last(two.api))
    two.api.world.say(anna, "看到了吗")
    await other.take(last(two.api))
    two.api.world.say(anna, "着火了")
    await other.take(last(two.api))
    two.api.world.say(bela, "别家")
    await other.take(last(two.api))
    two.api.world.say(anna, "人呢")
    await one.take(last(two.api))
    await two.heard(5)
    assert sorted(two.desk.texts[:2]) == ["别家", "着火了"]
    assert two.desk.texts[2:] == ["楼道", "看到了吗", "人呢"]


async def test_what_a_killed_replica_held_is_heard_within_seconds_and_first(two: Two) -> None:
    one, other = two.one.be_brought(), two.other.be_brought()
    anna = two.api.world.person()
    two.api.plan(stalled(1))
    two.api.world.photo(anna, JPEG, "楼道")
    await one.take(last(two.api))
    await two.one.killed()
    two.api.world.say(anna, "看到了吗")
    await other.take(last(two.api))
    await other.take_up()
    assert two.desk.heard == []
    two.clock.advance(TOO_LONG * 1.1)
    await other.take_up()
    await two.heard(2)
    assert two.desk.texts == ["楼道", "看到了吗"]


async def test_who_goes_on_polling_keeps_the_order_of_what_the_dead_poller_held(two: Two) -> None:
    anna, bela = two.api.world.person("Anna"), two.api.world.person("Bela")
    two.api.plan(stalled(1))
    two.api.world.photo(anna, JPEG, "楼道")
    two.one.poll()
    await two.api.until(lambda: not two.api.world.pending)
    await two.one.killed()
    two.api.world.say(anna, "看到了吗")
    two.api.world.say(bela, "别家")
    two.other.poll()
    await two.api.until(lambda: not two.api.world.pending)
    assert two.desk.texts == ["别家"]
    two.clock.advance(TOO_LONG * 1.1)
    await two.heard(3)
    assert two.desk.texts == ["别家", "楼道", "看到了吗"]


async def test_an_album_brought_to_two_replicas_is_one_message(two: Two) -> None:
    one, other = two.one.be_brought(), two.other.be_brought()
    anna = two.api.world.person()
    for replica, words in ((one, "看图"), (other, ""), (one, "")):
        two.api.world.photo(anna, JPEG, words, group="g")
        await replica.take(last(two.api))
    two.api.world.say(anna, "说完了")
    await other.take(last(two.api))
    await two.heard(2)
    assert [(message.text, len(message.enclosed)) for message in two.desk.heard] == [("看图", 3), ("说完了", 0)]


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_words_without_a_file_ask_nothing_of_the_database_but_one_look_where_others_may_hold_more(
    live: Live, store: Store, way: str
) -> None:
    tray = HeldUpdates(store, FrozenClock(MONDAY_MORNING), "telegram")
    replica = Replica(live.telegram, tray, live.desk)
    if way == "polling":
        replica.poll()
    else:
        await replica.be_brought().take_up()
    anna = live.api.world.person()
    live.api.world.photo(anna, JPEG, "图")
    if way == "webhook":
        await replica.held.take(last(live.api))
    await live.heard(1)
    await asyncio.sleep(0.1)
    with statements() as asked:
        for number in range(5):
            live.api.world.say(anna, str(number))
            if way == "webhook":
                await replica.held.take(last(live.api))
        await live.heard(6)
    await replica.killed()
    looks = [statement for statement in asked if statement.startswith("SELECT held_updates")]
    assert len(looks) == (5 if way == "webhook" and tray.shared else 0)
    assert tray.shared or asked == []
