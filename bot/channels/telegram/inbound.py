"""What did someone say? A Telegram update as an InboundMessage. Pure: no network, no database.

Private chats only: `groups.py` reads what calls us in a group. Files are not
here yet, `enclosures.py` fetches them; an album's parts are put together by `merged`.

A message's key is "m" and its own number, which no update's number (the key of a tap) can be; an edit names it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.channels.clean import clean
from bot.channels.telegram.enclosures import sent_in
from domain.messages import InboundMessage, Missed
from domain.people import Address
from domain.places import Point

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
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
        return said(update.message, key_of(update.message))
    return None


def tapped(query: CallbackQuery, update_id: int, now: datetime) -> InboundMessage | None:
    if not query.data or query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    return InboundMessage(address_of(query.message.chat.id), str(update_id), now, tap=query.data)


def corrected(message: Message, update_id: int) -> InboundMessage | None:
    """Only new words are a correction: a shared location that moves is edited every few seconds."""
    if not (message.text or message.caption):
        return None
    first = key_of(message)
    heard = said(message, f"{first}:{update_id}")
    return replace(heard, corrects=first) if heard and not heard.door else None


def key_of(message: Message) -> str:
    return f"m{message.message_id}"


def said(message: Message, key: str) -> InboundMessage | None:
    """What a person wrote or sent; a note of Telegram's own, such as a pinned message, is neither."""
    text = clean(words_of(message))
    sent = message.effective_attachment or message.checklist
    if message.chat.type != ChatType.PRIVATE or not (text or sent):
        return None
    heard = InboundMessage(address_of(message.chat.id), key, message.edit_date or message.date, text)
    started = START.fullmatch(text)
    if started and started["payload"]:
        return replace(heard, text="", door=started["payload"])
    point = point_of(message)
    unknown = not (text or point or sent_in(message))
    missed = (Missed.UNKNOWN_KIND,) if unknown else ()
    return replace(heard, quotes=quoted(message), answers=replied_to(message), point=point, missed=missed)


def words_of(message: Message) -> str:
    """Text or caption; a sticker speaks by its emoji, a place on the map by its name."""
    if message.sticker:
        return message.sticker.emoji or ""
    if message.dice:
        return message.dice.emoji
    if message.venue:
        return " ".join(part for part in (message.venue.title, message.venue.address) if part)
    return message.text or message.caption or ""


def point_of(message: Message) -> Point | None:
    spot = message.venue.location if message.venue else message.location
    if spot is None or not (abs(spot.latitude) <= 90 and abs(spot.longitude) <= 180):
        return None
    return Point(spot.latitude, spot.longitude)


def replied_to(message: Message) -> str | None:
    """The number of the message it replies to: what that one told of is looked up, if it was ours."""
    return str(message.reply_to_message.message_id) if message.reply_to_message else None


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


def lies_at(update: Update) -> tuple[Address, str]:
    """Under which chat and key an update lies where it is put by."""
    return Address(CHANNEL, chat_of(update)), str(update.update_id)


def album_of(update: Update) -> str | None:
    return update.message.media_group_id if update.message else None


def merged(parts: Sequence[InboundMessage]) -> InboundMessage:
    """An album as one message: the first part's moment and what it replies to, every caption.

    The key is that of the first part with words, wherever in the album it is: whoever edits them names it.
    """
    first = parts[0]
    texts = [part.text for part in parts if part.text]
    worded = next((part for part in parts if part.text or part.goes_along), first)
    quotes = next((part.quotes for part in parts if part.quotes), None)
    return replace(first, key=worded.key, text="\n".join(texts), quotes=quotes)
