"""What in a group is meant for us? Only what calls us: by our name, by answering us, or by a command of ours. Pure.

Everything else said there is nobody's report and goes no further than this file.
"""

import re
from dataclasses import dataclass, replace

from telegram import Bot, Message, Update
from telegram.constants import ChatType

from bot.channels.clean import clean
from bot.channels.telegram.inbound import START, address_of
from domain.messages import InboundMessage

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are over there: by `name` we are called, by `id` our own messages are known."""

    id: int
    name: str


def known_as(bot: Bot) -> Me | None:
    """None until Telegram was asked for our name."""
    try:
        return Me(bot.id, bot.username)
    except RuntimeError:
        return None


async def learn(bot: Bot) -> Me:
    """Asks once. Raises the library's TelegramError."""
    if known_as(bot) is None:
        await bot.get_me()
    return Me(bot.id, bot.username)


def in_group(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type in GROUPS


def called(message: Message | None, me: Me) -> InboundMessage | None:
    """A call, without our name in it. It belongs to the caller's own chat, whose number is her own."""
    words = clean(message.text or message.caption or "") if message else ""
    if message is None or not (calls(words, me) or answers(message, me)):
        return None
    group = address_of(message.chat.id)
    text = bare(words, me)
    started = START.fullmatch(text)
    caller = message.from_user
    heard = InboundMessage(group, f"g{message.chat.id}:{message.message_id}", message.date, text, group=group)
    if started and started["payload"]:
        return replace(heard, text="", door=started["payload"])
    if caller is None or caller.is_bot or message.sender_chat is not None:
        return None  # a channel or a masked administrator: nobody we could write to alone
    mine = str(message.reply_to_message.message_id) if message.reply_to_message and answers(message, me) else None
    return replace(heard, address=address_of(caller.id), answers=mine)


def calls(words: str, me: Me) -> bool:
    return named(me).search(words) is not None


def answers(message: Message, me: Me) -> bool:
    """Whether it replies to something we said there ourselves."""
    before = message.reply_to_message
    return before is not None and before.from_user is not None and before.from_user.id == me.id


def bare(words: str, me: Me) -> str:
    return " ".join(named(me).sub(" ", words).split(" ")).strip() if calls(words, me) else words.strip()


def named(me: Me) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(me.name)}(?![A-Za-z0-9_])", re.IGNORECASE | re.ASCII)
