"""How does one update become a message heard? In the order of its chat, whole (albums, files), and committed or set
aside before anyone tells the messenger that it has arrived. Polling and webhook both end here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import Bot, Message, Update

from bot.channels.telegram.albums import Album, Albums
from bot.channels.telegram.arrivals import arrival
from bot.channels.telegram.enclosures import Enclosures
from bot.channels.telegram.groups import in_group, known_as
from bot.channels.telegram.inbound import album_of, chat_of, merged, parsed
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.taps import Taps
from domain.errors import HuyingError
from domain.membership import Membership
from domain.messages import InboundMessage

Hear = Callable[[InboundMessage | Membership], Awaitable[None]]
Aside = Callable[[InboundMessage | Membership, str], Awaitable[None]]

log = logging.getLogger(__name__)


class NotTaken(HuyingError):
    """Neither heard nor set aside: the database is away. The messenger must keep the update."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Seconds. `pauses` between one try and the next before a message is set aside; `longest` bounds a single try;
    `retry` and `cap`: the first and the longest wait while it cannot even be set aside."""

    pauses: tuple[float, ...] = (0.2, 1.0)
    longest: float = 60.0
    retry: float = 1.0
    cap: float = 30.0


TRIES = Tries()


class Intake:
    """`hear` returns after the commit and raises otherwise; `aside` keeps a message that could not be heard.

    Without `aside` nothing is given up: `hear` must then set aside by itself what can never be heard.
    """

    def __init__(
        self,
        bot: Bot,
        enclosures: Enclosures,
        taps: Taps,
        now: Callable[[], datetime],
        hear: Hear,
        aside: Aside | None = None,
        *,
        lanes: Lanes | None = None,
        albums: Albums | None = None,
        tries: Tries = TRIES,
    ) -> None:
        self._bot = bot
        self._enclosures = enclosures
        self._now = now
        self._hear = hear
        self._aside = aside
        self._lanes = lanes or Lanes()
        self._albums = albums or Albums()
        self._tries = tries
        self._taps = taps

    async def take(self, raw: Any, *, patient: bool) -> None:
        """Returns when the update need not come again. Raises NotTaken, unless `patient`: then it goes on trying."""
        update = parsed(raw, self._bot)
        if update is None:
            log.error("telegram.update_malformed update=%s", raw.get("update_id") if isinstance(raw, dict) else None)
            return
        if in_group(update) and known_as(self._bot) is None:
            raise NotTaken("our name over there is not known yet")
        group = album_of(update)
        if group:
            await self._take_part(update, group, patient)
            return
        async with self._lanes.turn(chat_of(update)):
            await self._commit([update], patient)

    async def _take_part(self, update: Update, group: str, patient: bool) -> None:
        album, first = self._albums.join(chat_of(update), group, update)
        if not first:
            return await asyncio.shield(album.committed)
        outcome: Exception | None = NotTaken("cancelled")
        try:
            await self._take_album(album, update, patient)
            outcome = None
        except Exception as error:
            outcome = error
            raise
        finally:
            self._albums.close(album)
            album.finish(outcome)

    async def _take_album(self, album: Album, first: Update, patient: bool) -> None:
        async with self._lanes.turn(chat_of(first)):
            await self._commit(await self._albums.whole(album), patient)

    async def _commit(self, parts: list[Update], patient: bool) -> None:
        me = known_as(self._bot)
        heard = [found for part in parts if (found := arrival(part, self._now(), me))]
        taken = False
        if heard:
            async with self._lanes.room():
                taken = await self._insist(job_of(heard, parts), patient)
        if query := parts[0].callback_query:
            self._taps.settle(query, taken=taken)

    async def _insist(self, job: "Job", patient: bool) -> bool:
        """True if it was heard, False if it had to be set aside."""
        pause = self._tries.retry
        while True:
            try:
                return await self._hear_or_set_aside(job)
            except NotTaken:
                if not patient:
                    raise
                await asyncio.sleep(pause)
                pause = min(self._tries.cap, pause * 2)

    async def _hear_or_set_aside(self, job: "Job") -> bool:
        reason = await self._heard(job)
        for pause in self._tries.pauses:
            if reason is None:
                return True
            await asyncio.sleep(pause)
            reason = await self._heard(job)
        if reason is not None:
            await self._set_aside(job.message, reason)
        return reason is None

    async def _heard(self, job: "Job") -> str | None:
        """What kept it from being heard, or None."""
        try:
            if job.sent and isinstance(job.message, InboundMessage):
                found = await self._enclosures.kept(job.sent)
                job.message = replace(job.message, enclosed=found.enclosed, missed=(*job.message.missed, *found.missed))
                job.sent = []
            async with asyncio.timeout(self._tries.longest):
                await self._hear(job.message)
        except Exception as error:  # whatever it is, the next message must not wait for it
            log.warning("telegram.not_heard key=%s reason=%s", job.message.key, type(error).__name__)
            return type(error).__name__
        return None

    async def _set_aside(self, message: InboundMessage | Membership, reason: str) -> None:
        if self._aside is None:
            raise NotTaken(reason)
        log.error("telegram.set_aside key=%s reason=%s", message.key, reason)
        try:
            await self._aside(message, reason)
        except Exception as error:
            raise NotTaken(f"{type(error).__name__} while setting aside") from error


@dataclass(slots=True)
class Job:
    """A message on its way to be heard; `sent`: those parts of it whose files are still to be fetched, once."""

    message: InboundMessage | Membership
    sent: list[Message]


def job_of(heard: list[InboundMessage | Membership], parts: list[Update]) -> Job:
    said = [message for message in heard if isinstance(message, InboundMessage)]
    return Job(merged(said), bringing(parts)) if said else Job(heard[0], [])


def bringing(parts: list[Update]) -> list[Message]:
    """An edit brings no file: what it shows was fetched when it was sent."""
    return [part.message for part in parts if part.message is not None]
