"""Which estate does a plain text name: one of ours, also misspelt or misheard, or one that is not ours?"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.places import Estate
from routing.place.letters import Letters
from routing.place.sounds import sound_table

SHORTEST_HEARD = 3
SHORTEST_MISSPELT = 4
GOES_ON = re.compile("路(?![灯口面边沿牙基])|街(?!上)|大道|大桥|镇|新村|新苑")
KINDS = "花园|家园|公寓|新村|小区|山庄|别墅|人家|小筑|华庭|豪庭|庭院|[名雅嘉佳新东南西北]苑|[嘉佳景御]园|名[邸府城]|新城|府邸|苑"
KIND = re.compile(f"(?:{KINDS})(?!{KINDS})")
LONGEST_NAME = 4
FOLLOWED = re.compile("[一二三四五六七八九十\\da-z]{1,3}[幢栋号区期-]|[东南西北]门")
LOCATED = ("住", "住在", "家在", "在", "我是", "我们是", "这里是", "这边是", "地址", "地址是", "位于", "来自")
NO_NAME = re.compile(
    "[^一-鿿]|[我你您他她它咱这那哪个各每某该的了在是有和跟与到从对把被给让去来住叫说都也就还没不很好坏老旧]|小区|整个|全|一个|"
    "隔壁|对面|附近|周边|其他|别|中心|中央|屋顶|楼[上下顶]|后|社区|街心|空中|儿童|门口|[进出]|安置|回迁|拆迁|封闭|开放|智慧|高档|"
    "地址|位于|来自"
)
COMPARED = ("比", "像", "学", "看", "看看", "听说", "人家")
OURS = re.compile("我们小区|咱们?小区|本小区|我们这|咱们这|我们社区")


class Name(NamedTuple):
    """One way an estate is written. `halves` of the sound, where the name is long enough to be known misspelt."""

    written: str
    code: str
    sound: str
    heard: bool
    halves: tuple[str, ...]


def known_by(written: str, code: str, sound: str) -> Name:
    half = len(sound) // 2
    halves = (sound[:half], sound[half:]) if len(sound) >= SHORTEST_MISSPELT else ()
    return Name(written, code, sound, len(sound) >= SHORTEST_HEARD, halves)


class Estates:
    def __init__(self, estates: Sequence[Estate], letters: Letters) -> None:
        self._sounds = sound_table()
        pairs = {(letters.plain(name), e.code) for e in estates for name in (e.name, *e.aliases) if name.strip()}
        names = (known_by(written, code, written.translate(self._sounds)) for written, code in pairs)
        self._names = sorted(names, key=lambda name: (-len(name.written), name))

    def find(self, text: str) -> tuple[str | None, str]:
        """The code of the estate named, and the text without its name (names may hold numbers)."""
        for name in self._names:
            if name.written in text and not GOES_ON.match(text, text.index(name.written) + len(name.written)):
                return name.code, text.replace(name.written, " ", 1)
        return self._nearly(text)

    def _nearly(self, text: str) -> tuple[str | None, str]:
        """A longer name that sounds the same, or has one letter wrong, where only one estate can be meant."""
        heard = text.translate(self._sounds)
        same = [(name, heard.index(name.sound)) for name in self._names if name.heard and name.sound in heard]
        for hits in (same, self._misspelt(heard)):
            if len({name.code for name, _ in hits}) == 1:
                name, at = hits[0]
                return name.code, f"{text[:at]} {text[at + len(name.written) :]}"
        return None, text

    def _misspelt(self, heard: str) -> list[tuple[Name, int]]:
        """One half of the name must be right, which is soon looked for."""
        near = (name for name in self._names if name.halves and (name.halves[0] in heard or name.halves[1] in heard))
        return [(name, at) for name in near if (at := one_letter_wrong(name, heard)) is not None]

    def elsewhere(self, text: str) -> str | None:
        """The name of an estate that is none of ours, where the text says that something is there."""
        if not self._names or OURS.search(text):
            return None
        for kind in KIND.finditer(text):
            start = name_start(text, kind.start())
            if kind.start() - start < 2 or text.endswith(COMPARED, 0, start):
                continue
            if FOLLOWED.match(text, kind.end()) or text.endswith(LOCATED, 0, start):
                return text[start : kind.end()]
        return None


def name_start(text: str, kind: int) -> int:
    """Where the letters begin that are the name before its kind: none of them is a small or a general word."""
    first = max(0, kind - LONGEST_NAME)
    return max((word.end() for word in NO_NAME.finditer(text, first, kind)), default=first)


def one_letter_wrong(name: Name, heard: str) -> int | None:
    half = len(name.halves[0])
    for at in (*starts(name.halves[0], heard), *(start - half for start in starts(name.halves[1], heard))):
        there = heard[max(at, 0) : at + len(name.sound)]
        if len(there) == len(name.sound) and sum(a != b for a, b in zip(name.sound, there, strict=True)) <= 1:
            return at
    return None


def starts(part: str, text: str) -> Iterable[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
