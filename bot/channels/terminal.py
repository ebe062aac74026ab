"""How does one talk to Huying in a terminal? Lines typed become messages, notices become text with numbered choices.

A channel without buttons or pictures: what it prints is what any messenger without buttons would show.
"""

import secrets
from typing import TextIO

from bot.channels.base import Capabilities
from bot.channels.clean import clean
from domain.clock import Clock
from domain.messages import InboundMessage, Notice, Receipt
from domain.people import Address

LONGEST = 4000
RED, BOLD, DIM, PLAIN = "\033[31m", "\033[1m", "\033[2m", "\033[0m"


class TerminalChannel:
    name = "terminal"
    can = Capabilities(buttons=False, enclosed=False, longest=100_000, may_write_first=True)

    def __init__(self, out: TextIO, clock: Clock, address: Address) -> None:
        self._out = out
        self._clock = clock
        self._address = address
        self._colour = out.isatty()

    def read(self, raw: str) -> InboundMessage | None:
        """The typed line as a message of its own, or None if nothing was typed."""
        text = clean(raw)[:LONGEST]
        if not text:
            return None
        return InboundMessage(self._address, secrets.token_urlsafe(12), self._clock.now(), text)

    async def deliver(self, to: Address, notice: Notice) -> Receipt:
        self._out.write(f"\n{self.dressed(notice)}\n\n")
        self._out.flush()
        return Receipt()

    def weight(self, notice: Notice) -> int:
        return 1

    def dressed(self, notice: Notice) -> str:
        """The notice's plain text; on a real terminal the title stands out and photos are at least mentioned."""
        text = notice.plain()
        if self._colour and notice.title:
            title = f"{RED if notice.urgent else BOLD}{notice.title}{PLAIN}"
            text = title + text.removeprefix(notice.title)
        return text + self._pictures(len(notice.enclosed))

    def _pictures(self, count: int) -> str:
        if not count:
            return ""
        words = f"[{count} 张照片，请在网页上查看]"
        return f"\n{DIM}{words}{PLAIN}" if self._colour else f"\n{words}"
