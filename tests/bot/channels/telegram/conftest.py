"""The real channel, with the real library, against the double of the Bot API; only what hears and keeps is a stand-in."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.channels.base import Kept, Left
from bot.channels.telegram import Telegram
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.held import Held
from bot.channels.telegram.intake import Tries
from bot.channels.telegram.poll import Pace
from bot.channels.telegram.request import Patience
from domain.membership import Membership
from domain.messages import EnclosureKind, InboundMessage, enclosure_kind
from domain.people import Address
from tests.kit.botapi import BotApi

QUICK = Patience(pool=2, connect=2, read=1, write=2, upload=2)
PACE = Pace(long=2, glance=0.05, retry=0.05, cap=0.2, slack=1, conflict=0.1, grace=1)
TRIES = Tries(pauses=(0.01, 0.01), longest=1, retry=0.02, cap=0.05)
QUIET, LONGEST = 0.2, 0.6
UNREADABLE = b"broken"


@dataclass
class Desk:
    """Stands for the rest of the product: hears messages once per key, as the inbox does, and keeps pictures."""

    heard: list[InboundMessage] = field(default_factory=list)
    changes: list[Membership] = field(default_factory=list)
    repeats: int = 0
    asides: list[InboundMessage] = field(default_factory=list)
    shelf: list[Kept] = field(default_factory=list)
    tray: dict[tuple[Address, str], tuple[str | None, Any]] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)
    shared: bool = False
    down: bool = False
    poison: str = "poison"
    hold: dict[str, asyncio.Event] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    async def hear(self, message: InboundMessage | Membership) -> bool:
        if isinstance(message, Membership):
            self.changes.append(message)
            return True
        if message.text in self.hold:
            await self.hold[message.text].wait()
        if self.down or message.text == self.poison:
            raise ConnectionError("no database")
        if message.key in {known.key for known in self.heard}:
            self.repeats += 1
            return False
        self.heard.append(message)
        return message.tap not in self.refused

    async def aside(self, message: InboundMessage | Membership, reason: str) -> None:
        if self.down:
            raise ConnectionError("no database")
        assert isinstance(message, InboundMessage)
        self.asides.append(message)

    async def keep(self, kept: Kept) -> int:
        if kept.data.endswith(UNREADABLE):
            raise ValueError("no picture can be made of it")
        self.shelf.append(kept)
        return len(self.shelf)

    async def kinds(self, ids: Iterable[int]) -> Mapping[int, EnclosureKind]:
        return {id: enclosure_kind(self.shelf[id - 1].media) for id in ids if id <= len(self.shelf)}

    async def get(self, id: int) -> Kept | None:
        return self.shelf[id - 1] if id <= len(self.shelf) else None

    async def put(self, chat: Address, key: str, album: str | None, raw: Any) -> None:
        if self.down:
            raise ConnectionError("no database")
        self.tray.setdefault((chat, key), (album, raw))

    async def album(self, chat: Address, album: str) -> list[Any]:
        return [raw for (here, _), (of, raw) in self.tray.items() if here == chat and of == album]

    async def left(self, keys: Collection[str], *, first: bool) -> Left:
        return Left(tuple(raw for _, raw in self.tray.values())) if first else Left()

    async def lying(self, chat: Address) -> list[tuple[str, str | None]]:
        return [(key, album) for (here, key), (album, _) in self.tray.items() if here == chat]

    async def give_up(self, key: str, album: str | None) -> None:
        self.given_up.append(key)

    async def drop(self, chat: Address, keys: Collection[str], album: str | None = None) -> None:
        if self.down:
            raise ConnectionError("no database")
        for key in keys:
            self.tray.pop((chat, key), None)

    def hurried(self, text: str) -> bool:
        return "着火" in text

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.heard]


@dataclass
class Live:
    """A running double with our channel pointed at it."""

    api: BotApi
    desk: Desk
    telegram: Telegram
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def poll(self) -> asyncio.Task[None]:
        polling = self.telegram.poll(self.desk.hear, self.desk, self.desk.aside, hurried=self.desk.hurried)
        task = asyncio.create_task(polling)
        self.tasks.append(task)
        return task

    def held(self) -> Held:
        """What a webhook's updates come to."""
        held = self.telegram.held(self.desk.hear, self.desk, self.desk.aside, hurried=self.desk.hurried)
        self.tasks.append(asyncio.create_task(held.tend()))
        return held

    async def done(self) -> None:
        """Nothing waits at the messenger any more, nor in the tray."""
        await self.api.until(lambda: not self.api.world.pending and not self.desk.tray)

    async def heard(self, count: int) -> None:
        await self.api.until(lambda: len(self.desk.heard) >= count)

    async def confirmed(self) -> None:
        """Nothing waits at the messenger any more."""
        await self.api.until(lambda: not self.api.world.pending)

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()


def telegram_at(api: BotApi, desk: Desk, **more: object) -> Telegram:
    made = {"patience": QUICK, "pace": PACE, "tries": TRIES, "albums": Albums(QUIET, LONGEST), **more}
    return Telegram(api.world.token, shelf=desk, base_url=api.url, **made)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def alive() -> AsyncIterator[Live]:
    desk = Desk()
    async with BotApi() as api, telegram_at(api, desk) as telegram:
        live = Live(api, desk, telegram)
        try:
            yield live
        finally:
            await live.stop()


@pytest.fixture
async def live() -> AsyncIterator[Live]:
    async with alive() as running:
        yield running


def address(chat: int) -> Address:
    return Address("telegram", str(chat))
