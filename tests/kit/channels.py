"""Channels on the bench: each with a way to write to it and a way to see what the person at the other end sees.

To add a channel: write a bench (a context manager yielding a `Bench`) and append it to BENCHES, or to ONE_WAY where
nobody can answer. The contract in
tests/contract/test_channels.py then holds for it, unchanged.
"""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bot.channels.base import Channel
from bot.channels.email import EmailChannel
from bot.channels.telegram import Telegram
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.terminal import TerminalChannel
from bot.channels.web import Posted, WebChannel
from bot.enclosures import Enclosures
from bot.web.live import line_json
from domain.clock import ShiftedClock
from domain.messages import Choice, Letter, Notice, Receipt
from domain.people import Address
from storage.store import Store
from storage.tx import Tx
from tests.kit.botapi import BotApi
from tests.kit.botapi.world import buttons_of
from tests.kit.mailbox import Mailbox, mailbox

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class Bench(Protocol):
    @property
    def channel(self) -> Channel: ...

    @property
    def address(self) -> Address: ...

    @property
    def repeats(self) -> bool:
        """Whether the vendor may hand in the same message twice."""
        ...

    def typed(self, text: str) -> Any:
        """The raw form of a message typed by the person at `address`; a new message each time."""
        ...

    def tapped(self, choice: Choice) -> Any | None:
        """The raw form of a tap on a choice, None where nothing can be tapped."""
        ...

    async def deliver(self, notice: Notice) -> None:
        """Hand the notice to the channel, as the sender does."""
        ...

    async def shown(self) -> list[str]:
        """What the person sees, oldest first, each message's text with the labels of its buttons."""
        ...


OpenBench = Callable[[Store], AbstractAsyncContextManager[Bench]]


@dataclass
class WebBench:
    store: Store
    channel: WebChannel = field(default_factory=WebChannel)
    address: Address = Address("web", "a-resident")
    repeats: bool = True
    count: int = 0

    def posted(self, **body: Any) -> Posted:
        self.count += 1
        return Posted(self.address, NOON, {"key": f"key-{self.count:06d}", **body})

    def typed(self, text: str) -> Posted:
        return self.posted(text=text)

    def tapped(self, choice: Choice) -> Posted:
        return self.posted(text=choice.label, tap=choice.code)

    async def deliver(self, notice: Notice) -> None:
        """Delivery to a page is its transcript: outbox, channel and transcript are the real ones."""
        self.count += 1
        await self.store.run(put, self.address, notice, f"bench {self.count}")
        for letter in await self.store.run(claim):
            receipt = await self.channel.deliver(letter.address, letter.notice)
            await self.store.run(settle, letter, receipt)

    async def shown(self) -> list[str]:
        lines = await self.store.read(lambda tx: tx.transcript.after(self.address, 0, 1000))
        return [seen(line_json(line, "Asia/Shanghai")) for line in lines]


def put(tx: Tx, address: Address, notice: Notice, key: str) -> None:
    tx.outbox.put(tx.people.meet(address, NOON).id, notice, key=key, now=NOON, address=address)


def claim(tx: Tx) -> tuple[Letter, ...]:
    return tx.outbox.claim(NOON, 10, timedelta(minutes=1))


def settle(tx: Tx, letter: Letter, receipt: Receipt) -> None:
    tx.outbox.sent(letter, receipt, NOON)


def seen(line: dict[str, Any]) -> str:
    notice = line["notice"]
    facts = [f"{label}{value}" for label, value in notice["facts"]]
    labels = [choice["label"] for choice in notice["choices"]]
    return "\n".join([notice["title"], *notice["lines"], *facts, *labels])


@dataclass
class TerminalBench:
    store: Store
    out: io.StringIO = field(default_factory=io.StringIO)
    address: Address = Address("terminal", "a-terminal")
    repeats: bool = False

    def __post_init__(self) -> None:
        self.channel = TerminalChannel(self.out, ShiftedClock(), self.address, Enclosures(self.store, ShiftedClock()))

    def typed(self, text: str) -> str:
        return text + "\n"

    def tapped(self, choice: Choice) -> None:
        return None

    async def deliver(self, notice: Notice) -> None:
        await self.channel.deliver(self.address, notice)

    async def shown(self) -> list[str]:
        return [part for part in self.out.getvalue().split("\n\n") if part.strip()]


@dataclass
class TelegramBench:
    """The real library against the double of the Bot API."""

    api: BotApi
    channel: TelegramChannel
    repeats: bool = True

    def __post_init__(self) -> None:
        self.chat = self.api.world.person()
        self.address = Address("telegram", str(self.chat))

    def typed(self, text: str) -> Any:
        return self.api.world.all_updates[self.api.world.say(self.chat, text)]

    def tapped(self, choice: Choice) -> Any:
        message = self.api.world.receive(self.chat, {"text": choice.label})
        return self.api.world.all_updates[self.api.world.press(self.chat, choice.code, message)]

    async def deliver(self, notice: Notice) -> None:
        await self.channel.deliver(self.address, notice)

    async def shown(self) -> list[str]:
        messages = self.api.world.shown(self.chat)
        return ["\n".join([m["text"], *(button["text"] for button in buttons_of(m))]) for m in messages]


@asynccontextmanager
async def telegram(store: Store) -> AsyncIterator[Bench]:
    shelf = Enclosures(store, ShiftedClock())
    async with BotApi() as api, Telegram(api.world.token, shelf=shelf, base_url=api.url) as account:
        yield TelegramBench(api, account.channel)


@asynccontextmanager
async def web(store: Store) -> AsyncIterator[Bench]:
    yield WebBench(store)


@asynccontextmanager
async def terminal(store: Store) -> AsyncIterator[Bench]:
    yield TerminalBench(store)


@dataclass
class EmailBench:
    """Nothing is written back this way."""

    box: Mailbox
    channel: EmailChannel
    address: Address = Address("email", "office@example.org")
    repeats: bool = False

    def typed(self, text: str) -> None:
        return None

    def tapped(self, choice: Choice) -> None:
        return None

    async def deliver(self, notice: Notice) -> None:
        await self.channel.deliver(self.address, notice)

    async def shown(self) -> list[str]:
        bodies = [letter.get_body() for letter in self.box.taken]
        return [body.get_content().replace("\r\n", "\n") for body in bodies if body]


@asynccontextmanager
async def email(store: Store) -> AsyncIterator[Bench]:
    async with mailbox() as box:
        yield EmailBench(box, EmailChannel(box.server(), Enclosures(store, ShiftedClock()), ShiftedClock()))


BENCHES: list[OpenBench] = [web, terminal, telegram]
ONE_WAY: list[OpenBench] = [email]
