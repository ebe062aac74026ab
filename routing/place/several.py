"""Does a text mean several buildings at once, or a spot that only looks like one? '3到5幢', '12-14号商铺', '5组6号'.

Such a place is kept in her own words.
"""

import re
from collections.abc import Container, Sequence

from routing.place.numerals import HAN_LETTERS
from routing.place.tail import tail
from routing.place.tokens import Role, Token

JOINED = frozenset({"和", "跟", "与", "及", "、", ",", "还有", "以及", "到", "至", "-", "和第", "到第", "、第"})
SAID_BEFORE = re.compile(f"[{HAN_LETTERS}]{{1,3}}[到至、和跟]$")
SHOPS = re.compile("商铺|店面|门面|铺")
LONGEST = 3


def in_her_words(text: str, found: Sequence[Token], known: Container[str]) -> str | None:
    """`known` are the numbers of buildings there are: one of them may be called '1-3'."""
    for index, token in enumerate(found):
        if token.role is Role.BUILDING:
            if words := several(text, found, index, known):
                return words
        elif token.role is Role.HOUSE and (words := shops_or_group(text, found, index)):
            return words
    return None


def several(text: str, found: Sequence[Token], index: int, known: Container[str]) -> str | None:
    first, last = index, index
    while first and joined(text, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and goes_on(text, found[last], found[last + 1]):
        last += 1
    start = found[first].start
    if first == index and (said := SAID_BEFORE.search(text[max(0, start - 4) : start])):
        start -= len(said[0])
    after = tail(text, found, last)
    if after.unit or after.room or (start == found[last].start and not is_range(found[last], known)):
        return None
    return text[start : found[last].end].strip()


def goes_on(text: str, one: Token, other: Token) -> bool:
    return other.role is Role.BUILDING and joined(text, one, other)


def joined(text: str, one: Token, other: Token) -> bool:
    if one.role not in (Role.BUILDING, Role.BARE, Role.HOUSE) or len(one.last) > LONGEST:
        return False
    if other.mark == "座" and one.mark != "座":  # '11栋A座' is one building
        return False
    gap = text[one.end : other.start].strip()
    return gap in JOINED or (not gap and one.role is Role.BUILDING)


def is_range(token: Token, known: Container[str]) -> bool:
    """'3-5幢', unless one building is called so."""
    numbers = [int(part) for part in token.parts if part.isdigit()]
    return len(numbers) == len(token.parts) == 2 and numbers[0] < numbers[1] and "-".join(token.parts) not in known


def shops_or_group(text: str, found: Sequence[Token], index: int) -> str | None:
    """A row of shops, or a house of a village group."""
    token = found[index]
    if len(token.parts) > 1 and (shops := SHOPS.match(text, token.end)):
        return text[token.start : shops.end()]
    before = found[index - 1] if index else None
    if before and before.mark in ("组", "队") and before.end == token.start:
        return text[before.start : token.end]
    return None
