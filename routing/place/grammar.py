"""Which building, unit and room do the numbers of a plain text mean, read one after the other?

An address names the larger before the smaller: the building by its mark (幢), by dashes (3-2-501) or as a house
number, then unit, floor and room. Knows no estates and no person's home.
"""

import re
from collections.abc import Sequence

from domain.places import Place
from routing.place.numerals import bare_number, spelled
from routing.place.tail import COUNTS, MONEY, ROOM_DIGITS, beside, tail
from routing.place.tokens import Role, Token

LONGEST_NUMBER = 5
BETWEEN = {Role.BARE: " ", Role.ROOM: " ,、:*("}
LAST_DAY = 31
LAST_MONTH = 12
NOTHING_BEFORE = frozenset({"", ",", "。", "!", "?", ";", "\n", "("})
BASEMENT = re.compile("b[1-4]")
ROADS = ("路", "街", "道", "巷", "线", "段")
SHOPS = re.compile("商铺|店面|门面|铺")
DAY_PARTS = ("日", "晚", "早", "上午", "下午", "开始", "起", "凌晨", "中午", "左右")
SINCE = tuple("从在至自约到月等比打了")
SHORT_DATE = re.compile(r"[23]\d-(?:0?[1-9]|1[0-2])-(?:[0-2]?\d|3[01])")
LETTER_ROOM = re.compile(r"([a-z])(\d{3,4})")
ROOM_AT_HOME = re.compile(r"(?:我家|我住|住在?|家在)[^\d]{0,4}(\d{3,4})(?!\d|元|块|平|天)")
ENGLISH_BUILDING = re.compile(r"\b(?:building|block|bldg|tower)\s*(?:no\.?\s*)?#?(\d{1,3}[a-z]?|[a-z])\b")
ENGLISH_UNIT = re.compile(r"\bunit\s*(\d{1,2}|[a-z])\b")
ENGLISH_ROOM = re.compile(r"\b(?:room|flat|apartment|apt|rm)\.?\s*#?(\d{3,4}[a-z]?)\b")


def numbers(text: str, found: Sequence[Token]) -> Place:
    """The first way of reading that finds a building, else what is said of unit and room alone."""
    for read in (unit_in_dashes, marked_building, dashed):
        for index in range(len(found)):
            if place := read(text, found, index):
                return place
    return english(text) or unmarked(text, found) or within_building(text, found)


def unmarked(text: str, found: Sequence[Token]) -> Place | None:
    for read in (house, spaced, letter_and_room, house_on_road):
        for index in range(len(found)):
            if place := read(text, found, index):
                return place
    return None


