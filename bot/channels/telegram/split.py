"""Where may a long text be cut? After a paragraph, a line, a sentence, a word; inside a character never. Pure.

Telegram counts UTF-16 units, so an emoji is two.
"""

import re
import unicodedata

PLACES = (
    re.compile(r"\n\n+"),
    re.compile(r"\n"),
    re.compile(r"[\u3002\uff01\uff1f\uff1b\u2026!?;]+[\u201d\u2019\u300d\u300f\uff09)]*"),  # 。!?;…, quotes after
    re.compile(r"[\uff0c\u3001\uff1a,:]|\s"),  # ,、:
)
JOINERS = "\u200d\ufe0f\ufe0e"
EMPTY = ("",)


def units(text: str) -> int:
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def cut(text: str, longest: int) -> tuple[str, ...]:
    """`text` in parts of at most `longest` units each; a part is never blank unless the whole is."""
    parts: list[str] = []
    rest = text
    while units(rest) > longest:
        end = cut_at(rest, reach(rest, longest))
        parts.append(rest[:end].strip())
        rest = rest[end:].lstrip("\n")
    parts.append(rest.strip())
    return tuple(part for part in parts if part) or EMPTY


def reach(text: str, longest: int) -> int:
    """How many characters fit into `longest` units."""
    room = longest
    for index, char in enumerate(text):
        room -= 2 if ord(char) > 0xFFFF else 1
        if room < 0:
            return index
    return len(text)


def cut_at(text: str, most: int) -> int:
    """The best place at or before `most`, as long as it leaves at least half of the room used."""
    for place in PLACES:
        ends = [found.end() for found in place.finditer(text, 0, most) if found.end() >= most // 2]
        if ends:
            return ends[-1]
    return whole_character(text, most)


def whole_character(text: str, most: int) -> int:
    """Back to where a character begins: not before an accent, a joiner or what a joiner joins."""
    end = most
    while end > 1 and (combines(text[end]) or text[end - 1] == JOINERS[0]):
        end -= 1
    return end if end > 1 else most


def combines(char: str) -> bool:
    return char in JOINERS or bool(unicodedata.combining(char)) or "\U0001f3fb" <= char <= "\U0001f3ff"
