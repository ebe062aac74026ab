"""Long polling of our own: an offset is confirmed when, and only when, everything before it is committed.

The library's updater confirms what is only in its memory, and loses it when killed. Ours keeps a ledger of what is
under way; a slow chat delays the confirming, not the others. A file delays nothing: what waits for one is put by.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.request import BaseRequest

from bot.channels.telegram.failures import seconds_asked
from bot.channels.telegram.groups import learn
from bot.channels.telegram.held import Held
from bot.channels.telegram.inbound import KINDS
from bot.channels.telegram.intake import NotTaken

T = TypeVar("T")

BATCH = 100
LOW_WATER = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `long`: how long a poll may stay open; `glance`: when to look for more although some are under way;
    `slack`: how much later its answer may come; `retry` and `cap`: the first and the longest pause after a failure;
    `conflict`: the least after another poller was seen; `grace`: what the last updates get at the end."""

    long: float = 25.0
    glance: float = 0.2
    retry: float = 0.5
    cap: float = 30.0
    slack: float = 10.0
    conflict: float = 5.0
    grace: float = 10.0


PACE = Pace()


@dataclass(slots=True)
class Ledger:
    """Which updates are under way or done, and so what may be confirmed. Pure."""

    under_way: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)

    def begin(self, ids: Iterable[int]) -> list[int]:
        """Those of `ids` that are new, in order; they are under way from now on."""
        new = sorted(set(ids) - self.under_way - self.done)
        self.under_way.update(new)
        return new

    def finish(self, update_id: int) -> None:
        self.under_way.discard(update_id)
        self.done.add(update_id)

    def again(self, update_id: int) -> None:
        """It was not taken: when it comes again, it is new."""
        self.under_way.discard(update_id)

    def offset(self) -> int | None:
        """The first update still wanted: everything before it is done. None: nothing to confirm."""
        if self.under_way:
            first = min(self.under_way)
            return first if any(update_id < first for update_id in self.done) else None
        return max(self.done) + 1 if self.done else None

    def confirmed(self, offset: int | None) -> None:
        """The messenger has taken the offset: what lies before it will not come again."""
        if offset is not None:
            self.done = {update_id for update_id in self.done if update_id >= offset}


class Poller:
    """`request` carries the polls alone, so that a poll left open never keeps a message from going out."""

    def __init__(self, bot: Bot, request: BaseRequest, held: Held, pace: Pace = PACE) -> None:
        self._bot = bot
        self._request = request
        self._held = held
        self._pace = pace
        self._ledger = Ledger()
        self._tasks: set[asyncio.Task[None]] = set()
        self._enough_done = asyncio.Event()
        self._enough = 0

    async def run(self) -> NoReturn:
        """Until cancelled. What is under way then gets a moment to end; the rest comes again at the next start."""
        try:
            await self._leave_webhook()
            await self._surely(lambda: learn(self._bot))
            while True:
                await self._round()
        finally:
            await self._wind_up()

    async def _leave_webhook(self) -> None:
        """A webhook left from before would have every poll refused. What waits there is kept."""
        await self._surely(lambda: self._bot.delete_webhook(drop_pending_updates=False))

    async def _round(self) -> None:
        raws = await self._surely(self._fetch)
        by_id = {raw["update_id"]: raw for raw in raws if numbered(raw)}
        new = self._ledger.begin(by_id)
        for update_id in new:
            self._start(update_id, by_id[update_id])
        if raws and not new and not self._tasks:
            await asyncio.sleep(self._pace.retry)  # it keeps sending what cannot be confirmed
        await self._finished_down_to(LOW_WATER if len(new) > LOW_WATER and len(raws) == BATCH else 0)

    async def _fetch(self) -> list[Any]:
        """The library's own getUpdates would throw a whole batch away for one malformed update in it."""
        offset = self._ledger.offset()
        wait = 0 if self._ledger.under_way else self._pace.long
        asked = {"timeout": int(wait), "limit": BATCH, "allowed_updates": json.dumps(KINDS)}
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        raws = await self._request.post(url, read_timeout=wait + self._pace.slack)
        self._ledger.confirmed(offset)
        return raws if isinstance(raws, list) else []

    async def _surely(self, call: Callable[[], Awaitable[T]]) -> T:
        """The call's answer, however often it takes."""
        pause = self._pace.retry
        while True:
            try:
                return await call()
            except Exception as error:  # an answer without its result is no error of the library's
                log.warning("telegram.poll_failed reason=%s", type(error).__name__)
                await asyncio.sleep(self._deserved(error, pause))
                pause = min(self._pace.cap, pause * 2)

    def _deserved(self, error: Exception, pause: float) -> float:
        if isinstance(error, RetryAfter):
            return seconds_asked(error)
        return max(pause, self._pace.conflict) if isinstance(error, Conflict | InvalidToken) else pause

    def _start(self, update_id: int, raw: Any) -> None:
        task = asyncio.create_task(self._take(update_id, raw))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def _take(self, update_id: int, raw: Any) -> None:
        try:
            await self._held.take(raw, patient=True)
        except NotTaken as reason:
            log.warning("telegram.update_again update=%s reason=%s", update_id, reason)
            await asyncio.sleep(self._pace.retry)
            self._ledger.again(update_id)
            return
        except Exception as error:  # a fault of ours in reading it: the next one must not wait for the mending
            log.error("telegram.update_lost update=%s reason=%s", update_id, type(error).__name__)
        self._ledger.finish(update_id)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if len(self._tasks) <= self._enough:
            self._enough_done.set()

    async def _finished_down_to(self, most: int) -> None:
        """Waits until at most `most` are under way, but no longer than a glance."""
        self._enough = most
        self._enough_done.clear()
        if len(self._tasks) > most:
            await within(self._pace.glance, self._enough_done.wait())

    async def _wind_up(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._pace.grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def within(seconds: float, waiting: Awaitable[Any]) -> None:
    """Waits, but only so long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await waiting


def numbered(raw: Any) -> bool:
    return isinstance(raw, dict) and type(raw.get("update_id")) is int