def unit_in_dashes(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'8-1单元302': the 1 is no building."""
    token = found[index]
    if token.role is not Role.UNIT or len(token.parts) == 1:
        return None
    building, unit = map(bare_number, token.parts[-2:])
    return Place(None, building, unit, tail(text, found, index, unit=unit).room)


def marked_building(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'3幢2单元501', 'A座11楼128号', '9号楼3-42', '1705室(1号楼)'."""
    token = found[index]
    if not (token.role is Role.BUILDING or (token.role is Role.FLOOR and is_building(text, found, index))):
        return None
    after = tail(text, found, index)
    number = "-".join(map(bare_number, token.parts))
    return Place(None, number, after.unit, after.room or room_before(text, found, index))


def room_before(text: str, found: Sequence[Token], index: int) -> str | None:
    before = found[index - 1] if index else None
    told = before and before.role is Role.ROOM and beside(text[before.end : found[index].start])
    return spelled(before.last) if before and told else None


def is_building(text: str, found: Sequence[Token], index: int) -> bool:
    """'E8楼1308' and '3楼2单元' are buildings, other 楼 are floors."""
    token = found[index]
    if token.last[0].isascii() and token.last[0].isalpha() and not BASEMENT.fullmatch(token.last):
        return text[token.end : token.end + 1].isdigit()
    following = found[index + 1] if index + 1 < len(found) else None
    return bool(following and following.role is Role.UNIT and beside(text[token.end : following.start]))


def dashed(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'3-2-501', '3#2-501', '62-993', '97h1105'."""
    token = found[index]
    parts = token.parts
    if len(parts) == 1 or any(len(part) > LONGEST_NUMBER for part in parts) or not addressed(text, token):
        return None
    if index and found[index - 1].end == token.start and house(text, found, index - 1):
        return None
    if len(parts) > 2:
        return three(parts, token)
    if token.role is Role.FLOOR:
        return with_floor(text, found, index)
    building, second = map(bare_number, parts)
    if is_room_number(token, second):
        return Place(None, building, None, second)
    return Place(None, building, second, tail(text, found, index, unit=second).room)


def with_floor(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'12-5楼501'; without a room these are two floors."""
    after = tail(text, found, index)
    return Place(None, bare_number(found[index].parts[0]), after.unit, after.room) if after.room else None


def three(parts: Sequence[str], token: Token) -> Place | None:
    """With a fourth, either the first is a zone or the third a floor ('5-2-6-602')."""
    if SHORT_DATE.fullmatch("-".join(parts)):
        return None
    if len(parts) > 3 and not parts[3].startswith(parts[2]):
        parts = parts[1:]
    building, unit, room = (bare_number(part) for part in (parts[0], parts[1], parts[-1]))
    return Place(None, building, unit, None if token.role is Role.FLOOR else room)


def addressed(text: str, token: Token) -> bool:
    """Whether dashed numbers are an address: no dates, times, prices, counts, shops in a row or numbers of a road."""
    long = len(token.last) >= ROOM_DIGITS
    if token.role in (Role.MEASURE, Role.FLOOR):
        return token.role is Role.FLOOR or (long and not money_or_count(token))
    if token.role not in (Role.BARE, Role.ROOM, Role.HOUSE):
        return long and token.role in (Role.ZONE, Role.DOOR)
    if token.role is Role.HOUSE and not numbers_a_house(text, token):
        return False
    if len(token.parts) > 2 or long or token.role is not Role.BARE:
        return True
    if text.endswith(SINCE, 0, token.start) or text.startswith(DAY_PARTS, token.end):
        return False
    return not (may_be_a_day(token) and text[token.start - 1 : token.start] in NOTHING_BEFORE)


def may_be_a_day(token: Token) -> bool:
    """'11-23'; one as '3-2' is rather building and unit."""
    month, day = token.parts[0], token.last
    return month.isdigit() and day.isdigit() and int(month) <= LAST_MONTH and 10 <= int(day) <= LAST_DAY


def money_or_count(token: Token) -> bool:
    return token.mark[0] in MONEY or token.mark in COUNTS


def numbers_a_house(text: str, token: Token) -> bool:
    """'74-2号' stands in an estate; '12-14号' are doors of a road, days of a month or shops."""
    if text.endswith(ROADS, 0, token.start) or SHOPS.match(text, token.end):
        return False
    first, last = token.parts[0], token.last
    beside_a_name = "一" <= text[token.start - 1 : token.start] <= "鿿" and not text.endswith(SINCE, 0, token.start)
    rising = first.isdigit() and last.isdigit() and int(first) < int(last) <= LAST_DAY
    return not rising or beside_a_name or len(token.parts) > 2


def is_room_number(token: Token, second: str) -> bool:
    """'62-993' is building and room, '3-2' building and unit."""
    digits = sum(letter.isdigit() for letter in second)
    return digits >= ROOM_DIGITS or (second.isdigit() and digits == 2) or token.role in (Role.ROOM, Role.HOUSE)


def house(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'25号302', '25号3单元402': the number of a house, where no road is numbered and something follows."""
    token = found[index]
    return None if text.endswith(ROADS, 0, token.start) else house_on_road(text, found, index)


def house_on_road(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'文一路25号302': where nothing else is a building, the house on the road is."""
    token = found[index]
    if token.role is not Role.HOUSE or len(token.parts) > 1:
        return None
    number = bare_number(token.last)
    if index + 1 < len(found) and leads_in(text, token, found[index + 1]):
        after = tail(text, found, index)
        if after.unit or after.room:
            return Place(None, number, after.unit, after.room)
    lane = index and found[index - 1].mark == "弄" and found[index - 1].end == token.start
    return Place(None, number) if lane else None


def leads_in(text: str, token: Token, following: Token) -> bool:
    if text[token.end : following.start].strip(" -"):
        return False
    if following.role in (Role.UNIT, Role.ROOM, Role.FLOOR):
        return True
    return following.role is Role.BARE and (len(following.parts) > 1 or len(following.last) >= ROOM_DIGITS)


def spaced(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'12 501': nothing but a blank between building and room."""
    token, following = found[index], found[index + 1] if index + 1 < len(found) else None
    if not following or {token.role, following.role} - {Role.BARE, Role.ROOM} or token.role is Role.ROOM:
        return None
    both = token.parts + following.parts
    if not (len(both) == 2 and both[0].isdigit() and len(both[0]) < len(both[1]) and ROOM_DIGITS <= len(both[1]) <= 4):
        return None
    gap = text[token.end : following.start]
    if gap.strip(BETWEEN[following.role]) or not gap or text.endswith(SINCE, 0, token.start):
        return None
    return Place(None, bare_number(both[0]), None, spelled(both[1]))


def letter_and_room(text: str, found: Sequence[Token], index: int) -> Place | None:
    """'创业大厦C1203'."""
    token = found[index]
    split = LETTER_ROOM.fullmatch(token.last)
    if not split or len(token.parts) > 1 or token.role not in (Role.BARE, Role.ROOM):
        return None
    return Place(None, bare_number(split[1]), None, split[2])


def english(text: str) -> Place | None:
    said = (pattern.search(text) for pattern in (ENGLISH_BUILDING, ENGLISH_UNIT, ENGLISH_ROOM))
    building, unit, room = (bare_number(found[1]) if found else None for found in said)
    return Place(None, building, unit, room) if building or unit or room else None


def within_building(text: str, found: Sequence[Token]) -> Place:
    """Unit and room alone: '2单元501', '402室'."""
    for index, token in enumerate(found):
        if token.role is Role.UNIT:
            return Place(None, None, bare_number(token.last), tail(text, found, index, unit=token.last).room)
    for token in found:
        if token.role is Role.ROOM and len(token.last) >= ROOM_DIGITS:
            return Place(room=spelled(token.last))
    at_home = ROOM_AT_HOME.search(text)
    return Place(room=at_home[1]) if at_home else Place()
