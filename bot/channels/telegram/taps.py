"""What does a tapped button look like afterwards? Answered, so that it stops spinning, and gone, so that it is not
offered twice; the choice made stays readable under the message. What was refused was not chosen: there it stays.

Best effort after the commit: the tap itself is safe by then, so a failure here is only logged.
"""

import asyncio
import logging

from telegram import Bot, CallbackQuery, Message
from telegram.error import TelegramError

from bot.channels.telegram.looks import LONGEST_CAPTION, LONGEST_TEXT
from bot.channels.telegram.split import units

log = logging.getLogger(__name__)


class Taps:
    """Answers in the background, so that the next update need not wait for it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._running: set[asyncio.Task[None]] = set()

    def settle(self, query: CallbackQuery, *, acted_on: bool) -> None:
        """`acted_on`: something came of the tap; otherwise it is only answered and its buttons stay."""
        task = asyncio.create_task(self._settle(query, acted_on))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Waits until what was begun is done."""
        while self._running:
            await asyncio.wait(self._running)

    async def _settle(self, query: CallbackQuery, acted_on: bool) -> None:
        try:
            await self._bot.answer_callback_query(query.id)
        except TelegramError as error:
            log.info("telegram.tap_unanswered reason=%s", type(error).__name__)
        if acted_on and isinstance(query.message, Message):
            await self._mark(query.message, query.data or "")

    async def _mark(self, message: Message, code: str) -> None:
        try:
            await marked(self._bot, message, label_of(message, code))
        except TelegramError as error:
            log.info("telegram.tap_unmarked reason=%s", type(error).__name__)


async def marked(bot: Bot, message: Message, label: str | None) -> None:
    """Edits `message` to show the choice made and no buttons."""
    chat, number = message.chat.id, message.message_id
    mark = f"\n\n✓ {label}"
    if label is None:
        return
    if message.text and units(message.text + mark) <= LONGEST_TEXT:
        await bot.edit_message_text(message.text + mark, chat, number, entities=message.entities)
    elif message.caption and units(message.caption + mark) <= LONGEST_CAPTION:
        await bot.edit_message_caption(
            chat, number, caption=message.caption + mark, caption_entities=message.caption_entities
        )
    else:
        await bot.edit_message_reply_markup(chat, number, reply_markup=None)


def label_of(message: Message, code: str) -> str | None:
    """The words on the tapped button; None if the message shows it no longer."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return next((button.text for row in rows for button in row if button.callback_data == code), None)
