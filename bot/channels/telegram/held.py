"""What comes with a file, or behind one, is put by, answered for at once, and heard as soon as the file is here.

The messenger brings a chat's next update only when the one before is answered, and a poll brings no more than a hundred:
if those waited for a download or for the rest of an album, neither the rest nor a cry for help could come in meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from telegram import Bot, Update

from bot.channels.base import Tray
from bot.channels.telegram.arrivals import arrival
from bot.channels.telegram.enclosures import FILES
from bot.channels.telegram.groups import in_group, known_as
from bot.channels.telegram.inbound import album_of, chat_of, lies_at, parsed
from bot.channels.telegram.intake import Intake, NotTaken, bringing_file
from bot.channels.telegram.lanes import Lanes

AGAIN, SOON, GLANCE = 3.0, 1.0, 0.2
NOBODYS = frozenset({"message_id", "date", "chat", "media_group_id", "photo", *FILES})

log = logging.getLogger(__name__)


class Held:
    """A chat's updates come in one by one, through a gate; those put by are heard in the same order.

    `brought`: any replica may be brought the next update of a chat, so what lies with the others is looked for each
    time. Who alone fetches them knows it from the looks now and then. `again`: seconds between one and the next.
    """

    def __init__(
        self,
        bot: Bot,
        intake: Intake,
        tray: Tray,
        now: Callable[[], datetime],
        *,
        brought: bool = False,
        again: float = AGAIN,
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._tray = tray
        self._now = now
        self._looks_each_time = brought and tray.shared
        self._again = again
        self._gate = Lanes()
        self._under_way: dict[str, dict[int, Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._elsewhere: frozenset[str] = frozenset()
        self._looked = asyncio.Event()

    async def take(self, raw: Any, *, patient: bool = False) -> None:
        """Returns when the update need not come again. Raises NotTaken; `patient`: not for want of the database."""
        await self._looked.wait()  # what lay here before comes first
        update = parsed(raw, self._bot)
        if update is None:
            log.error("telegram.update_malformed update=%s", raw.get("update_id"))
            return
        if in_group(update) and known_as(self._bot) is None:
            raise NotTaken("our name over there is not known yet")
        async with self._gate.turn(chat_of(update)):
            if bringing_file(update) or await self._behind(update, patient):
                await self._put_by(update, raw, patient)
            else:
                await self._intake.take(update, patient=patient)

    async def tend(self) -> None:
        """Takes up what a process that was killed left lying, at our start and now and then. Until cancelled."""
        try:
            while True:
                await self.take_up()
                await asyncio.sleep(self._again if self._looked.is_set() else SOON)
        finally:
            await self._wind_up()

    async def take_up(self) -> None:
        """Once; without it nothing is taken."""
        working_on = [str(number) for here in self._under_way.values() for number in here]
        try:
            left = await self._tray.left(working_on, first=not self._looked.is_set())
        except Exception as error:
            log.warning("telegram.held_unseen reason=%s", type(error).__name__)
            return
        self._elsewhere = left.elsewhere
        for raw in sorted(left.ours, key=lambda raw: raw["update_id"]):
            await self._take_over(raw)
        await asyncio.sleep(0)  # each of them has got its turn in its chat
        self._looked.set()

    async def _take_over(self, raw: Any) -> None:
        update = parsed(raw, self._bot)
        if update is None:
            await self._give_up(raw["update_id"], None, "malformed")
        else:
            self._begin(update)

    async def _behind(self, update: Update, patient: bool) -> bool:
        """Whether something of its chat is still to be heard before it."""
        chat = chat_of(update)
        if chat in self._under_way or chat in self._elsewhere:
            return True
        return self._looks_each_time and bool(await self._lying(update, patient))

    async def _lying(self, update: Update, patient: bool) -> list[tuple[str, str | None]]:
        chat, _ = lies_at(update)
        return await self._intake.reached(lambda: self._tray.lying(chat), patient=patient)

    async def _put_by(self, update: Update, raw: Any, patient: bool) -> None:
        chat, key = lies_at(update)
        album = album_of(update)
        kept = raw if arrival(update, self._now(), known_as(self._bot)) else nobodys(raw) if album else None
        if kept is not None:
            await self._intake.reached(lambda: self._tray.put(chat, key, album, kept), patient=patient)
            self._begin(update)

    def _begin(self, update: Update) -> None:
        here = self._under_way.setdefault(chat_of(update), {})
        if update.update_id not in here:
            here[update.update_id] = update
            task = asyncio.create_task(self._heard(update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _heard(self, update: Update) -> None:
        try:
            await self._name_known(update)
            if not await self._intake.take_cry(update, self._tray):
                await self._its_turn(update)
                await self._intake.take_in_turn(update, self._tray)
        except NotTaken as reason:  # it lies there still, for whoever looks next
            log.warning("telegram.held_longer update=%s reason=%s", update.update_id, reason)
        except Exception as error:  # a fault of ours in reading it
            await self._give_up(update.update_id, album_of(update), type(error).__name__)
        finally:
            self._ended(update)

    async def _name_known(self, update: Update) -> None:
        """Until it is, nothing said in a group can be told to be for us."""
        while in_group(update) and known_as(self._bot) is None:  # noqa: ASYNC110 - the library tells nobody
            await asyncio.sleep(GLANCE)

    async def _its_turn(self, update: Update) -> None:
        """Within one process the lanes keep the order; here is waited for what other replicas got before it."""
        while self._tray.shared and await self._others_first(update):  # noqa: ASYNC110 - other processes tell nobody
            await asyncio.sleep(GLANCE)

    async def _others_first(self, update: Update) -> bool:
        here = self._under_way[chat_of(update)]
        if any(earlier(number, album_of(other), update) for number, other in here.items()):
            return True
        return any(earlier(int(key), album, update) for key, album in await self._lying(update, patient=True))

    async def _give_up(self, number: int, album: str | None, reason: str) -> None:
        log.error("telegram.held_unheard update=%s reason=%s", number, reason)
        try:
            await self._tray.give_up(str(number), album)
        except Exception as error:
            log.warning("telegram.held_in_the_way update=%s reason=%s", number, type(error).__name__)

    def _ended(self, update: Update) -> None:
        chat = chat_of(update)
        del self._under_way[chat][update.update_id]
        if not self._under_way[chat]:
            del self._under_way[chat]

    async def _wind_up(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def earlier(number: int, album: str | None, than: Update) -> bool:
    """Parts of one album wait for each other in their own way."""
    return number < than.update_id and (album is None or album != album_of(than))


def nobodys(raw: Any) -> Any:
    """A part of a group's album that does not call us: its file, as another part may call us, and not a word of it."""
    return {**raw, "message": {name: value for name, value in raw["message"].items() if name in NOBODYS}}
