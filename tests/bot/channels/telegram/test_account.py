"""Sender, channel and limits together, as in the running service: what a hot, a slow or a full chat means for the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.channels.telegram.limits import Limit, SendLimits
from bot.messengers import cancel
from bot.metrics import Metrics
from bot.sender import Sender
from domain.clock import SystemClock
from domain.messages import Notice
from domain.people import Address
from storage.store import Store
from storage.tx import Tx
from tests.bot.channels.telegram.conftest import Live, address
from tests.kit.botapi import Fault
from tests.kit.botapi.answers import too_many

CLOCK = SystemClock()
FREELY = Limit(1000, 0.1)


def write(tx: Tx, to: Address, *titles: str) -> None:
    person = tx.people.meet(to, CLOCK.now())
    for title in titles:
        tx.outbox.put(person.id, Notice("n", title), key=f"{to.key} {title[:9]}", now=CLOCK.now(), address=to)


@asynccontextmanager
async def sending(live: Live, store: Store, limits: SendLimits) -> AsyncIterator[None]:
    channel = live.telegram.channel
    sender = Sender(
        store,
        {channel.name: channel},
        CLOCK,
        Metrics(),
        arrived=lambda _: None,
        lost=lambda _: lambda _: None,
        till_morning=lambda _tx, _letters, _at: (),
        paces={channel.name: limits},
    )
    running = asyncio.create_task(sender.run())
    try:
        yield
    finally:
        await cancel(running)


def texts(live: Live, chat: int) -> list[str]:
    return [message["text"] for message in live.api.world.shown(chat)]


async def test_too_many_for_one_chat_delays_that_chat_alone_and_keeps_its_order(
    live: Live, sqlite_store: Store
) -> None:
    anna, bela = live.api.world.person("Anna"), live.api.world.person("Bela")
    live.api.plan(Fault("sendMessage", "refuse", chat=anna, refusal=too_many(1)))
    for chat in (anna, bela):
        sqlite_store.run_now(write, address(chat), "a", "b", "c")
    async with sending(live, sqlite_store, SendLimits(bot=FREELY, chat=FREELY)):
        await live.api.until(lambda: len(texts(live, bela)) == 3)
        assert texts(live, anna) == []
        await live.api.until(lambda: len(texts(live, anna)) == 3)
    assert texts(live, anna) == texts(live, bela) == ["a", "b", "c"]


async def test_a_chat_told_to_wait_long_waits_in_the_outbox(live: Live, sqlite_store: Store) -> None:
    """In hand it would take the place of others: there are more such chats here than letters carried at once."""
    hot = [live.api.world.person() for _ in range(70)]
    cool = live.api.world.person("Bela")
    limits = SendLimits(bot=FREELY, chat=FREELY)
    for chat in hot:
        limits.hold(str(chat), asyncio.get_running_loop().time(), 1000)
        sqlite_store.run_now(write, address(chat), "a")
    sqlite_store.run_now(write, address(cool), "a")
    async with sending(live, sqlite_store, limits):
        await live.api.until(lambda: texts(live, cool) == ["a"])
    assert all(texts(live, chat) == [] for chat in hot)
    soon = sqlite_store.read_now(lambda tx: tx.outbox.next_at(CLOCK.now()))
    assert soon is not None
    assert timedelta(seconds=900) < soon - CLOCK.now() <= timedelta(seconds=1000)


async def test_a_group_is_never_written_to_more_often_than_allowed(live: Live, sqlite_store: Store) -> None:
    group, anna = live.api.world.group("业主群"), live.api.world.person("Anna")
    live.api.meter.whole = live.api.meter.chat = (1000, 0.1)
    live.api.meter.group = (3, 0.4)
    titles = [str(number) for number in range(8)]
    sqlite_store.run_now(write, address(group), *titles)
    sqlite_store.run_now(write, address(anna), "a")
    async with sending(live, sqlite_store, SendLimits(bot=FREELY, chat=FREELY, group=Limit(3, 0.5))):
        await live.api.until(lambda: len(texts(live, group)) == 8)
    assert (texts(live, group), texts(live, anna), live.api.meter.breaches) == (titles, ["a"], 0)


LONG = "\n".join("一句话。" * 30 for _ in range(90))


async def test_each_part_of_a_long_text_waits_as_a_letter_would(live: Live, sqlite_store: Store) -> None:
    anna = live.api.world.person("Anna")
    live.api.meter.whole = (1000, 0.1)
    live.api.meter.chat = (1, 0.2)
    sqlite_store.run_now(write, address(anna), LONG, "after")
    async with sending(live, sqlite_store, SendLimits(bot=FREELY, chat=Limit(1, 0.3))):
        await live.api.until(lambda: texts(live, anna)[-1:] == ["after"])
    *parts, _ = texts(live, anna)
    assert ("\n".join(parts), len(parts), live.api.meter.breaches) == (LONG, 3, 0)


async def test_what_has_to_wait_long_half_way_goes_on_there(live: Live, sqlite_store: Store) -> None:
    group = live.api.world.group("业主群")
    live.api.meter.whole = (1000, 0.1)
    live.api.meter.group = (2, 2.3)
    sqlite_store.run_now(write, address(group), LONG, "after")
    async with sending(live, sqlite_store, SendLimits(bot=FREELY, chat=FREELY, group=Limit(2, 2.5))):
        await live.api.until(lambda: texts(live, group)[-1:] == ["after"])
    *parts, _ = texts(live, group)
    assert ("\n".join(parts), len(parts), live.api.meter.breaches) == (LONG, 3, 0)


async def test_who_never_pressed_start_is_not_tried_again(live: Live, sqlite_store: Store) -> None:
    stranger = live.api.world.stranger()
    sqlite_store.run_now(write, address(stranger), "a", "b")
    async with sending(live, sqlite_store, SendLimits()):
        await live.api.until(lambda: not sqlite_store.read_now(lambda tx: tx.people.reachable(address(stranger))))
    assert texts(live, stranger) == []
    assert sqlite_store.read_now(lambda tx: tx.outbox.waiting()) == 2
