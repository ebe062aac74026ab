"""Telegram as a Channel: reads updates, delivers notices. It keeps no database and words nothing."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from telegram.error import TelegramError, TimedOut
from telegram.helpers import create_deep_linked_url

from bot.channels.base import Capabilities, Kept, MayGo, Shelf, at_once
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
MOST_UPLOADS = 3
VOICES = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4"})
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
NOTHING = Piece()

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Progress:
    """How far a notice of several messages came: the `place` of the next, how often a file took too long to go, and
    the numbers of the messages that are there."""

    place: int = 0
    timeouts: int = 0
    sent: list[int] = field(default_factory=list)


class TelegramChannel:
    name = inbound.CHANNEL
    can = Capabilities(buttons=True, enclosed=True, longest=LONGEST_TEXT, may_write_first=True)

    def __init__(self, bot: Bot, shelf: Shelf, clock: Clock) -> None:
        self._bot = bot
        self._shelf = shelf
        self._clock = clock
        self._unfinished: OrderedDict[tuple[Address, Notice], Progress] = OrderedDict()

    def read(self, raw: Any) -> InboundMessage | Membership | None:
        """`raw`: an Update, or one as Telegram wrote it. Files are added on the way in, see `enclosures.py`."""
        update = raw if isinstance(raw, Update) else inbound.parsed(raw, self._bot)
        return arrival(update, self._clock.now(), known_as(self._bot)) if update else None

    async def deliver(self, to: Address, notice: Notice, may_go: MayGo = at_once) -> Receipt:
        """A notice of several messages that fails or has to wait half-way goes on there when it is delivered again."""
        key = (to, notice)
        kinds = await self._shelf.kinds(notice.enclosed) if notice.enclosed else {}
        progress = self._unfinished.pop(key, None) or Progress()
        try:
            for place, piece in list(enumerate(dress(notice, kinds)))[progress.place :]:
                await may_go(piece.weight)
                sent = await self._send_somehow(to.key, piece, progress)
                if sent:
                    progress.sent += sent
                    progress.place = place + 1
        except TelegramError as error:
            self._remember(key, progress)
            raise delivery_error(error) from None
        except BaseException:
            self._remember(key, progress)
            raise
        return Receipt(" ".join(map(str, progress.sent)) or None)

    def _remember(self, key: tuple[Address, Notice], progress: Progress) -> None:
        if progress != Progress():
            self._unfinished[key] = progress
        while len(self._unfinished) > UNFINISHED:
            self._unfinished.popitem(last=False)

    async def _send_somehow(self, chat: str, piece: Piece, progress: Progress) -> list[int]:
        """The numbers of the messages sent: as meant, or plainer if the messenger dislikes its looks.

        A file that again and again takes too long is left out. Empty if nothing is left then: it is left out for good
        once a later message got through, so not because the messenger is away.
        """
        while True:
            try:
                return await self._send(chat, piece)
            except TelegramError as error:
                plain = plainer(piece) if letter_refused(error) else without_file(piece, error, progress)
                if plain is None:
                    raise
                log.warning("telegram.sent_plainer reason=%s", type(error).__name__)
                if plain == NOTHING:
                    return []
                piece = plain

    async def _send(self, chat: str, piece: Piece) -> list[int]:
        kept = [found for id in piece.enclosed if (found := await self._shelf.get(id))]
        if not kept:
            return [await self._send_text(chat, piece)]
        if len(kept) > 1 and not piece.as_file:
            return await self._send_album(chat, kept)
        return [await self._send_one(chat, piece, one) for one in kept]

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

    async def _send_album(self, chat: str, kept: list[Kept]) -> list[int]:
        media = [
            InputMediaPhoto(one.data, filename=file_name(one))
            if enclosure_kind(one.media) is EnclosureKind.PHOTO
            else InputMediaVideo(one.data, filename=file_name(one))
            for one in kept
        ]
        return [sent.message_id for sent in await self._bot.send_media_group(chat, media)]


def file_name(kept: Kept) -> str:
    if kept.name:
        return kept.name
    kind = enclosure_kind(kept.media)
    return "photo.jpg" if kind is EnclosureKind.PHOTO else f"{kind}{usual_ending(kept.media)}"


def without_file(piece: Piece, error: TelegramError, progress: Progress) -> Piece | None:
    """The words alone, if it is the file that does not get through in time."""
    if not (piece.enclosed and isinstance(error, TimedOut)):
        return None
    progress.timeouts += 1
    return replace(piece, enclosed=(), as_file=False) if progress.timeouts >= MOST_UPLOADS else None


def bold(piece: Piece) -> list[MessageEntity] | None:
    return [MessageEntity(MessageEntity.BOLD, 0, piece.bold)] if piece.bold else None


def button(choice: Choice, username: str) -> InlineKeyboardButton:
    """A choice that leads out of a group is a link: only a person's own tap on it lets us write to her."""
    if choice.opens:
        return InlineKeyboardButton(choice.label, url=create_deep_linked_url(username, choice.opens))
    return InlineKeyboardButton(choice.label, callback_data=choice.code)
