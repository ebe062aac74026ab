"""Where does a text say it is? Estate, building, unit and room in the ways people write them, or a spot in her words.

Numbers come out bare ("3", "2", "501", "A"). What is not said is None; nothing is guessed beyond the writer's own
home when she speaks of it, and the only estate there is.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.people import Directory
from domain.places import Building, Estate, Place

NOWHERE = Place()
LONGEST = 600
TYPO_LENGTH = 4

DIGITS = {letter: n for n, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "幺": 1}
HAN_NUMBER = r"[零〇一二三四五六七八九十百两幺]{1,4}"
NUMBER = rf"(?:\d{{1,4}}[a-z]?(?![a-z])|[a-z]\d{{0,2}}|{HAN_NUMBER})"
DASH = re.compile(r"\s*[—–‐‑‒−_/·]+\s*|-{2,}|(?<=[\da-z])\s*[-一~]\s*(?=[\da-z])")
DOTTED = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,2})\.(\d{3,4})(?![\d.])")
MISHEARD = (
    (re.compile(rf"({NUMBER})\s*[床状撞洞动冻疃](?![上单头位位铺面察态击])"), r"\1幢"),
    (re.compile(r"(?:单圆|单园|单源|丹元|单员|但元)"), "单元"),
    (re.compile(rf"({NUMBER})\s*(?:好|耗|浩)楼"), r"\1号楼"),
    (re.compile(r"(\d{3,4})\s*(?:是|事|市|试)(?=$|[\s,.漏没停又的])"), r"\1室"),
)
RANGE = re.compile(r"\d{1,3}\s*(?:到|至|、|和|-)\s*\d{1,3}\s*(?:幢|栋|号楼)(?:楼)?")
MARKED = re.compile(
    rf"第?({NUMBER})\s*(?:号楼|号栋|幢楼|幢|栋楼|栋|座|排(?=\d)|#楼|#(?=\d{{1,2}}\s*(?:-|单元))|楼(?=\s*{NUMBER}\s*单元)|(?<=[a-z]\d)楼(?=\d)|弄(?=\s*\d+\s*号楼?\b))"
)
ENGLISH_BUILDING = re.compile(r"\b(?:building|block|bldg|tower)\s*(?:no\.?\s*)?(\d{1,3}[a-z]?|[a-z])\b")
ENGLISH_UNIT = re.compile(r"\bunit\s*(\d{1,2}|[a-z])\b")
ENGLISH_ROOM = re.compile(r"\b(?:room|flat|apartment|apt|rm)\.?\s*(\d{3,4}[a-z]?)\b")
NOT_A_PLACE = r"(?!\s*(?:天|点|个|岁|月|日|年|分|小时|块|元|米|度|次|人|层|楼|户|斤|期|倍|%|:|\.\d|-\d))"
THREE = re.compile(
    rf"(?<![\d:.-])(\d{{1,4}}[a-z]?|[a-z]\d?)[-#](\d{{1,3}}|[a-z])[-#](\d{{2,5}}[a-z]?)(?!\d){NOT_A_PLACE}"
)
BLOCK_UNIT_FLOOR = re.compile(r"(?<![\d:.-])(\d{1,4}|[a-z])-(\d{1,2})-\d{1,2}(?:楼|层)")
TWO = re.compile(rf"(?<![\d:.-])(\d{{1,4}}[a-z]?|[a-z]\d?)[-#](\d{{1,5}}(?:[a-z](?![a-z]))?)(?!\d){NOT_A_PLACE}")
DASHED_UNIT = re.compile(r"(?<![\d:.-])(\d{1,4}|[a-z])-(\d{1,2})\s*单元\s*-?\s*(\d{3,4}[a-z]?)?")
HOUSE = re.compile(rf"(?<![\d路街道巷线])(\d{{1,4}})号\s*-?(?:({NUMBER})单元\s*)?-?(\d{{3,4}}[a-z]?)(?!\d|元|块)")
JOINED = re.compile(r"(?<![\da-z])(\d{1,3})([a-z])(\d{3,4})(?![\da-z])")
LETTER_ROOM = re.compile(r"(?<![\da-z])([a-z])(\d{3,4})(?![\da-z])")
UNIT = re.compile(rf"({NUMBER})\s*(?:单元|门洞)")
TAIL_UNIT = re.compile(rf"\s*-?\s*[东西南北中]?({NUMBER})\s*(?:单元|门洞|门(?!口|禁)|座|号(?=\s*\d{{3}}))")
TAIL_HOUSE = re.compile(r"\s*-?\s*(1?\d|20)号(?!楼|门|线)")
TAIL_FLOOR = re.compile(rf"[^\d,。,;]{{0,6}}?\s*(?:{NUMBER})\s*(?:楼|层)")
TAIL_TWO = re.compile(r"\s*-?\s*(\d{1,3}|[a-z])-(\d{1,5}[a-z]?)(?!\d)")
TAIL_LETTER_UNIT = re.compile(r"\s*([a-z](?=-?\d{3})|[a-z]\d(?=-)|[a-z]\d?(?!\w)|\d{2}[a-z](?!\w))")
TAIL_ROOM = re.compile(
    r"[^\d,。,;!?]{0,6}?-?\s*(\d{3,8}[a-z]?|\d{1,3}(?=\s*(?:室|号房|号(?!楼)|户)))(?![\d.:]|-\d{1,2}(?!\d))"
)
TAIL_HAN_ROOM = re.compile(r"\s*-?\s*([零〇一二三四五六七八九幺两]{3,4})(?:室|号|房)?")
ROOM = re.compile(r"(?<![\d.:-])(\d{3,4}[a-z]?)\s*(?:室|号房|房间|房(?!东|产|价|子))")
ROOM_AT_HOME = re.compile(r"(?:我家|我住|住在?|家在)[^\d]{0,4}(\d{3,4})(?!\d|元|块|平|天)")
NEARBY = "旁边|边上|旁|对面|门口|入口|出口|下面|底下|后面|前面|背后|附近|里面|拐角|那边|那里|中间|外面|尽头"
SPOTS = (
    "东门|南门|西门|北门|正门|后门|侧门|大门|小门|地下车库|地库|车库|车棚|充电棚|篮球场|网球场|儿童乐园|游乐场|游乐园|"
    "滑梯|凉亭|快递柜|驿站|垃圾房|垃圾站|物业办公室|岗亭|门卫|花坛|湖边|河边|池塘|菜场|菜市场|食堂|健身区|健身广场|"
    "活动中心|中心花园|广场|幼儿园|配电房|水泵房|停车场|公交站|便利店|超市|围墙|主干道|中央花园|景观湖|喷泉|长廊|天台|架空层"
)
SPOT = re.compile(rf"(?:[东南西北]边的?)?(?:(?:{SPOTS})的?){{1,3}}(?:{NEARBY})?|最[后前]一排|第[一二三四五六七八九]排")
AT_HOME = re.compile(r"我家|我们家|自家|家里|我屋|屋里|我们楼|我们这栋|我们这幢|我们单元|本单元|本楼|我们楼道")
MY_FLAT = re.compile(r"我家|我们家|自家|家里|我屋|屋里")
OUTSIDE = re.compile(r"我妈|我爸|朋友|单位|公司|隔壁小区|别的小区|对面小区")


@dataclass(frozen=True, slots=True)
class Named:
    """One way an estate is written."""

    name: str
    code: str


class Places:
    def __init__(self, directory: Directory) -> None:
        names = [Named(plain(name), estate.code) for estate in directory.estates for name in written(estate)]
        self._names = sorted((n for n in names if n.name), key=lambda n: -len(n.name))
        self._only = directory.estates[0].code if len(directory.estates) == 1 else None
        marks = [(plain(mark), building) for building in directory.buildings for mark in building.landmarks]
        self._landmarks: list[tuple[str, Building]] = sorted(
            ((mark, b) for mark, b in marks if mark), key=lambda pair: -len(pair[0])
        )

    def find(self, text: str, home: Place = NOWHERE) -> Place:
        """The place as far as the text tells it. Estates are told by their code."""
        text = plain(text)
        estate, text = self._estate(text)
        found = numbers(text)
        if found.building is None:
            found = self._landmark(text, estate) or found
        if found.building is None and AT_HOME.search(text) and home.building and not OUTSIDE.search(text):
            return at_home(text, found, home, estate)
        if found.building is None:
            found = replace(found, spot=spot_in(text))
        return replace(found, estate=estate or found.estate or self._estate_for(found, home))

    def _estate(self, text: str) -> tuple[str | None, str]:
        """The estate named, and the text without its name (names may hold numbers)."""
        for named in self._names:
            if named.name in text:
                return named.code, text.replace(named.name, " ", 1)
        for named in self._names:
            start = near(named.name, text)
            if start is not None:
                return named.code, text[:start] + " " + text[start + len(named.name) :]
        return None, text

    def _landmark(self, text: str, estate: str | None) -> Place | None:
        for mark, building in self._landmarks:
            if mark in text and estate in (None, building.estate):
                return Place(building.estate, building.number)
        return None

    def _estate_for(self, found: Place, home: Place) -> str | None:
        return (home.estate or self._only) if found.building or found.spot or found.room else None


def written(estate: Estate) -> Iterable[str]:
    return (estate.name, *estate.aliases)


def plain(text: str) -> str:
    """Half width, lower case, one kind of dash, misheard house words mended."""
    text = DASH.sub("-", unicodedata.normalize("NFKC", text[:LONGEST]).lower())
    text = DOTTED.sub(r"\1-\2-\3", text)
    for wrong, right in MISHEARD:
        text = wrong.sub(right, text)
    return text


def near(name: str, text: str) -> int | None:
    """Where a longer name stands with one letter wrong."""
    if len(name) < TYPO_LENGTH:
        return None
    for start in range(len(text) - len(name) + 1):
        if sum(a != b for a, b in zip(name, text[start : start + len(name)], strict=True)) <= 1:
            return start
    return None


def at_home(text: str, found: Place, home: Place, estate: str | None) -> Place:
    """She speaks of her own house; her room only if she speaks of her flat."""
    if estate and estate != home.estate:
        return replace(found, estate=estate)
    room = found.room or (home.room if MY_FLAT.search(text) else None)
    return Place(home.estate, home.building, found.unit or home.unit, room)


def spot_in(text: str) -> str | None:
    found = RANGE.search(text) or SPOT.search(text)
    return found[0] if found else None


def numbers(text: str) -> Place:
    if RANGE.search(text):
        return Place()
    return dashed_unit(text) or marked(text) or dashed(text) or english(text) or bare(text)


def marked(text: str) -> Place | None:
    """'3幢2单元501', 'A座11楼128号', '9号楼3-42'."""
    hits = list(MARKED.finditer(text))
    if not hits:
        return None
    first, last = hits[0], hits[-1]
    if len(hits) > 1 and last.start() - first.end() <= 1 and last[0].endswith("座"):
        unit, room = rest(text[last.end() :])
        return Place(None, bare_number(first[1]), bare_number(last[1]), room or unit)
    unit, room = rest(text[first.end() :])
    return Place(None, bare_number(first[1]), unit, room)


def rest(tail: str) -> tuple[str | None, str | None]:
    """Unit and room right after a building."""
    unit = None
    if found := TAIL_UNIT.match(tail):
        unit, tail = bare_number(found[1]), tail[found.end() :]
    if found := TAIL_TWO.match(tail):
        return unit or bare_number(found[1]), bare_number(found[2])
    if unit is None and (found := TAIL_HOUSE.match(tail)):
        return bare_number(found[1]), room_after_floor(tail[found.end() :])
    if unit is None and (found := TAIL_LETTER_UNIT.match(tail)):
        unit, tail = bare_number(found[1]), tail[found.end() :]
    elif unit is None and (found := re.match(r"-(\d{1,2})(?![\d室号])", tail)):
        return bare_number(found[1]), None
    return unit, room_after_floor(tail)


def room_after_floor(tail: str) -> str | None:
    if found := TAIL_FLOOR.match(tail):
        tail = tail[found.end() :]
    found = TAIL_ROOM.match(tail) or TAIL_HAN_ROOM.match(tail)
    return spelled(found[1]) if found else None


def dashed_unit(text: str) -> Place | None:
    """'8-1单元302'; looked for first, for its unit is no building."""
    found = DASHED_UNIT.search(text)
    return Place(None, *(bare_number(part) if part else None for part in found.groups())) if found else None


def dashed(text: str) -> Place | None:
    """'3-2-501', '3#2-501', '62-993', '97h1105'."""
    found = THREE.search(text)
    if found and not is_date(found[1], found[2]):
        return Place(None, *map(bare_number, found.groups()))
    if found := BLOCK_UNIT_FLOOR.search(text):
        return Place(None, *(bare_number(part) if part else None for part in found.groups()))
    if found := JOINED.search(text):
        return Place(None, *map(bare_number, found.groups()))
    for found in TWO.finditer(text):
        if not is_date(found[1], found[2]):
            return two(found, text)
    if found := HOUSE.search(text):
        return Place(None, *(bare_number(part) if part else None for part in found.groups()))
    if found := LETTER_ROOM.search(text):
        return Place(None, bare_number(found[1]), None, found[2])
    return None


def two(found: re.Match[str], text: str) -> Place:
    """'62-993' is building and room, '3-2' building and unit."""
    building, second = bare_number(found[1]), bare_number(found[2])
    digits = sum(letter.isdigit() for letter in second)
    is_room = digits >= 3 or (second.isdigit() and digits == 2) or text[found.end() : found.end() + 1] in {"室", "号"}
    return Place(None, building, None, second) if is_room else Place(None, building, second)


def is_date(first: str, second: str) -> bool:
    return first.isdigit() and (1900 <= int(first) <= 2100) and second.isdigit() and int(second) <= 12


def english(text: str) -> Place | None:
    building, unit, room = (p.search(text) for p in (ENGLISH_BUILDING, ENGLISH_UNIT, ENGLISH_ROOM))
    if not (building or unit or room):
        return None
    return Place(None, *(bare_number(found[1]) if found else None for found in (building, unit, room)))


def bare(text: str) -> Place:
    unit = UNIT.search(text)
    room = ROOM.search(text[unit.end() :] if unit else text) or ROOM_AT_HOME.search(text)
    after = rest(text[unit.end() :])[1] if unit else None
    return Place(None, None, bare_number(unit[1]) if unit else None, after or (room[1].upper() if room else None))


def bare_number(written_number: str) -> str:
    """'三' → '3', '十二' → '12', 'b2' → 'B2', '007' → '7'."""
    if re.fullmatch(HAN_NUMBER, written_number):
        return str(han_value(written_number))
    return written_number.upper().lstrip("0") or "0"


def spelled(written_number: str) -> str:
    """A room said digit by digit: '三零一' → '301'."""
    if all(letter in DIGITS for letter in written_number):
        return "".join(str(DIGITS[letter]) for letter in written_number)
    return written_number.upper()


def han_value(letters: str) -> int:
    if not any(letter in "十百" for letter in letters):
        return int("".join(str(DIGITS[letter]) for letter in letters))
    total, current = 0, 0
    for letter in letters:
        if letter in "十百":
            total += (current or 1) * (10 if letter == "十" else 100)
            current = 0
        else:
            current = DIGITS[letter]
    return total + current


LONGEST_SPOT = 24
BARE_SPOT = 6
SAYS_WHERE = re.compile(
    "[边旁]|门口|门洞|大门|[东南西北]门|楼[下上顶道梯]|地方|那里|那儿|这里|这儿|对面|附近|[前后里外]面|拐弯|转角|角落|路口|"
    "[地车]库|广场|花坛|花园|草坪|绿化|健身|快递柜|驿站|岗亭|车棚|[房间层廊台院场桥亭池]$|菜场|超市|学校|电梯口|入口|出口"
)
TELLS_MORE = re.compile("坏|漏|堵|吵|臭|不亮|不了|没人|怎么|什么时候|为什么|吗|呢|问|谢谢|您?好$|你好|[?？!！]")


def names_spot(text: str) -> bool:
    """'就那个拐弯的地方': few words that say where and nothing else."""
    plain = text.strip()
    if len(plain) > LONGEST_SPOT or TELLS_MORE.search(plain):
        return False
    return len(plain) <= BARE_SPOT or bool(SAYS_WHERE.search(plain))
