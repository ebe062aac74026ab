"""Telegram as a Channel: reads updates, delivers notices. It keeps no database and words nothing."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    Update,
)
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url

from bot.channels.base import Capabilities, Kept, Shelf
from bot.channels.media import usual_ending
from bot.channels.telegram import inbound
from bot.channels.telegram.arrivals import arrival
from bot.channels.telegram.failures import delivery_error, letter_refused
from bot.channels.telegram.groups import known_as, learn
from bot.channels.telegram.looks import LONGEST_TEXT, Piece, dress, plainer
from domain.clock import Clock
from domain.membership import Membership
from domain.messages import Choice, EnclosureKind, InboundMessage, Notice, Receipt, enclosure_kind
from domain.people import Address

UNFINISHED = 10_000
LATELY_WEIGHED = 128
VOICES = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4"})
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)


class TelegramChannel:
    name = inbound.CHANNEL
    can = Capabilities(buttons=True, enclosed=True, longest=LONGEST_TEXT, may_write_first=True)

    def __init__(self, bot: Bot, shelf: Shelf, clock: Clock) -> None:
        self._bot = bot
        self._shelf = shelf
        self._clock = clock
        self._unfinished: OrderedDict[tuple[Address, Notice], int] = OrderedDict()
        self._dressed = lru_cache(LATELY_WEIGHED)(dress)  # it is weighed first, then delivered

    def read(self, raw: Any) -> InboundMessage | Membership | None:
        """`raw`: an Update, or one as Telegram wrote it. Files are added on the way in, see `enclosures.py`."""
        update = raw if isinstance(raw, Update) else inbound.parsed(raw, self._bot)
        return arrival(update, self._clock.now(), known_as(self._bot)) if update else None

    def weight(self, notice: Notice) -> int:
        """How many messages the messenger will count it as."""
        return sum(piece.weight for piece in self._dressed(notice))

    async def deliver(self, to: Address, notice: Notice) -> Receipt:
        """A notice of several messages that fails half-way goes on there when it is delivered again."""
        key = (to, notice)
        receipt = Receipt()
        kinds = await self._shelf.kinds(notice.enclosed) if notice.enclosed else {}
        for place, piece in enumerate(dress(notice, kinds) if kinds else self._dressed(notice)):
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
        while True:
            try:
                return await self._send(chat, piece)
            except TelegramError as error:
                plain = plainer(piece) if letter_refused(error) else None
                if plain is None:
                    raise
                log.warning("telegram.sent_plainer reason=%s", type(error).__name__)
                piece = plain

    async def _send(self, chat: str, piece: Piece) -> int:
        kept = [found for id in piece.enclosed if (found := await self._shelf.get(id))]
        if not kept:
            return await self._send_text(chat, piece)
        if len(kept) > 1 and not piece.as_file:
            return await self._send_album(chat, kept)
        sent = [await self._send_one(chat, piece, one) for one in kept]
        return sent[-1]

    async def _send_text(self, chat: str, piece: Piece) -> int:
        sent = await self._bot.send_message(
            chat,
            piece.text or "…",
            entities=bold(piece),
            reply_markup=await self._keyboard(piece),
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    async def _keyboard(self, piece: Piece) -> InlineKeyboardMarkup | None:
        if not piece.keyboard:
            return None
        leads_out = any(choice.opens for row in piece.keyboard for choice in row)
        username = (await learn(self._bot)).name if leads_out else ""
        return InlineKeyboardMarkup([[button(choice, username) for choice in row] for row in piece.keyboard])

    async def _send_one(self, chat: str, piece: Piece, kept: Kept) -> int:
        """By its kind, with the piece's words and buttons."""
        more: Mapping[str, Any] = {
            "caption": piece.text or None,
            "caption_entities": bold(piece),
            "reply_markup": await self._keyboard(piece),
            "filename": file_name(kept),
        }
        kind = EnclosureKind.PAPER if piece.as_file else enclosure_kind(kept.media)
        sent: Message
        if kind is EnclosureKind.PHOTO:
            sent = await self._bot.send_photo(chat, kept.data, **more)
        elif kind is EnclosureKind.VIDEO:
            sent = await self._bot.send_video(chat, kept.data, supports_streaming=True, **more)
        elif kept.media in VOICES and not piece.as_file:
            sent = await self._bot.send_voice(chat, kept.data, **more)
        else:
            sent = await self._bot.send_document(chat, kept.data, **more)
        return sent.message_id

    async def _send_album(self, chat: str, kept: list[Kept]) -> int:
        media = [
            InputMediaPhoto(one.data, filename=file_name(one))
            if enclosure_kind(one.media) is EnclosureKind.PHOTO
            else InputMediaVideo(one.data, filename=file_name(one))
            for one in kept
        ]
        sent = await self._bot.send_media_group(chat, media)
        return sent[-1].message_id


def file_name(kept: Kept) -> str:
    if kept.name:
        return kept.name
    kind = enclosure_kind(kept.media)
    return "photo.jpg" if kind is EnclosureKind.PHOTO else f"{kind}{usual_ending(kept.media)}"


def bold(piece: Piece) -> list[MessageEntity] | None:
    return [MessageEntity(MessageEntity.BOLD, 0, piece.bold)] if piece.bold else None


def button(choice: Choice, username: str) -> InlineKeyboardButton:
    """A choice that leads out of a group is a link: only a person's own tap on it lets us write to her."""
    if choice.opens:
        return InlineKeyboardButton(choice.label, url=create_deep_linked_url(username, choice.opens))
    return InlineKeyboardButton(choice.label, callback_data=choice.code)
