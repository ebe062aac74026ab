"""Which file is in a message, and its bytes. It keeps no file itself and never fails a message for want of one.

What cannot be kept is named by its reason, so that whoever sent it can be told.
"""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from telegram import Bot, Message
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest

from bot.channels.base import Kept, Shelf
from bot.channels.media import clean_name, media_of
from domain.messages import Missed

LARGEST = 20 * 1024 * 1024  # the Bot API hands out nothing longer
PATIENCE = 20.0
TRIES = 2
FILES = ("voice", "audio", "video", "video_note", "animation", "document")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the messenger announces it. `size` in bytes, 0 if it does not say."""

    file_id: str
    size: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The ids of what is kept, in order, and why the rest is not."""

    enclosed: tuple[int, ...] = ()
    missed: tuple[Missed, ...] = ()


class Enclosures:
    """Fetches over connections of its own, so that slow downloads never hold up a message on its way out."""

    def __init__(self, bot: Bot, request: BaseRequest, shelf: Shelf, patience: float = PATIENCE) -> None:
        self._bot = bot
        self._request = request
        self._shelf = shelf
        self._patience = patience

    async def kept(self, messages: list[Message]) -> Fetched:
        """All files of `messages`, fetched at once."""
        wanted = [file for message in messages if (file := sent_in(message))]
        found = await asyncio.gather(*(self._kept(file) for file in wanted))
        enclosed = tuple(one for one in found if not isinstance(one, Missed))
        return Fetched(enclosed, tuple(one for one in found if isinstance(one, Missed)))

    async def _kept(self, file: Sent) -> int | Missed:
        if file.size > LARGEST:
            return Missed.TOO_LARGE
        data = await self._fetched(file)
        if isinstance(data, Missed):
            return data
        media = media_of(data, file.name)
        if media is None:
            return Missed.UNKNOWN_KIND
        try:
            return await self._shelf.keep(Kept(data, media, clean_name(file.name, media)))
        except ValueError:
            log.warning("telegram.picture_unreadable")
            return Missed.UNKNOWN_KIND

    async def _fetched(self, file: Sent) -> bytes | Missed:
        try:
            async with asyncio.timeout(self._patience):
                return await self._tried(file.file_id)
        except BadRequest as error:
            return Missed.TOO_LARGE if "too big" in str(error).lower() else Missed.NOT_ARRIVED
        except (TelegramError, TimeoutError) as error:
            log.warning("telegram.file_missing reason=%s", type(error).__name__)
            return Missed.NOT_ARRIVED

    async def _tried(self, file_id: str) -> bytes:
        for _ in range(TRIES - 1):
            try:
                return await self._once(file_id)
            except BadRequest:
                raise
            except TelegramError as error:
                log.info("telegram.file_again reason=%s", type(error).__name__)
        return await self._once(file_id)

    async def _once(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        if not file.file_path:
            raise TelegramError("the file has no path")
        if (path := Path(file.file_path)).is_absolute():
            return await asyncio.to_thread(read_here, path)
        return bytes(await self._request.retrieve(file.file_path))


def read_here(path: Path) -> bytes:
    """What a Bot API server of one's own keeps on this machine and hands out by its path (`--local`), however long."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadRequest("file is too big")
        return path.read_bytes()
    except OSError as error:
        raise TelegramError(f"the file cannot be read: {type(error).__name__}") from None


def sent_in(message: Message) -> Sent | None:
    """The file in a message; of a picture the largest size that may be fetched."""
    if message.photo:
        sizes = [size for size in message.photo if (size.file_size or 0) <= LARGEST] or list(message.photo)
        best = max(sizes, key=lambda size: size.width * size.height)
        return Sent(best.file_id, best.file_size or 0)
    file = next((found for name in FILES if (found := getattr(message, name))), None)
    if file is None:
        return None
    return Sent(file.file_id, file.file_size or 0, getattr(file, "file_name", None))
