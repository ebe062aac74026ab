"""How does one update become a message heard? In the order of its chat, whole (albums, files), and committed or set
aside. Polling and webhook both end here.

Words that cry for help wait for no file: not for what came with them, nor for what was sent before.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import Bot, Message, Update

from bot.channels.base import Tray
from bot.channels.telegram.albums import Album, Albums
from bot.channels.telegram.arrivals import arrival
from bot.channels.telegram.enclosures import Enclosures, sent_in
from bot.channels.telegram.groups import in_group, known_as
from bot.channels.telegram.inbound import album_of, chat_of, lies_at, merged, parsed
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.taps import Taps
from domain.errors import HuyingError
from domain.membership import Membership
from domain.messages import InboundMessage

Hear = Callable[[InboundMessage | Membership], Awaitable[None]]
Aside = Callable[[InboundMessage | Membership, str], Awaitable[None]]
Hurried = Callable[[str], bool]

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
    """`hear` returns after the commit and raises otherwise; `aside` keeps a message that could not be heard.

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
        self._with_files: Counter[str] = Counter()
        self._lanes = lanes or Lanes()
        self._albums = albums or Albums()
        self._tries = tries
        self._taps = taps

    async def take(self, raw: Any, *, patient: bool, tray: Tray | None = None) -> None:
        """Returns when the update need not come again. Raises NotTaken, unless `patient`: then it goes on trying.

        `tray`: where it lies meanwhile, and is taken from when it is done.
        """
        update = parsed(raw, self._bot)
        if update is None:
            log.error("telegram.update_malformed update=%s", raw.get("update_id") if isinstance(raw, dict) else None)
            return
        if in_group(update) and known_as(self._bot) is None:
            raise NotTaken("our name over there is not known yet")
        cry = self._cry(update)
        if cry:
            await self._hear_at_once(cry, update, patient)
        if cry is None or bringing_file(update):
            await self._take_in_turn(update, patient, tray)
        else:
            await dropped(tray, [update])

    def waits_for_file(self, update: Update) -> bool:
        """Whether something with a file is still to be heard before it."""
        return self._with_files[chat_of(update)] > 0

    def _cry(self, update: Update) -> InboundMessage | None:
        """The words of danger in it, where they would have to wait for a file."""
        if not (bringing_file(update) or self.waits_for_file(update)):
            return None
        said = arrival(update, self._now(), known_as(self._bot))
        urgent = isinstance(said, InboundMessage) and not said.door and self._hurried(said.text)
        return said.words_alone() if urgent and isinstance(said, InboundMessage) else None

    async def _hear_at_once(self, cry: InboundMessage, update: Update, patient: bool) -> None:
        if self.waits_for_file(update):
            await self._insist(Job(cry, []), patient)
            return
        async with self._lanes.turn(chat_of(update)):
            await self._insist(Job(cry, []), patient)

    async def _take_in_turn(self, update: Update, patient: bool, tray: Tray | None) -> None:
        chat, group = chat_of(update), album_of(update)
        with self._bringing(chat, 1 if bringing_file(update) else 0):
            if group:
                await self._take_part(update, group, patient, tray)
                return
            async with self._lanes.turn(chat):
                await self._commit([update], patient, tray)

    @contextmanager
    def _bringing(self, chat: str, files: int) -> Iterator[None]:
        self._with_files[chat] += files
        try:
            yield
        finally:
            self._with_files[chat] -= files
            if not self._with_files[chat]:
                del self._with_files[chat]

    async def _take_part(self, update: Update, group: str, patient: bool, tray: Tray | None) -> None:
        album, first = self._albums.join(chat_of(update), group, update)
        if not first:
            return await asyncio.shield(album.committed)
        outcome: Exception | None = NotTaken("cancelled")
        try:
            await self._take_album(album, group, patient, tray)
            outcome = None
        except Exception as error:
            outcome = error
            raise
        finally:
            self._albums.close(album)
            album.finish(outcome)

    async def _take_album(self, album: Album, group: str, patient: bool, tray: Tray | None) -> None:
        first = next(iter(album.parts.values()))
        async with self._lanes.turn(chat_of(first)):
            parts = await self._albums.whole(album)
            if tray:
                parts = await self._lying(tray, first, group)
            if parts:
                await self._commit(parts, patient, tray)

    async def _lying(self, tray: Tray, first: Update, group: str) -> list[Update]:
        """The parts as they lie there: another replica may have got some of them, or have taken them all."""
        raws = await tray.album(lies_at(first)[0], group)
        found = (parsed(raw, self._bot) for raw in sorted(raws, key=lambda raw: raw["update_id"]))
        return [part for part in found if part]

    async def _commit(self, parts: list[Update], patient: bool, tray: Tray | None = None) -> None:
        me = known_as(self._bot)
        heard = [self._without_cry(found, part) for part in parts if (found := arrival(part, self._now(), me))]
        taken = False
        if heard:
            async with self._lanes.room():
                taken = await self._insist(job_of(heard, parts), patient)
        if query := parts[0].callback_query:
            self._taps.settle(query, taken=taken)
        await dropped(tray, parts)

    def _without_cry(self, found: InboundMessage | Membership, part: Update) -> InboundMessage | Membership:
        """Its words were heard before, if they could not wait."""
        if not isinstance(found, InboundMessage) or not bringing_file(part) or not self._hurried(found.text):
            return found
        return found.sent_along()

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


async def dropped(tray: Tray | None, parts: list[Update]) -> None:
    """What was heard lies there no longer."""
    if tray:
        places = [lies_at(part) for part in parts]
        await tray.drop(places[0][0], [key for _, key in places])


def job_of(heard: list[InboundMessage | Membership], parts: list[Update]) -> Job:
    said = [message for message in heard if isinstance(message, InboundMessage)]
    return Job(merged(said), bringing(parts)) if said else Job(heard[0], [])


def bringing(parts: list[Update]) -> list[Message]:
    """An edit brings no file: what it shows was fetched when it was sent."""
    return [part.message for part in parts if part.message is not None and sent_in(part.message)]


def bringing_file(update: Update) -> bool:
    return bool(bringing([update]))
