"""How does one update become a message heard? In the order of its chat, whole (albums, files), and committed or set
aside. Polling and webhook both end here.

Words that cry for help wait for no file: not for what came with them, nor for what was sent before.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from telegram import Bot, Message, Update

from bot.channels.base import Tray
from bot.channels.telegram.albums import Album, Albums
from bot.channels.telegram.arrivals import arrival
from bot.channels.telegram.enclosures import Enclosures, sent_in
from bot.channels.telegram.groups import known_as
from bot.channels.telegram.inbound import album_of, chat_of, lies_at, merged, parsed
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.taps import Taps
from domain.errors import HuyingError
from domain.membership import Membership
from domain.messages import InboundMessage

Hear = Callable[[InboundMessage | Membership], Awaitable[bool]]
Aside = Callable[[InboundMessage | Membership, str], Awaitable[None]]
Hurried = Callable[[str], bool]
T = TypeVar("T")

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


def unhurried(text: str) -> bool:
    """Where nobody says which words cannot wait."""
    return False


class Intake:
    """`hear` returns after the commit, whether anything came of it, and raises otherwise; `aside` keeps a message that could not be heard.

    Without `aside` nothing is given up: `hear` must then set aside by itself what can never be heard. `hurried`: whether
    words cannot wait.
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
        hurried: Hurried = unhurried,
        lanes: Lanes | None = None,
        albums: Albums | None = None,
        tries: Tries = TRIES,
    ) -> None:
        self._bot = bot
        self._enclosures = enclosures
        self._now = now
        self._hear = hear
        self._aside = aside
        self._hurried = hurried
        self._lanes = lanes or Lanes()
        self._cries = Lanes()
        self._albums = albums or Albums()
        self._tries = tries
        self._taps = taps

    async def take(self, update: Update, *, patient: bool) -> None:
        """What has nothing before it in its chat. Raises NotTaken, unless `patient`: then it goes on trying."""
        await self._commit([update], patient)

    async def take_cry(self, update: Update, tray: Tray) -> bool:
        """Hears at once what cannot wait until it is its turn; whether there is nothing more in the update."""
        cry = self._cry(update)
        if cry is None:
            return False
        async with self._cries.turn(chat_of(update)):
            await self._insist(Job(cry, []), patient=True)
        if bringing_file(update):
            return False
        await self._drop(tray, [update])
        return True

    async def take_in_turn(self, update: Update, tray: Tray) -> None:
        """What lies in the tray: heard after what came before it in its chat, and taken from there."""
        group = album_of(update)
        if group:
            await self._take_part(update, group, tray)
            return
        async with self._lanes.turn(chat_of(update)):
            await self._commit([update], patient=True)
            await self._drop(tray, [update])

    async def reached(self, call: Callable[[], Awaitable[T]], *, patient: bool) -> T:
        """The tray's answer. Raises NotTaken, unless `patient`: then it is asked until it answers."""
        return await self._until_taken(partial(answered, call), patient=patient)

    def _cry(self, update: Update) -> InboundMessage | None:
        """The words of danger in it."""
        said = arrival(update, self._now(), known_as(self._bot))
        urgent = isinstance(said, InboundMessage) and not said.door and self._hurried(said.text)
        return said.words_alone() if urgent and isinstance(said, InboundMessage) else None

    async def _take_part(self, update: Update, group: str, tray: Tray) -> None:
        album, first = self._albums.join(chat_of(update), group)
        if not first:
            return await asyncio.shield(album.committed)
        outcome: Exception | None = NotTaken("cancelled")
        try:
            await self._take_album(album, update, group, tray)
            outcome = None
        except Exception as error:
            outcome = error
            raise
        finally:
            self._albums.close(album)
            album.finish(outcome)

    async def _take_album(self, album: Album, first: Update, group: str, tray: Tray) -> None:
        async with self._lanes.turn(chat_of(first)):
            await self._albums.whole(album)
            parts = await self._lying(tray, first, group)
            if parts:
                await self._commit(parts, patient=True)
                await self._drop(tray, parts, group)

    async def _lying(self, tray: Tray, first: Update, group: str) -> list[Update]:
        """The parts as they lie there: another replica may have got some of them, or have taken them all."""
        chat, _ = lies_at(first)
        raws = await self.reached(lambda: tray.album(chat, group), patient=True)
        found = (parsed(raw, self._bot) for raw in sorted(raws, key=lambda raw: raw["update_id"]))
        return [part for part in found if part]

    async def _drop(self, tray: Tray, parts: list[Update], group: str | None = None) -> None:
        """What was heard lies there no longer."""
        chat, _ = lies_at(parts[0])
        keys = [key for _, key in map(lies_at, parts)]
        await self.reached(lambda: tray.drop(chat, keys, group), patient=True)

    async def _commit(self, parts: list[Update], patient: bool) -> None:
        me = known_as(self._bot)
        heard = [self._without_cry(found, part) for part in parts if (found := arrival(part, self._now(), me))]
        acted_on = False
        if heard:
            job = job_of(heard, parts)
            acted_on = await self._insist(job, patient) and job.acted_on
        if query := parts[0].callback_query:
            self._taps.settle(query, acted_on=acted_on)

    def _without_cry(self, found: InboundMessage | Membership, part: Update) -> InboundMessage | Membership:
        """Its words were heard before, if they could not wait."""
        if not isinstance(found, InboundMessage) or not bringing_file(part) or not self._hurried(found.text):
            return found
        return found.sent_along()

    async def _insist(self, job: "Job", patient: bool) -> bool:
        """True if it was heard, False if it had to be set aside."""
        return await self._until_taken(partial(self._hear_or_set_aside, job), patient=patient)

    async def _until_taken(self, call: Callable[[], Awaitable[T]], *, patient: bool) -> T:
        pause = self._tries.retry
        while True:
            try:
                return await call()
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
                async with self._lanes.fetching():
                    found = await self._enclosures.kept(job.sent)
                job.message = replace(job.message, enclosed=found.enclosed, missed=(*job.message.missed, *found.missed))
                job.sent = []
            async with self._lanes.room(), asyncio.timeout(self._tries.longest):
                job.acted_on = await self._hear(job.message)
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
    """A message on its way to be heard; `sent`: those parts of it whose files are still to be fetched, once.

    `acted_on`: it was heard, and not refused.
    """

    message: InboundMessage | Membership
    sent: list[Message]
    acted_on: bool = False


async def answered(call: Callable[[], Awaitable[T]]) -> T:
    try:
        return await call()
    except Exception as error:
        log.warning("telegram.tray_away reason=%s", type(error).__name__)
        raise NotTaken(f"{type(error).__name__} at the tray") from error


def job_of(heard: list[InboundMessage | Membership], parts: list[Update]) -> Job:
    said = [message for message in heard if isinstance(message, InboundMessage)]
    return Job(merged(said), bringing(parts)) if said else Job(heard[0], [])


def bringing(parts: list[Update]) -> list[Message]:
    """An edit brings no file: what it shows was fetched when it was sent."""
    return [part.message for part in parts if part.message is not None and sent_in(part.message)]


def bringing_file(update: Update) -> bool:
    return bool(bringing([update]))
