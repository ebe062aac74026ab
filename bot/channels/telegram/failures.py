"""What does a refusal of Telegram's mean for a letter: this address never again, another one, this chat later, or just
once more?
"""

from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.inbound import address_of
from domain.errors import DeliveryError

GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "group chat was deactivated")
GONE_TOO = ("bot was kicked", "have no rights to send", "not enough rights to send", "chat_write_forbidden")
MISPLACED = timedelta(minutes=1)


def delivery_error(error: TelegramError) -> DeliveryError:
    """Names the library's class and no more: descriptions may repeat what was written."""
    problem = f"telegram: {type(error).__name__}"
    if isinstance(error, RetryAfter):
        return DeliveryError(problem, retry_after=timedelta(seconds=seconds_asked(error)))
    if isinstance(error, InvalidToken | Conflict):
        return DeliveryError(problem, retry_after=MISPLACED)
    if isinstance(error, ChatMigrated):
        return DeliveryError(problem, moved_to=address_of(error.new_chat_id))
    return DeliveryError(problem, permanent=address_gone(error))


def address_gone(error: TelegramError) -> bool:
    """Blocked, kicked, deleted. A letter that is itself refused says nothing against its address."""
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and any(sign in str(error).lower() for sign in GONE + GONE_TOO)


def letter_refused(error: TelegramError) -> bool:
    """The letter's looks are at fault, so plainer ones may pass."""
    return isinstance(error, BadRequest) and not address_gone(error)


def seconds_asked(error: RetryAfter) -> float:
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
