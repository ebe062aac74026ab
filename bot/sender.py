"""The postman: takes letters from the outbox, hands each to its channel, notes what became of it.

One letter of an address at a time, so order within a chat holds; many addresses at once, so a slow chat delays no
other. Decides nothing about what is said or to whom.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from bot.channels.base import Channel, MayGo, at_once
from bot.metrics import Metrics
from domain.clock import Clock
from domain.errors import DeliveryError
from domain.messages import Letter, Receipt
from domain.people import MAIL, Address
from storage.store import Store
from storage.tx import Tx

log = structlog.get_logger()

MOST_AT_ONCE, WHEN_CROWDED = 64, 16
LEASE = timedelta(seconds=60)
IDLE, BREATH, TROUBLE = 5.0, 0.05, 1.0
LONGEST_IN_HAND = 2.0
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
GIVE_UP_AFTER, LEAST_TRIES = timedelta(hours=24), 100

TillMorning = Callable[[Tx, Sequence[Letter], datetime], Collection[int]]


class Pace(Protocol):
    """A messenger's sending limits, in seconds of a clock that only goes forward."""

    def wait(self, chat: str, now: float, count: int = 1) -> float: ...

    def sent(self, chat: str, now: float, count: int = 1) -> None: ...

    def hold(self, chat: str, now: float, seconds: float) -> None: ...

    def forget(self, now: float) -> None: ...


class NotYet(Exception):
    """The limits let the next message go only after so many seconds, too many to be spent in hand."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


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
        till_morning: TillMorning,
        paces: Mapping[str, Pace] | None = None,
    ) -> None:
        """`arrived` is called after a letter was marked sent; `lost` makes the turn that tells the office of a dead one;
        `till_morning` puts off what shall not ring at that moment of the night, and tells which."""
        self._store = store
        self._channels = channels
        self._clock = clock
        self._metrics = metrics
        self._arrived = arrived
        self._lost = lost
        self._till_morning = till_morning
        self._paces = paces or {}
        self._open = tuple(channels)
        self._uncarried = frozenset(name for name, channel in channels.items() if not channel.can.carried)
        self._bell = asyncio.Event()
        self._carrying: dict[asyncio.Task[None], tuple[int, datetime]] = {}
        self._delivered: list[tuple[Letter, Receipt]] = []
        self._resting = False

    def wake(self) -> None:
        self._bell.set()

    def open(self, channel: str) -> None:
        """Its letters are carried here from now on."""
        self._open = tuple({*self._open, channel})
        self.wake()

    def close(self, channel: str) -> None:
        """Its letters are for another process to carry; those in hand are finished."""
        self._open = tuple({*self._open} - {channel})

    async def forget_paces(self) -> None:
        """Of chats that may be written to again at once nothing need be remembered."""
        for pace in self._paces.values():
            pace.forget(time.monotonic())

    @property
    def busy(self) -> bool:
        """Letters are being fetched, are in a messenger's hands, or are not noted as sent yet."""
        return bool(self._carrying or self._delivered) or not self._resting

    async def run(self) -> None:
        """Until cancelled; letters already in a messenger's hands are finished first."""
        try:
            while True:
                await self._survived(self._round_or_rest())
        finally:
            await asyncio.gather(*self._carrying, return_exceptions=True)
            await self._survived(self._round(closing=True))

    async def _survived(self, work: Awaitable[object]) -> None:
        """The database may be away. Whatever it is, what waits must go when it is over."""
        try:
            await work
        except Exception as error:
            log.error("letters.stuck", error=type(error).__name__)
            await asyncio.sleep(TROUBLE)

    async def _round_or_rest(self) -> None:
        self._bell.clear()
        if not await self._round():
            await self._rest()

    async def _round(self, *, closing: bool = False) -> bool:
        """In one turn, notes what was delivered and takes what may go next. False if there is nothing to take.

        Only from channels that are open here: a letter for another waits for whoever can carry it.
        """
        delivered, self._delivered = self._delivered, []
        most = WHEN_CROWDED if self._store.crowded else MOST_AT_ONCE
        now = self._clock.now()
        outlasting = {id for id, leased_until in self._carrying.values() if leased_until <= now}
        free = 0 if closing else most - len(self._carrying)
        if not delivered and free <= 0:
            return False
        try:
            letters, told = await self._store.run_first(
                settle_and_claim,
                delivered,
                now,
                free,
                self._open,
                self._uncarried,
                self._till_morning,
            )
        except BaseException:
            self._delivered[:0] = delivered  # to be noted with the next: it may go twice, never unnoted
            raise
        for letter in letters:
            if letter.id not in outlasting:  # else it is in hand still, and its lease was prolonged with that
                self._start(letter, now + LEASE)
        for letter in (*(one for one, _ in delivered), *told):
            self._metrics.sent(letter.address.channel)
            self._arrived(letter.address)
        return bool(letters or told)

    def _start(self, letter: Letter, leased_until: datetime) -> None:
        task = asyncio.create_task(self._carry(letter))
        self._carrying[task] = letter.id, leased_until
        task.add_done_callback(self._carried)

    def _carried(self, task: asyncio.Task[None]) -> None:
        del self._carrying[task]
        self._bell.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("letter.failed", error=type(error).__name__, exc_info=error)

    async def _rest(self) -> None:
        """Until the bell rings or the next letter may go. That takes a look, so not before it is quiet for a while."""
        self._resting = True
        try:
            if not await self._rings(BREATH):
                soon = await self._store.read(next_at, self._clock.now(), self._open)
                wait = (soon - self._clock.now()).total_seconds() if soon else IDLE
                await self._rings(min(IDLE, max(BREATH, wait)))
        finally:
            self._resting = False

    async def _rings(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):  # not wait_for: before Python 3.12 it may swallow a cancellation
                await self._bell.wait()
        except TimeoutError:
            return False
        return True

    async def _carry(self, letter: Letter) -> None:
        channel = self._channels[letter.address.channel]
        try:
            receipt = await channel.deliver(letter.address, letter.notice, self._limits_for(letter.address))
        except NotYet as wait:
            await self._store.run(postpone, letter, self._clock.now() + timedelta(seconds=wait.seconds))
        except DeliveryError as error:
            await self._refused(letter, error)
        except Exception as error:  # whatever a channel did not foresee is no reason to hold up the chat for ever
            log.error("letter.failed", letter=letter.id, error=type(error).__name__)
            await self._refused(letter, DeliveryError(type(error).__name__))
        else:
            self._delivered.append((letter, receipt))

    def _limits_for(self, address: Address) -> MayGo:
        pace = self._paces.get(address.channel)
        return partial(in_turn, pace, address.key) if pace else at_once

    async def _refused(self, letter: Letter, error: DeliveryError) -> None:
        if error.moved_to:
            await self._store.run(move, letter, error.moved_to, self._clock.now())
            return
        self._metrics.failed(letter.address.channel, permanent=error.permanent)
        log.warning("letter.refused", letter=letter.id, channel=letter.address.channel, permanent=error.permanent)
        if error.permanent or hopeless(letter, self._clock.now()):
            await self._store.run(give_up, letter, error, self._clock.now(), self._lost(letter))
            return
        if error.retry_after and (pace := self._paces.get(letter.address.channel)):
            pace.hold(letter.address.key, time.monotonic(), error.retry_after.total_seconds())
        await self._later(letter, error.retry_after or pause_after(letter.tries), str(error))

    async def _later(self, letter: Letter, pause: timedelta, why: str) -> None:
        await self._store.run(retry, letter, self._clock.now() + pause, why, self._till_morning)


