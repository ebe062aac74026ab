"""Which communities, estates, micro-grids and buildings do the tables describe? Two of the tables, made values.

Knows nothing of people. Mistakes are collected with file, line and column.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.roster.sheets import Form, Row
from domain.errors import OperatorError
from domain.places import Building, Community, Estate, MicroGrid

COMMUNITIES = Form("communities", "社区", ("社区", "编号前缀"))
PLACES = Form("places", "楼幢", ("小区", "微网格", "楼幢"), ("小区别名", "地标", "社区", "小区编号"))

PREFIX = re.compile(r"[A-Z]{2,4}")
SEVERAL = re.compile(r"[、,;]")
RANGE = re.compile(r"(\d{1,3})\s*[~〜至到]\s*(\d{1,3})")
SUFFIX = re.compile(r"(?:号楼|幢|栋|座|号|#)(?=\s*(?:[~〜至到]|$))")
DASHED = re.compile(r"\d{1,3}-\d{1,3}")
DATE = re.compile(r"\d{4}[-/年].*|\d+月\d+日?")
DOOR_LENGTH = 10
READABLE = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz")


@dataclass(slots=True)
class Ground:
    """All places of the roster while they are being gathered; estates and micro-grids by code."""

    communities: dict[str, Community] = field(default_factory=dict)
    estates: dict[str, Estate] = field(default_factory=dict)
    microgrids: dict[str, MicroGrid] = field(default_factory=dict)
    buildings: dict[tuple[str, str], Building] = field(default_factory=dict)
    mistakes: list[OperatorError] = field(default_factory=list)

    def only_community(self) -> str:
        return next(iter(self.communities)) if len(self.communities) == 1 else ""


def gather(communities: Sequence[Row], places: Sequence[Row], secret: bytes, *, demo: bool) -> Ground:
    ground = Ground()
    for row in communities:
        add_community(ground, row, demo)
    for row in places:
        if all(row[column] for column in PLACES.needed):
            add_place(ground, row, secret)
    ground.mistakes += shared_names(ground, places)
    return ground


def add_community(ground: Ground, row: Row, demo: bool) -> None:
    name, prefix = row["社区"], row["编号前缀"].upper()
    if not (name and prefix):
        return
    if name in ground.communities:
        ground.mistakes.append(row.mistake("社区", f"“{name}”写了两次"))
    elif not PREFIX.fullmatch(prefix):
        ground.mistakes.append(row.mistake("编号前缀", "应当是 2 到 4 个英文字母，例如 XH"))
    elif any(prefix == known.prefix for known in ground.communities.values()):
        ground.mistakes.append(row.mistake("编号前缀", f"“{prefix}”已经用在另一个社区，编号会撞"))
    else:
        ground.communities[name] = Community(name, name, prefix=prefix, demo=demo)


def add_place(ground: Ground, row: Row, secret: bytes) -> None:
    estate = place_estate(ground, row)
    if estate is None:
        return
    grid = f"{estate.code}/{row['微网格']}"
    ground.microgrids.setdefault(grid, MicroGrid(grid, row["微网格"], estate.code))
    ground.mistakes += [row.mistake("楼幢", problem) for problem in doubtful(row["楼幢"])]
    numbers = list(buildings_in(row["楼幢"]))
    landmarks = tuple(parts(row["地标"]))
    if landmarks and len(numbers) > 1:
        ground.mistakes.append(row.mistake("地标", "地标只属于一幢楼，请让这幢楼单独占一行"))
    for number in numbers:
        if (estate.code, number) in ground.buildings:
            ground.mistakes.append(row.mistake("楼幢", f"{estate.name}的“{number}”写了两次"))
        door = door_code(secret, estate.code, number)
        ground.buildings.setdefault((estate.code, number), Building(estate.code, number, grid, door, landmarks))


def place_estate(ground: Ground, row: Row) -> Estate | None:
    """The row's estate, made or completed with further aliases."""
    community = row["社区"] or ground.only_community()
    if community not in ground.communities:
        said = (
            f"社区表里没有“{row['社区']}”"
            if row["社区"]
            else "社区表里不止一个社区（或一个也没有），这里要写明是哪一个"
        )
        ground.mistakes.append(row.mistake("社区", said))
        return None
    code, name = row["小区编号"] or row["小区"], row["小区"]
    known = ground.estates.get(code)
    if known and (known.name, known.community) != (name, community):
        ground.mistakes.append(
            row.mistake("小区", f"与前面“{known.name}（{known.community}）”的编号相同，名字或社区却不同")
        )
        return None
    before = known.aliases if known else ()
    aliases = tuple(dict.fromkeys((*before, *parts(row["小区别名"]))))
    ground.estates[code] = Estate(code, name, community, aliases)
    return ground.estates[code]


def shared_names(ground: Ground, places: Sequence[Row]) -> Iterator[OperatorError]:
    """Two estates must not answer to one name, else a complaint goes to the wrong gate."""
    owners: dict[str, str] = {}
    for estate in ground.estates.values():
        for name in dict.fromkeys((estate.name, *estate.aliases)):
            other = owners.setdefault(name, estate.code)
            if other != estate.code:
                row = next(r for r in places if estate.code in (r["小区编号"], r["小区"]))
                yield row.mistake("小区", f"“{name}”同时是另一个小区的名字或别名，分不清")


def parts(cell: str) -> Iterator[str]:
    return (part.strip() for part in SEVERAL.split(cell) if part.strip())


def buildings_in(cell: str) -> Iterator[str]:
    """'3幢' → 3; '1、2' → 1, 2; '1~6' → 1 … 6. Names such as 东一 stay names."""
    for part in parts(cell):
        bare = SUFFIX.sub("", part).strip()
        if span := RANGE.fullmatch(bare):
            yield from (str(number) for number in range(int(span[1]), int(span[2]) + 1))
        else:
            yield bare.lstrip("0") if bare.isdigit() and bare.strip("0") else bare


def doubtful(cell: str) -> Iterator[str]:
    """What could be read in two ways, or was spoilt by a spreadsheet program."""
    for part in parts(cell):
        span = RANGE.fullmatch(SUFFIX.sub("", part).strip())
        if DATE.fullmatch(part):
            yield f"“{part}”被表格软件变成了日期；请把这一列设为文本，范围写成 1~6"
        elif DASHED.fullmatch(part):
            yield f"“{part}”有两种读法：一连几幢请写 1~6，楼名就叫这个请写 {part}幢"
        elif span and int(span[1]) > int(span[2]):
            yield f"“{part}”的范围写反了"


def door_code(secret: bytes, estate: str, building: str) -> str:
    """Printed on the building's poster: the same on every start, not to be guessed without the deployment's secret."""
    digest = hmac.digest(secret, f"door\n{estate}\n{building}".encode(), hashlib.sha256)
    return base64.b32encode(digest).translate(READABLE)[:DOOR_LENGTH].decode()
