"""Which picture is in a message, and its bytes. It keeps no picture itself and never fails a message for want of one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, Message
from telegram.error import TelegramError
from telegram.request import BaseRequest

LARGEST = 20 * 1024 * 1024  # the Bot API hands out nothing longer
PATIENCE = 20.0
TRIES = 2

KeepPhoto = Callable[[bytes, str], Awaitable[int]]

log = logging.getLogger(__name__)


class Pictures:
    """Fetches over connections of its own, so that slow downloads never hold up a message on its way out.

    `keep` stores a picture and returns its id; it raises ValueError if the bytes are no picture it can read.
    """

    def __init__(self, bot: Bot, request: BaseRequest, keep: KeepPhoto, patience: float = PATIENCE) -> None:
        self._bot = bot
        self._request = request
        self._keep = keep
        self._patience = patience

    async def kept(self, messages: list[Message]) -> tuple[int, ...]:
        """The ids of the pictures in `messages`, in order, fetched at once. What does not arrive is left out."""
        wanted = [file for message in messages if (file := picture(message))]
        found = await asyncio.gather(*(self._kept(file) for file in wanted))
        return tuple(photo for photo in found if photo is not None)

    async def _kept(self, file_id: str) -> int | None:
        data = await self._fetched(file_id)
        media = media_of(data) if data else None
        if data is None or media is None:
            return None
        try:
            return await self._keep(data, media)
        except ValueError:
            log.warning("telegram.picture_unreadable")
            return None

    async def _fetched(self, file_id: str) -> bytes | None:
        try:
            async with asyncio.timeout(self._patience):
                return await self._tried(file_id)
        except (TelegramError, TimeoutError) as error:
            log.warning("telegram.picture_missing reason=%s", type(error).__name__)
            return None

    async def _tried(self, file_id: str) -> bytes:
        for _ in range(TRIES - 1):
            try:
                return await self._once(file_id)
            except TelegramError as error:
                log.info("telegram.picture_again reason=%s", type(error).__name__)
        return await self._once(file_id)

    async def _once(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        if not file.file_path:
            raise TelegramError("the file has no path")
        return bytes(await self._request.retrieve(file.file_path))


def picture(message: Message) -> str | None:
    """The file id of the largest size that may be fetched, or of a picture sent as a file."""
    sizes = [size for size in message.photo or () if (size.file_size or 0) <= LARGEST]
    if sizes:
        return str(max(sizes, key=lambda size: size.width * size.height).file_id)
    document = message.document
    if document and (document.mime_type or "").startswith("image/") and (document.file_size or 0) <= LARGEST:
        return str(document.file_id)
    return None


def media_of(data: bytes) -> str | None:
    """By the first bytes: what a vendor says about a file is not believed."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic"
    return None