async def in_turn(pace: Pace, chat: str, messages: int) -> None:
    """A long wait is spent in the outbox: in hand it would keep others from going. Raises NotYet."""
    while (wait := pace.wait(chat, time.monotonic(), messages)) > 0:
        if wait > LONGEST_IN_HAND:
            raise NotYet(wait)
        await asyncio.sleep(wait)
    pace.sent(chat, time.monotonic(), messages)


def hopeless(letter: Letter, now: datetime) -> bool:
    """A day old and tried for most of it. One that was held for its person, or lay while we were off, is not."""
    old = letter.created_at is not None and now - letter.created_at > GIVE_UP_AFTER
    return old and letter.tries >= LEAST_TRIES


def pause_after(tries: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * int(2 ** min(tries, 16)))


def next_at(tx: Tx, now: datetime, channels: Collection[str]) -> datetime | None:
    return tx.outbox.next_at(now, channels)


def settle_and_claim(
    tx: Tx,
    delivered: Sequence[tuple[Letter, Receipt]],
    now: datetime,
    most: int,
    channels: Collection[str],
    uncarried: Collection[str],
    till_morning: TillMorning,
) -> tuple[list[Letter], list[Letter]]:
    """The letters to carry now, and those that needed no carrying and are settled with the delivered ones."""
    for letter, receipt in delivered:
        tx.outbox.sent(letter, receipt, now)
    letters = claim(tx, now, most, channels, till_morning) if most > 0 else ()
    told = [letter for letter in letters if letter.address.channel in uncarried]
    for letter in told:
        tx.outbox.sent(letter, Receipt(), now)
    return [letter for letter in letters if letter.address.channel not in uncarried], told


def claim(tx: Tx, now: datetime, most: int, channels: Collection[str], till_morning: TillMorning) -> tuple[Letter, ...]:
    """Behind a letter that is put off another may wait, so it looks again until one may go or none is left."""
    while letters := tx.outbox.claim(now, most, LEASE, channels):
        asleep = till_morning(tx, letters, now)
        if len(asleep) < len(letters):
            return tuple(letter for letter in letters if letter.id not in asleep)
    return ()


def retry(tx: Tx, letter: Letter, at: datetime, why: str, till_morning: TillMorning) -> None:
    tx.outbox.retry(letter, at, why)
    till_morning(tx, (letter,), at)


def postpone(tx: Tx, letter: Letter, at: datetime) -> None:
    tx.outbox.postpone(letter, at)


def move(tx: Tx, letter: Letter, new: Address, now: datetime) -> None:
    """The letter is the oldest of its chat, so it is the first to go to where the chat is now."""
    tx.people.move(letter.address, new, now)


def give_up(tx: Tx, letter: Letter, error: DeliveryError, now: datetime, tell: Callable[[Tx], None]) -> None:
    """An address that takes nothing any more hands what waits to the person's next one, or holds it until she is back.

    What went by e-mail is in her chat already.
    """
    if error.permanent:
        if tx.people.unreachable(letter.address) is not None:
            tell(tx)
        if letter.address.channel == MAIL:
            tx.outbox.dead(letter, str(error), now)
        return
    tx.outbox.dead(letter, str(error), now)
    tell(tx)
