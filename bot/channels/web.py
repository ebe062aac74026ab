"""How does the web chat speak to us? Posts become messages here; a delivered letter is simply a line of the transcript.

No database, no HTTP: the server in `bot/web` hands in what was posted and shows what the transcript holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.base import Capabilities, MayGo, at_once
from bot.channels.clean import clean
from domain.errors import HuyingError
from domain.messages import InboundMessage, Notice, Receipt
from domain.people import Address

LONGEST = 4000
"""Of what a person may write at once. What she may be shown is not limited by anything but sense."""
SHOWN_LONGEST = 100_000
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
TAP = re.compile(r"[!-~]{1,60}")
LABEL_LONGEST = 200


@dataclass
class Unreadable(HuyingError):
    """A post that is not a message. `code` is one of key, text, tap, too_long."""

    code: str

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page posted: the JSON object or form as it came, with what the server already knows about it."""

    address: Address
    at: datetime
    body: Mapping[str, Any]
    enclosed: tuple[int, ...] = ()
    door: str | None = None


class WebChannel:
    name = "web"
    can = Capabilities(buttons=True, enclosed=True, longest=SHOWN_LONGEST, may_write_first=True, carried=False)

    def read(self, raw: Posted) -> InboundMessage | None:
        """The message that was posted, or None if it says nothing. Raises Unreadable."""
        tap = read_tap(raw.body)
        text = read_text(raw.body, LABEL_LONGEST if tap else LONGEST)
        if not (text or tap or raw.enclosed or raw.door):
            return None
        return InboundMessage(raw.address, read_key(raw.body), raw.at, text, tap, raw.door, raw.enclosed)

    async def deliver(self, to: Address, notice: Notice, may_go: MayGo = at_once) -> Receipt:
        """Nothing to carry: marking the letter sent writes the transcript line, and the hub wakes whoever watches."""
        return Receipt()


def read_key(body: Mapping[str, Any]) -> str:
    key = body.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise Unreadable("key")
    return key


def read_tap(body: Mapping[str, Any]) -> str | None:
    tap = body.get("tap")
    if tap is None or tap == "":
        return None
    if not isinstance(tap, str) or not TAP.fullmatch(tap):
        raise Unreadable("tap")
    return tap


def read_text(body: Mapping[str, Any], longest: int) -> str:
    text = body.get("text") or ""
    if not isinstance(text, str):
        raise Unreadable("text")
    text = clean(text)
    if len(text) > longest:
        raise Unreadable("too_long")
    return text
