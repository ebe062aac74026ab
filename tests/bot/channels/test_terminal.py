"""The talk in a terminal: plain text with numbers, colour only where there is a screen for it."""

import io
from collections.abc import Iterable, Mapping

from bot.channels.base import Kept
from bot.channels.terminal import TerminalChannel
from domain.clock import ShiftedClock
from domain.messages import Choice, EnclosureKind, Notice
from domain.people import Address

ME = Address("terminal", "me")
NOTICE = Notice(
    "n", title="先保证人安全", lines=("请打 119。",), choices=(Choice("a", "安全"),), enclosed=(1, 2, 3, 4), urgent=True
)


class Shelf:
    """Two photos and a recording are there, the fourth is gone."""

    async def keep(self, kept: Kept) -> int:
        raise ValueError("nothing is sent from a terminal")

    async def kinds(self, ids: Iterable[int]) -> Mapping[int, EnclosureKind]:
        photo, voice = EnclosureKind.PHOTO, EnclosureKind.VOICE
        there = {1: photo, 2: photo, 3: voice}
        return {id: there[id] for id in ids if id in there}

    async def get(self, id: int) -> Kept | None:
        return None


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


async def printed(out: io.StringIO) -> str:
    await TerminalChannel(out, ShiftedClock(), ME, Shelf()).deliver(ME, NOTICE)
    return out.getvalue()


async def test_into_a_file_it_writes_plain_text() -> None:
    text = await printed(io.StringIO())
    assert "\033" not in text
    assert "先保证人安全\n请打 119。\n1 安全" in text
    assert "附 2 张照片、1 条语音" in text


async def test_on_a_screen_an_urgent_title_is_red() -> None:
    assert "\033[31m先保证人安全\033[0m" in await printed(Screen())


def test_a_typed_line_is_cut_at_its_limit() -> None:
    message = TerminalChannel(io.StringIO(), ShiftedClock(), ME, Shelf()).read("长" * 5000)
    assert message is not None
    assert len(message.text) == 4000
