"""Does a chat still take what we write? Blocked, left, added, come back, or become a supergroup. Pure."""

from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.groups import GROUPS
from bot.channels.telegram.inbound import address_of
from domain.membership import Membership, Standing

OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})
OURS = GROUPS | {ChatType.PRIVATE}


def read_membership(update: Update) -> Membership | None:
    if update.my_chat_member is not None:
        return changed(update.my_chat_member, update.update_id)
    return moved(update.message, update.update_id) if update.message else None


def changed(change: ChatMemberUpdated, update_id: int) -> Membership | None:
    """Channels are nobody's talk with us."""
    if change.chat.type not in OURS:
        return None
    new = change.new_chat_member
    out = new.status in OUT or (isinstance(new, ChatMemberRestricted) and not new.is_member)
    standing = Standing.GONE if out else Standing.HERE
    address = address_of(change.chat.id)
    return Membership(address, key_of(update_id), change.date, standing, group=change.chat.type in GROUPS)


def moved(message: Message, update_id: int) -> Membership | None:
    """Said twice, in the old chat and in the new one; either may come first."""
    old, new = message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, message.chat.id
    if not new:
        return None
    key = key_of(update_id)
    return Membership(address_of(old), key, message.date, Standing.MOVED, address_of(new), group=True)


def key_of(update_id: int) -> str:
    return f"standing:{update_id}"
