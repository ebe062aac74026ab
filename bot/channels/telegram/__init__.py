"""The Telegram channel: python-telegram-bot's types and Bot, carried by our own transport and our own polling loop.

Only this folder knows the telegram library. Nothing here decides what is said, to whom, or when.
"""

import logging

from bot.channels.telegram.account import Telegram

__all__ = ["Telegram"]

# The library's debug lines hold whole messages, and no log of ours may.
logging.getLogger("telegram").setLevel(logging.INFO)
