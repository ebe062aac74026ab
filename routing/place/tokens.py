"""Which numbers stand in a plain text, and what is each marked as? '3幢' is a building, '9:30' is nothing of ours.

Tells what a number calls itself; what it is beside its neighbours is said in grammar.py.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from routing.place.numerals import DIGITS, HAN_LETTERS


class Role(StrEnum):
    """BARE has no mark, DOOR is a way in (门, 梯), HOUSE is 号; ZONE, MEASURE and NOISE are never buildings."""

    BUILDING = "building"
    UNIT = "unit"
    FLOOR = "floor"
    ROOM = "room"
    HOUSE = "house"
    DOOR = "door"
    ZONE = "zone"
    MEASURE = "measure"
    NOISE = "noise"
    BARE = "bare"


class Token(NamedTuple):
    """`parts` are what dashes divide: '3-2-501' has three."""

    parts: tuple[str, ...]
    role: Role
    mark: str
    start: int
    end: int

    @property
    def last(self) -> str:
        return self.parts[-1]


NOISE = (
    r"\d+(?:[.:]\d+)+"
    r"|1[3-9]\d-?\d{4}-?\d{4}(?!\d)"
    r"|0\d{2,3}-\d{7,8}(?!\d)"
    r"|(?:19|20)\d\d-(?:(?:0?[1-9]|1[0-2])(?![\d-])|\d{1,2}-\d{1,2}(?!\d))"
    r"|(?<=[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])[a-z]-?[\da-z]{5,6}"
)
PART = (
    r"(?:\d{1,3}[a-z]\d{3,4}(?![\da-z])"
    r"|(?:(?<![a-z])[a-z])?\d{1,8}(?!\d)(?:[a-z](?![a-z]))?"
    r"|(?<![a-z\d])[a-z](?![a-z]))"
)
HAN_PART = r"[一二三四五六七八九十]{1,2}(?=-+[\da-z])"
DASH = r"\s*(?:-+|#(?=[\da-z])|杠|一(?=\d))\s*"
NUMBER = re.compile(
    rf"(?=[\da-z{HAN_LETTERS}东南西北甲乙丙丁])(?:(?<!\d)(?P<noise>{NOISE})"
    rf"|(?P<stem>[东南西北甲乙丙丁]?)(?:(?<!\d)(?P<parts>(?:{PART}|{HAN_PART})(?:{DASH}(?:{PART}|{HAN_PART}))*)|(?P<han>[{HAN_LETTERS}]{{1,5}}))"
    r"|(?P<name>[东南西北甲乙丙丁])(?=[幢栋座]|单元|楼(?:\d{3}|[\d一二三四五]单元)))"
)
DIVIDE = re.compile(r"[\s\-#杠一]+|(?<=\d)(?=[a-z]\d)|(?<=[a-z])(?=\d{3})(?<=\d[a-z])")
NEXT_NUMBER = rf"(?=\s*-?\s*[\da-z{HAN_LETTERS}])"
MISHEARD_END = rf"(?=\s*(?:[\d{HAN_LETTERS}东西单丹但楼的门那,.。!?]|$))"
# The first that fits is the mark.
MARKS: tuple[tuple[Role, str], ...] = (
    (Role.UNIT, "[单単][元圆园源员]|丹元|但元|门洞"),
    (
        Role.BUILDING,
        f"[号好耗浩]楼|号[栋幢]|[幢栋憧懂橦]楼?|座(?![位机])|排{NEXT_NUMBER}|#楼?|[床状撞洞动冻疃]{MISHEARD_END}",
    ),
    (Role.ROOM, r"号[室房]|室|房(?!东|产|价|子|租|屋|款)间?|[是事市试](?=$|[\s,.漏没停又的])"),
    (Role.ZONE, "号?[院地线桥]|[国省]道|大?道|公?[里路]|小区|中队|[区期组队弄苑园村坊社街巷环]"),
    (Role.DOOR, "号?(?:门(?![口禁卫铃锁框市面店诊])|梯(?![口子队形]))"),
    (Role.HOUSE, "号(?![召令码])"),
    (
        Role.MEASURE,
        "小时|天(?!花)|[点个岁月日年分块元米度次人户斤倍万千百毛角吨只条张台辆钟秒周%级颗棵伏瓦升平多来几]|k[wg]|[cm]m|m²?(?![a-z])",
    ),
    (Role.FLOOR, "楼层?|层|f(?![a-z])"),
)
MARK = re.compile(r"\s*(?:" + "|".join(f"(?P<{role.name}>{words})" for role, words in MARKS) + ")")
MISHEARD_ROOM = frozenset("是事市试")
POINTED_AT = tuple("这那每同哪整另几某各")
FEWEST_SPELLED = 3
COUNTS = re.compile("两|一(?:[幢栋]楼|座)")


def tokens(text: str) -> Iterator[Token]:
    for number in NUMBER.finditer(text):
        if number["noise"]:
            yield Token((number[0],), Role.NOISE, "", *number.span())
        elif token := marked(number, text):
            yield token


def marked(number: re.Match[str], text: str) -> Token | None:
    found = MARK.match(text, number.end())
    role, mark, end = Role.BARE, "", number.end()
    if found and not (found[0] in MISHEARD_ROOM and len(number[0]) < FEWEST_SPELLED):
        role, mark, end = Role[found.lastgroup or ""], found[0].strip(), found.end()
    if number["han"] and not stands_for_itself(number["han"], role, mark, text[: number.start()]):
        return None
    if number["name"] and role is Role.FLOOR:
        return Token((number["name"] + mark,), Role.BUILDING, mark, number.start(), end)
    stem = number["stem"] if role in (Role.BUILDING, Role.UNIT) else ""
    first, *more = DIVIDE.split(number["parts"]) if number["parts"] else (number["han"] or number["name"],)
    return Token(((stem or "") + first, *more), role, mark, number.start(), end)


def stands_for_itself(han: str, role: Role, mark: str, before: str) -> bool:
    """'三幢' is a name, 'this one building' and 'two buildings' are counted; an unmarked number is a room said aloud."""
    if role is Role.BARE:
        return len(han) >= FEWEST_SPELLED and all(letter in DIGITS for letter in han)
    return role is not Role.BUILDING or not (before.endswith(POINTED_AT) or COUNTS.match(han + mark))
