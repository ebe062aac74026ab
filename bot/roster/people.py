"""Who holds which post, and who stands in for whom? The stewards' table, made values against the known places.

Mistakes are collected with file, line and column; what is merely unwise becomes a warning.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.roster.places import Ground, parts
from bot.roster.sheets import Form, Row
from domain.errors import OperatorError
from domain.people import Level, Role
from domain.roster import RosterPerson, RosterPost

STEWARDS = Form("stewards", "红管家", ("编号", "姓名", "角色"), ("负责范围", "备岗人", "值守时间", "邮箱"))

LEVELS = {
    "楼道红管家": Level.BUILDING,
    "小区红管家": Level.ESTATE,
    "网格长": Level.GRID,
    "社区办公室": Level.OFFICE,
}


EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(slots=True)
class Crew:
    people: dict[str, RosterPerson] = field(default_factory=dict)
    posts: list[RosterPost] = field(default_factory=list)
    mistakes: list[OperatorError] = field(default_factory=list)


def muster(rows: Sequence[Row], ground: Ground) -> Crew:
    crew = Crew()
    filled = [row for row in rows if all(row[column] for column in STEWARDS.needed)]
    for row in filled:
        add_person(crew, row)
    for row in filled:
        if row["角色"] in LEVELS:
            add_posts(crew, row, ground)
    return crew


def add_person(crew: Crew, row: Row) -> None:
    """One person may fill several lines, one for each post; the highest level decides in whose chat she sits."""
    code, name, title = row["编号"], row["姓名"], row["角色"]
    known = crew.people.get(code)
    if title not in LEVELS:
        crew.mistakes.append(row.mistake("角色", f"没有“{title}”这个角色；可写：{'、'.join(LEVELS)}"))
    if not (code.isascii() and code.isalnum()):
        crew.mistakes.append(row.mistake("编号", "只用英文字母和数字，例如 H01"))
    elif known and known.name != name:
        crew.mistakes.append(row.mistake("编号", f"“{code}”已经是另一个人的编号"))
    else:
        office = LEVELS.get(title, Level.BUILDING) >= Level.GRID or (known is not None and known.role is Role.OFFICE)
        email = email_of(crew, row) or (known.email if known else None)
        crew.people[code] = RosterPerson(code, name, Role.OFFICE if office else Role.STEWARD, email)


def email_of(crew: Crew, row: Row) -> str | None:
    said = row["邮箱"]
    if said and not EMAIL.fullmatch(said):
        crew.mistakes.append(row.mistake("邮箱", f"“{said}”不像邮箱地址，写法如 office@example.org"))
        return None
    return said or None


def add_posts(crew: Crew, row: Row, ground: Ground) -> None:
    level = LEVELS[row["角色"]]
    backup = backup_of(crew, row)
    for area in areas_of(crew, row, level, ground):
        if any((post.person, post.level, post.area) == (row["编号"], level, area) for post in crew.posts):
            crew.mistakes.append(row.mistake("负责范围", "同一个人的同一个岗位写了两次"))
        else:
            crew.posts.append(RosterPost(row["编号"], level, area, backup, row["值守时间"]))


def backup_of(crew: Crew, row: Row) -> str | None:
    said = row["备岗人"]
    if not said:
        return None
    found = [said] if said in crew.people else [code for code, person in crew.people.items() if person.name == said]
    problem = ""
    if not found:
        problem = f"表里没有“{said}”；写备岗人的编号或姓名"
    elif len(found) > 1:
        problem = f"有 {len(found)} 个人叫“{said}”，请写编号"
    elif found[0] == row["编号"]:
        problem = "自己不能做自己的备岗人"
    if problem:
        crew.mistakes.append(row.mistake("备岗人", problem))
        return None
    return found[0]


def areas_of(crew: Crew, row: Row, level: Level, ground: Ground) -> list[str]:
    """The codes of the areas the row names; for the office an empty cell means the only community."""
    named = list(parts(row["负责范围"]))
    if not named and level >= Level.GRID and ground.only_community():
        return [ground.only_community()]
    if not named:
        crew.mistakes.append(row.mistake("负责范围", f"{row['角色']}要写明负责哪里"))
    areas = []
    for name in named:
        found = list(candidates(name, level, ground))
        if len(found) == 1:
            areas.append(found[0])
        elif found:
            crew.mistakes.append(row.mistake("负责范围", f"“{name}”不止一处，请写成“小区/微网格”"))
        else:
            crew.mistakes.append(row.mistake("负责范围", f"楼幢表里没有“{name}”这个{KIND[level]}"))
    return areas


KIND = {Level.BUILDING: "微网格", Level.ESTATE: "小区", Level.GRID: "社区", Level.OFFICE: "社区"}


def candidates(name: str, level: Level, ground: Ground) -> Iterator[str]:
    if level is Level.BUILDING:
        for grid in ground.microgrids.values():
            estate = ground.estates[grid.estate]
            if name in (grid.name, *(f"{said}/{grid.name}" for said in (estate.code, estate.name, *estate.aliases))):
                yield grid.code
    elif level is Level.ESTATE:
        for estate in ground.estates.values():
            if name in (estate.code, estate.name, *estate.aliases):
                yield estate.code
    elif name in ground.communities:
        yield name


def unwise(crew: Crew, ground: Ground) -> Iterator[str]:
    """What works, but leaves a hole in the ladder."""
    held = {(post.level, post.area) for post in crew.posts}
    for grid in ground.microgrids.values():
        if (Level.BUILDING, grid.code) not in held:
            yield f"{ground.estates[grid.estate].name}的{grid.name}没有楼道红管家，诉求会直接交给小区红管家"
    for estate in ground.estates.values():
        if (Level.ESTATE, estate.code) not in held:
            yield f"{estate.name}没有小区红管家，诉求会直接升到网格长"
    for community in ground.communities:
        if (Level.GRID, community) not in held:
            yield f"{community}没有网格长，黄色提醒会直接到社区办公室"
    for person in crew.people.values():
        if person.email and person.role is not Role.OFFICE:
            yield f"{person.code} 的邮箱用不上：邮件只寄给社区办公室和网格长"
    for post in crew.posts:
        if post.level is Level.BUILDING and post.backup is None:
            yield f"楼道红管家 {post.person} 没有备岗人，不在岗时会直接升级"


def officeless(crew: Crew, ground: Ground) -> Iterator[OperatorError]:
    held = {post.area for post in crew.posts if post.level is Level.OFFICE}
    for community in ground.communities:
        if community not in held:
            yield OperatorError(STEWARDS.title, f"“{community}”没有社区办公室的人，分不清的诉求就没人看")
