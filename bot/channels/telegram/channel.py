"""Telegram as a Channel: reads updates, delivers notices. It keeps no database and words nothing."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    MessageEntity,
    Update,
)
from telegram.error import TelegramError

from bot.channels.base import Capabilities
from bot.channels.telegram import inbound
from bot.channels.telegram.failures import delivery_error, letter_refused, moved_to
from bot.channels.telegram.looks import LONGEST_TEXT, Piece, dress, plainer
from domain.clock import Clock
from domain.messages import InboundMessage, Notice, Receipt
from domain.people import Address

Photo = Callable[[int], Awaitable[tuple[bytes, str] | None]]

UNFINISHED = 10_000
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)


class TelegramChannel:
    """`photo` fetches a kept picture by its id, None if it is gone."""

    name = inbound.CHANNEL
    can = Capabilities(buttons=True, enclosed=True, longest=LONGEST_TEXT, may_write_first=True)

    def __init__(self, bot: Bot, photo: Photo, clock: Clock) -> None:
        self._bot = bot
        self._photo = photo
        self._clock = clock
        self._moved: dict[str, int] = {}
        self._unfinished: OrderedDict[tuple[Address, Notice], int] = OrderedDict()

    def read(self, raw: Any) -> InboundMessage | None:
        """`raw`: an Update, or one as Telegram wrote it. Photos are added on the way in, see `pictures.py`."""
        update = raw if isinstance(raw, Update) else inbound.parsed(raw, self._bot)
        return inbound.read(update, self._clock.now()) if update else None

    def weight(self, notice: Notice) -> int:
        """How many messages the messenger will count it as."""
        return sum(piece.weight for piece in dress(notice))

    async def deliver(self, to: Address, notice: Notice) -> Receipt:
        """A notice of several messages that fails half-way goes on there when it is delivered again."""
        key = (to, notice)
        receipt = Receipt()
        for place, piece in enumerate(dress(notice)):
            if place < self._unfinished.get(key, 0):
                continue
            try:
                receipt = Receipt(str(await self._send_somehow(to.key, piece)))
            except TelegramError as error:
                self._remember(key, place)
                raise delivery_error(error) from None
        self._unfinished.pop(key, None)
        return receipt

    def _remember(self, key: tuple[Address, Notice], place: int) -> None:
        if place:
            self._unfinished[key] = place
        while len(self._unfinished) > UNFINISHED:
            self._unfinished.popitem(last=False)

    async def _send_somehow(self, chat: str, piece: Piece) -> int:
        """The number of the message sent: as meant, or plainer if the messenger dislikes its looks."""
        try:
            return await self._send_wherever(chat, piece)
        except TelegramError as error:
            plain = plainer(piece) if letter_refused(error) else None
            if plain is None:
                raise
            log.warning("telegram.sent_plainer reason=%s", type(error).__name__)
            return await self._send_wherever(chat, plain)

    async def _send_wherever(self, chat: str, piece: Piece) -> int:
        """To the chat, or to the supergroup it has become."""
        try:
            return await self._send(self._moved.get(chat, chat), piece)
        except TelegramError as error:
            new = moved_to(error)
            if new is None:
                raise
            self._moved[chat] = new
            return await self._send(new, piece)

    async def _send(self, chat: int | str, piece: Piece) -> int:
        pictures = [found for photo in piece.enclosed if (found := await self._photo(photo))]
        if len(pictures) > 1:
            return await self._send_album(chat, [data for data, _ in pictures])
        if pictures:
            return await self._send_photo(chat, piece, pictures[0][0])
        return await self._send_text(chat, piece)

    async def _send_text(self, chat: int | str, piece: Piece) -> int:
        sent = await self._bot.send_message(
            chat,
            piece.text or "…",
            entities=bold(piece),
            reply_markup=keyboard(piece),
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    async def _send_photo(self, chat: int | str, piece: Piece, data: bytes) -> int:
        sent = await self._bot.send_photo(
            chat,
            data,
            caption=piece.text or None,
            caption_entities=bold(piece),
            reply_markup=keyboard(piece),
            filename="photo.jpg",
        )
        return sent.message_id

    async def _send_album(self, chat: int | str, pictures: list[bytes]) -> int:
        media = [InputMediaPhoto(data, filename="photo.jpg") for data in pictures]
        sent = await self._bot.send_media_group(chat, media)
        return sent[-1].message_id


def bold(piece: Piece) -> list[MessageEntity] | None:
    return [MessageEntity(MessageEntity.BOLD, 0, piece.bold)] if piece.bold else None


def keyboard(piece: Piece) -> InlineKeyboardMarkup | None:
    if not piece.keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(c.label, callback_data=c.code) for c in row] for row in piece.keyboard]
    )
