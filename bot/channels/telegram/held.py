"""What is brought with a file, or behind one, is put by, answered for at once, and heard as soon as the file is here.

The messenger brings a chat's next update only when the one before is answered: if that waited for a download or for
the rest of an album, neither the rest nor a cry for help could come in meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from telegram import Bot, Update

from bot.channels.base import Tray
from bot.channels.telegram.arrivals import arrival
from bot.channels.telegram.groups import in_group, known_as
from bot.channels.telegram.inbound import album_of, lies_at, parsed
from bot.channels.telegram.intake import Intake, NotTaken, bringing_file

AGAIN, SOON = 60.0, 1.0

log = logging.getLogger(__name__)


class Held:
    """`again`: seconds between one look for what was left lying and the next."""

    def __init__(self, bot: Bot, intake: Intake, tray: Tray, now: Callable[[], datetime], again: float = AGAIN) -> None:
        self._bot = bot
        self._intake = intake
        self._tray = tray
        self._now = now
        self._again = again
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._looked = asyncio.Event()

    async def take(self, raw: Any) -> None:
        """Returns when the update need not be brought again. Raises NotTaken."""
        await self._looked.wait()  # what lay here before comes first
        update = parsed(raw, self._bot)
        if update is None or not (bringing_file(update) or self._intake.waits_for_file(update)):
            await self._intake.take(raw, patient=False)
        elif await self._kept(update, raw):
            self._begin(update.update_id, raw)

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
        try:
            for raw in sorted(await self._tray.left(), key=lambda raw: raw["update_id"]):
                self._begin(raw["update_id"], raw)
        except Exception as error:
            log.warning("telegram.held_unseen reason=%s", type(error).__name__)
            return
        await asyncio.sleep(0)  # each of them has got its turn in its chat
        self._looked.set()

    async def _kept(self, update: Update, raw: Any) -> bool:
        """False: nothing in it is for us. Of what is said in a group without calling us nothing is kept."""
        if in_group(update) and known_as(self._bot) is None:
            raise NotTaken("our name over there is not known yet")
        chat, key = lies_at(update)
        album = album_of(update)
        try:
            ours = arrival(update, self._now(), known_as(self._bot)) is not None
            if not (ours or (album and await self._tray.begun(chat, album))):
                return False
            await self._tray.put(chat, key, album, raw)
        except Exception as error:
            raise NotTaken(f"{type(error).__name__} while putting it by") from error
        return True

    def _begin(self, update_id: int, raw: Any) -> None:
        if update_id not in self._under_way:
            self._under_way[update_id] = asyncio.create_task(self._heard(update_id, raw))

    async def _heard(self, update_id: int, raw: Any) -> None:
        try:
            await self._intake.take(raw, patient=True, tray=self._tray)
        except NotTaken:
            log.warning("telegram.held_longer update=%s", update_id)  # it still lies there
        except Exception as error:  # a fault of ours in reading it
            log.error("telegram.held_unheard update=%s reason=%s", update_id, type(error).__name__)
        finally:
            del self._under_way[update_id]

    async def _wind_up(self) -> None:
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
