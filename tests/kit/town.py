"""The whole product, ready to be talked to: the demo community, a frozen clock, real storage, no metronome."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from bot.app import App
from bot.channels.base import Channel
from bot.demo import demo_book, demo_roster
from bot.messengers import cancel
from bot.run import threadsafe
from bot.sender import Sender
from bot.sheet import tabulator
from bot.sheet.mapping import load_columns
from bot.start import set_up
from domain.clock import Clock
from domain.people import Directory
from handlers.desk import House
from handlers.press import Press
from routing.book import RuleBook, load_book
from routing.read import Reader
from storage.store import Store
from storage.tx import Tx
from tests.kit.frozen import FrozenClock, local

SECRET = b"a secret of the tests, 32 bytes!"
PRESS = Press(draw=lambda _: None, tabulate=tabulator(load_columns(None)))  # a picture takes longer than a whole story
MONDAY_MORNING = local("2026-11-23 09:00")


@lru_cache(maxsize=1)
def book() -> RuleBook:
    return demo_book(load_book())


@lru_cache(maxsize=4)
def reader(estates: tuple[object, ...], buildings: tuple[object, ...]) -> Reader:
    """Building one takes a second, and all towns have the same streets."""
    return Reader(book(), Directory(estates=estates, buildings=buildings), cache=Path(mkdtemp()))  # type: ignore[arg-type]


def make_reader(_book: RuleBook, directory: Directory) -> Reader:
    return reader(directory.estates, directory.buildings)


def found(store: Store, clock: Clock) -> App:
    """Settles the demo community in an empty store."""
    store.run_now(set_up, demo_roster(SECRET), clock.now())
    house = House(book(), make_reader, "http://localhost:8080", secret=SECRET, press=PRESS)
    return App(store, house, clock, demo=True)


class Town:
    """`pass_until` lets time go by in steps, doing what falls due, as the metronome would."""

    def __init__(self, app: App, clock: FrozenClock, channels: Mapping[str, Channel]) -> None:
        self.app = app
        self.clock = clock
        self.open = tuple(channels)
        self.sender = Sender(
            app.store,
            channels,
            clock,
            app.gauges,
            arrived=app.hub.wake,
            lost=app.lost,
            till_morning=app.till_morning,
        )
        app.wake_sender = threadsafe(self.sender.wake)
        app.store.on_commit(app.wake_sender)

    async def quiet(self) -> None:
        """Until every letter that may go has gone."""
        for _ in range(4000):
            due = await self.app.store.read(anything_due, self.clock.now(), self.open)
            if not due and not self.sender.busy:
                return
            self.sender.wake()
            await asyncio.sleep(0.002)
        raise AssertionError("letters are still waiting after seconds of work")

    async def beat(self) -> None:
        await self.app.tick()
        await self.app.unfinished()
        await self.app.mornings()
        await self.quiet()

    async def pass_until(self, moment: datetime) -> None:
        step = timedelta(minutes=10) if moment - self.clock.now() <= timedelta(days=1) else timedelta(hours=1)
        while self.clock.now() < moment:
            self.clock.set(min(moment, self.clock.now() + step))
            await self.beat()


def anything_due(tx: Tx, now: datetime, channels: Collection[str]) -> bool:
    soon = tx.outbox.next_at(now, channels)
    return soon is not None and soon <= now


@asynccontextmanager
async def town(store: Store, channels: Mapping[str, Channel], clock: FrozenClock | None = None) -> AsyncIterator[Town]:
    clock = clock or FrozenClock(MONDAY_MORNING)
    place = Town(found(store, clock), clock, channels)
    carrying = asyncio.create_task(place.sender.run())
    try:
        yield place
    finally:
        await cancel(carrying)
