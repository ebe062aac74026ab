"""What is in an update: words for us, or a change of where we may write? Everything else is left alone. Pure."""

from datetime import datetime

from telegram import Update

from bot.channels.telegram import inbound
from bot.channels.telegram.groups import Me, called, in_group
from bot.channels.telegram.membership import read_membership
from domain.membership import Membership
from domain.messages import InboundMessage


def arrival(update: Update, now: datetime, me: Me | None) -> InboundMessage | Membership | None:
    """`me` None: our name is not known yet, so nothing said in a group can be told to be for us."""
    change = read_membership(update)
    if change:
        return change
    if in_group(update):
        return called(update.message, me) if me else None
    return inbound.read(update, now)
