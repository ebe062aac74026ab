"""What did someone say? A Telegram update as an InboundMessage. Pure: no network, no database.

Private chats only: what is said in a group is nobody's report until the conversation knows groups. Photos are not
here yet, `pictures.py` fetches them; an album's parts are put together by `merged`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.channels.clean import clean
from domain.messages import InboundMessage
from domain.people import Address

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query")
START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<payload>[A-Za-z0-9_-]{1,64}))?\s*", re.ASCII)
CASE_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,8}-\d{4,}(?!\d)", re.ASCII)


def parsed(raw: Any, bot: Bot) -> Update | None:
    """The library's view of a raw update, or None if it is malformed in any way the library stumbles over."""
    try:
        update = Update.de_json(raw, bot)
        return update if isinstance(update.update_id, int) else None
    except (AttributeError, KeyError, LookupError, OverflowError, TypeError, ValueError):
        return None


def read(update: Update, now: datetime) -> InboundMessage | None:
    """`now` dates a tap, which carries no time of its own."""
    if update.callback_query is not None:
        return tapped(update.callback_query, update.update_id, now)
    if update.edited_message is not None:
        return corrected(update.edited_message, update.update_id)
    if update.message is not None:
        return said(update.message, str(update.update_id))
    return None


def tapped(query: CallbackQuery, update_id: int, now: datetime) -> InboundMessage | None:
    if not query.data or query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    return InboundMessage(address_of(query.message.chat.id), str(update_id), now, tap=query.data)


def corrected(message: Message, update_id: int) -> InboundMessage | None:
    """Only new words are a correction: a shared location that moves is edited every few seconds."""
    return said(message, f"edit:{update_id}") if message.text or message.caption else None


def said(message: Message, key: str) -> InboundMessage | None:
    """What a person wrote or sent; a note of Telegram's own, such as a pinned message, is neither."""
    text = clean(message.text or message.caption or "")
    if message.chat.type != ChatType.PRIVATE or not (text or message.effective_attachment):
        return None
    heard = InboundMessage(address_of(message.chat.id), key, message.edit_date or message.date, text)
    started = START.fullmatch(text)
    if started and started["payload"]:
        return replace(heard, text="", door=started["payload"])
    return replace(heard, quotes=quoted(message))


def quoted(message: Message) -> str | None:
    """The case that the message replied to speaks of; None if it names none, or several."""
    if message.reply_to_message is None:
        return None
    part = message.quote.text if message.quote else ""
    whole = message.reply_to_message.text or message.reply_to_message.caption or ""
    for text in (part, whole):
        numbers = set(CASE_NUMBER.findall(text))
        if len(numbers) == 1:
            return str(numbers.pop())
    return None


def address_of(chat: int) -> Address:
    return Address(CHANNEL, str(chat))


def chat_of(update: Update) -> str:
    """Whose turn an update belongs to; updates of one chat are heard in order."""
    return str(update.effective_chat.id) if update.effective_chat else f"update:{update.update_id}"


def album_of(update: Update) -> str | None:
    return update.message.media_group_id if update.message else None


def merged(parts: Sequence[InboundMessage]) -> InboundMessage:
    """An album as one message: the first part's key and moment, every caption, one case replied to."""
    first = parts[0]
    texts = [part.text for part in parts if part.text]
    return replace(first, text="\n".join(texts), quotes=next((p.quotes for p in parts if p.quotes), None))
