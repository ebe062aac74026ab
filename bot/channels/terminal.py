"""How does one talk to Huying in a terminal? Lines typed become messages, notices become text with numbered choices.

A channel without buttons or pictures: what it prints is what any messenger without buttons would show.
"""

import secrets
from typing import TextIO

from bot.channels.base import Capabilities, MayGo, Shelf, at_once
from bot.channels.clean import clean
from domain.clock import Clock
from domain.messages import EnclosureKind, InboundMessage, Notice, Receipt
from domain.people import Address

LONGEST = 4000
NAMES = {
    EnclosureKind.PHOTO: "张照片",
    EnclosureKind.VOICE: "条语音",
    EnclosureKind.VIDEO: "段视频",
    EnclosureKind.PAPER: "个文件",
}
RED, BOLD, DIM, PLAIN = "\033[31m", "\033[1m", "\033[2m", "\033[0m"


class TerminalChannel:
    name = "terminal"
    can = Capabilities(buttons=False, enclosed=False, longest=100_000, may_write_first=True)

    def __init__(self, out: TextIO, clock: Clock, address: Address, shelf: Shelf) -> None:
        self._out = out
        self._clock = clock
        self._address = address
        self._shelf = shelf
        self._colour = out.isatty()

    def read(self, raw: str) -> InboundMessage | None:
        """The typed line as a message of its own, or None if nothing was typed."""
        text = clean(raw)[:LONGEST]
        if not text:
            return None
        return InboundMessage(self._address, secrets.token_urlsafe(12), self._clock.now(), text)

    async def deliver(self, to: Address, notice: Notice, may_go: MayGo = at_once) -> Receipt:
        await may_go(1)
        kinds = await self._shelf.kinds(notice.enclosed) if notice.enclosed else {}
        self._out.write(f"\n{self.dressed(notice)}{self._enclosed(list(kinds.values()))}\n\n")
        self._out.flush()
        return Receipt()

    def dressed(self, notice: Notice) -> str:
        """The notice's plain text; on a real terminal the title stands out."""
        text = notice.plain()
        if self._colour and notice.title:
            title = f"{RED if notice.urgent else BOLD}{notice.title}{PLAIN}"
            text = title + text.removeprefix(notice.title)
        return text

    def _enclosed(self, kinds: list[EnclosureKind]) -> str:
        """What came along is at least named."""
        if not kinds:
            return ""
        counted = "、".join(f"{kinds.count(kind)} {NAMES[kind]}" for kind in dict.fromkeys(kinds))
        words = f"[附 {counted}，请在网页上查看]"
        return f"\n{DIM}{words}{PLAIN}" if self._colour else f"\n{words}"
