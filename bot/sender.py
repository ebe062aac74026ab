"""The postman: takes letters from the outbox, hands each to its channel, notes what became of it.

One letter of an address at a time, so order within a chat holds; many addresses at once, so a slow chat delays no
other. Decides nothing about what is said or to whom.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.channels.base import Channel
from bot.metrics import Metrics
from domain.clock import Clock
from domain.errors import DeliveryError
from domain.messages import Letter, Receipt
from domain.people import Address
from storage.store import Store
from storage.tx import Tx

log = structlog.get_logger()

MOST_AT_ONCE = 64
LEASE = timedelta(seconds=60)
IDLE = 5.0
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(hours=24)


class Pace(Protocol):
    """A messenger's sending limits, in seconds of a clock that only goes forward."""

    def wait(self, chat: str, now: float) -> float: ...

    def sent(self, chat: str, now: float, count: int = 1) -> None: ...

    def hold(self, chat: str, now: float, seconds: float) -> None: ...


class Sender:
    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Clock,
        metrics: Metrics,
        *,
        arrived: Callable[[Address], None],
        lost: Callable[[Letter], Callable[[Tx], None]],
        paces: Mapping[str, Pace] | None = None,
    ) -> None:
        """`arrived` is called after a letter was marked sent; `lost` makes the turn that tells the office of a dead one."""
        self._store = store
        self._channels = channels
        self._clock = clock
        self._metrics = metrics
        self._arrived = arrived
        self._lost = lost
        self._paces = paces or {}
        self._open = tuple(channels)
        self._bell = asyncio.Event()
        self._carrying: set[asyncio.Task[None]] = set()
        self._resting = False

    def wake(self) -> None:
        self._bell.set()

    @property
    def busy(self) -> bool:
        """Letters are being fetched, or are in a messenger's hands."""
        return bool(self._carrying) or not self._resting

    async def run(self) -> None:
        """Until cancelled; letters already in a messenger's hands are finished first."""
        try:
            while True:
                self._bell.clear()
                letters = await self._claim()
                for letter in letters:
                    self._start(letter)
                if not letters:
                    await self._rest()
        finally:
            await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _claim(self) -> tuple[Letter, ...]:
        """Only channels that are open here: a letter for another waits for whoever can carry it."""
        free = MOST_AT_ONCE - len(self._carrying)
        now = self._clock.now()
        if free <= 0 or not await self._store.read(anything_due, now, self._open):
            return ()
        return await self._store.run(claim, now, free, self._open)

    def _start(self, letter: Letter) -> None:
        task = asyncio.create_task(self._carry(letter))
        self._carrying.add(task)
        task.add_done_callback(self._carried)

    def _carried(self, task: asyncio.Task[None]) -> None:
        self._carrying.discard(task)
        self._bell.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("letter.failed", error=type(error).__name__, exc_info=error)

    async def _rest(self) -> None:
        soon = await self._store.read(next_at, self._clock.now(), self._open)
        patience = min(IDLE, max(0.05, (soon - self._clock.now()).total_seconds())) if soon else IDLE
        self._resting = True
        try:
            async with asyncio.timeout(patience):  # not wait_for: before Python 3.12 it may swallow a cancellation
                await self._bell.wait()
        except TimeoutError:
            return
        finally:
            self._resting = False

    async def _carry(self, letter: Letter) -> None:
        channel = self._channels[letter.address.channel]
        try:
            await self._in_turn(letter, channel)
            receipt = await channel.deliver(letter.address, letter.notice)
        except DeliveryError as error:
            await self._refused(letter, error)
        except Exception as error:  # whatever a channel did not foresee is no reason to hold up the chat for ever
            log.error("letter.failed", letter=letter.id, error=type(error).__name__)
            await self._refused(letter, DeliveryError(type(error).__name__))
        else:
            await self._store.run(sent, letter, receipt, self._clock.now())
            self._metrics.sent(channel.name)
            self._arrived(letter.address)

    async def _in_turn(self, letter: Letter, channel: Channel) -> None:
        pace, chat = self._paces.get(letter.address.channel), letter.address.key
        if pace is None:
            return
        while (wait := pace.wait(chat, time.monotonic())) > 0:  # noqa: ASYNC110 - the pace is a reckoning, it rings no bell
            await asyncio.sleep(wait)
        pace.sent(chat, time.monotonic(), channel.weight(letter.notice))

    async def _refused(self, letter: Letter, error: DeliveryError) -> None:
        self._metrics.failed(letter.address.channel, permanent=error.permanent)
        log.warning("letter.refused", letter=letter.id, channel=letter.address.channel, permanent=error.permanent)
        old = letter.created_at is not None and self._clock.now() - letter.created_at > GIVE_UP_AFTER
        if error.permanent or old:
            await self._store.run(give_up, letter, error, self._clock.now(), self._lost(letter))
            return
        if error.retry_after and (pace := self._paces.get(letter.address.channel)):
            pace.hold(letter.address.key, time.monotonic(), error.retry_after.total_seconds())
        await self._later(letter, error.retry_after or pause_after(letter.tries), str(error))

    async def _later(self, letter: Letter, pause: timedelta, why: str) -> None:
        await self._store.run(retry, letter, self._clock.now() + pause, why)


def pause_after(tries: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * int(2 ** min(tries, 16)))


def anything_due(tx: Tx, now: datetime, channels: Collection[str]) -> bool:
    soon = tx.outbox.next_at(now, channels)
    return soon is not None and soon <= now


def next_at(tx: Tx, now: datetime, channels: Collection[str]) -> datetime | None:
    return tx.outbox.next_at(now, channels)


def claim(tx: Tx, now: datetime, most: int, channels: Collection[str]) -> tuple[Letter, ...]:
    return tx.outbox.claim(now, most, LEASE, channels)


def sent(tx: Tx, letter: Letter, receipt: Receipt, now: datetime) -> int:
    return tx.outbox.sent(letter, receipt, now)


def retry(tx: Tx, letter: Letter, at: datetime, why: str) -> None:
    tx.outbox.retry(letter, at, why)


def give_up(tx: Tx, letter: Letter, error: DeliveryError, now: datetime, tell: Callable[[Tx], None]) -> None:
    """An address that takes nothing any more hands what waits to the person's next one, or holds it until she is back."""
    if error.permanent:
        if not tx.people.unreachable(letter.address):
            tell(tx)
        return
    tx.outbox.dead(letter, str(error), now)
    tell(tx)
