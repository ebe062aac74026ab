"""Whose matter is it? Finds the steward of a place, or whoever stands in, or the next level up, and says why.

Reads only the directory it is given. What it must not do: move a case, or hand a matter to somebody who must keep out
of it (`avoid`): such a person's own stand-in is passed over too, the level above takes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.people import Absence, Directory, Level, Post
from domain.places import Community, Place

LADDER = (Level.BUILDING, Level.ESTATE, Level.GRID, Level.OFFICE)
CALLED = {
    Level.BUILDING: "楼道红管家",
    Level.ESTATE: "小区红管家",
    Level.GRID: "社区网格长",
    Level.OFFICE: "社区办公室",
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """`person` is None only when up to L4 there is nobody but those who must keep out. `why`: each hop, in order."""

    person: int | None
    level: Level
    why: tuple[str, ...]
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """One question put to the directory; `tell` collects the hops."""

    directory: Directory
    place: Place
    now: datetime
    avoid: frozenset[int]
    tell: list[str]


def assign(
    directory: Directory,
    place: Place,
    now: datetime,
    *,
    level: Level = Level.BUILDING,
    avoid: frozenset[int] = frozenset(),
) -> Assignment:
    """Asks level by level upwards; within a level post by post, each with those who stand in."""
    search = Search(directory, place, now, avoid, [])
    for rung in LADDER[min(level, Level.OFFICE) - 1 :]:
        person = at_level(search, rung)
        if person is not None:
            return Assignment(person, rung, tuple(search.tell), copies(search, rung, person))
    return last_resort(search)


def stand_in(
    directory: Directory, person: int, now: datetime, *, avoid: frozenset[int] = frozenset()
) -> Assignment | None:
    """Who takes over from `person` at his own level (L1b), or None: then only the level above can help."""
    post = directory.post_of(person)
    if post is None:
        return None
    search = Search(directory, Place(), now, avoid, [])
    found = first_free(search, post)
    return Assignment(found.person, post.level, (f"{post.name}的备岗{found.name}",)) if found else None


def at_level(search: Search, level: Level) -> int | None:
    area = area_of(search, level)
    if area is None:
        return None
    posts = [post for post in search.directory.posts if post.level is level and post.area == area]
    if not posts:
        search.tell.append(f"没有{CALLED[level]}")
    for post in posts:
        if post.person in search.avoid:
            search.tell.append(f"{post.name}需要回避")
        elif found := serving(search, post):
            return found.person
    return None


def area_of(search: Search, level: Level) -> str | None:
    """The code a post of that level must hold to cover the place; None if the place is too vague for the level."""
    match level:
        case Level.BUILDING:
            return microgrid_of(search)
        case Level.ESTATE:
            return estate_of(search)
        case _:
            community = community_of(search.directory, search.place)
            return community.code if community else None


def microgrid_of(search: Search) -> str | None:
    place, directory = search.place, search.directory
    building = directory.building(place.estate, place.building)
    code = building.microgrid if building else place.microgrid
    grid = next((g for g in directory.microgrids if g.code == code), None)
    if building is None and grid:
        search.tell.append(f"共享的位置在{grid.name}")
        return grid.code
    if building is None:
        search.tell.append(f"楼幢表里没有{spoken(place.building)}" if place.building else "没有说到哪一幢")
        return None
    search.tell.append(f"{spoken(building.number)}归{grid.name if grid else building.microgrid}")
    return building.microgrid


def estate_of(search: Search) -> str | None:
    estate = search.directory.estate(search.place.estate)
    if estate is None:
        search.tell.append("还不知道是哪个小区")
    return estate.code if estate else None


def community_of(directory: Directory, place: Place) -> Community | None:
    """As the directory has it, but without falling over a directory that is empty or has a hole."""
    estate = directory.estate(place.estate)
    if estate is None:
        return directory.communities[0] if directory.communities else None
    return next((c for c in directory.communities if c.code == estate.community), None)


def serving(search: Search, post: Post) -> Post | None:
    """The holder of the post or who stands in for her, through any number of hops, never round in a circle."""
    if is_free(search, post):
        search.tell.append(f"{CALLED[post.level]}{post.name}")
        return post
    found = first_free(search, post)
    hindered = hindrance(search, post)
    search.tell.append(f"{hindered}，由{found.name}代" if found else f"{hindered}，没有人能代")
    return found


def first_free(search: Search, post: Post) -> Post | None:
    return next((backup for backup in behind(search, post) if is_free(search, backup)), None)


def behind(search: Search, post: Post) -> Iterator[Post]:
    """Those who stand in for a post, nearest first: the leave's own backup, the post's, then theirs; nobody twice."""
    seen, waiting = {post.person, *search.avoid}, [post]
    while waiting:
        for person in backups(search, waiting.pop(0)):
            backup = search.directory.post_of(person)
            if backup and person not in seen:
                yield backup
                seen.add(person)
                waiting.append(backup)


def backups(search: Search, post: Post) -> tuple[int, ...]:
    absence = search.directory.absence_of(post.person, search.now)
    named = (absence.backup if absence else None, post.backup)
    return tuple(dict.fromkeys(person for person in named if person is not None))


def is_free(search: Search, post: Post) -> bool:
    return post.reachable and search.directory.absence_of(post.person, search.now) is None


def hindrance(search: Search, post: Post) -> str:
    absence = search.directory.absence_of(post.person, search.now)
    return f"{post.name}休假至{last_day(search, absence)}" if absence else f"{post.name}还没有登记"


def last_day(search: Search, absence: Absence) -> str:
    community = community_of(search.directory, search.place)
    local = (absence.until - timedelta(seconds=1)).astimezone(ZoneInfo(community.zone if community else "UTC"))
    return f"{local.month}月{local.day}日"


def copies(search: Search, level: Level, person: int) -> tuple[int, ...]:
    """What the building steward gets, the estate steward sees."""
    if level is not Level.BUILDING:
        return ()
    above = at_level(replace(search, tell=[]), Level.ESTATE)
    return () if above is None or above == person else (above,)


def last_resort(search: Search) -> Assignment:
    """Nobody is free: it still lands with somebody, one who can be written to before one who can't, then the highest."""
    areas = {level: area_of(replace(search, tell=[]), level) for level in LADDER}
    posts = [p for p in search.directory.posts if p.area == areas.get(p.level) and p.person not in search.avoid]
    if not posts:
        return Assignment(None, Level.OFFICE, (*search.tell, "名册里没有能接手的人"))
    post = max(posts, key=lambda p: (p.reachable, p.level))
    why = f"没有人能接手，先放在{CALLED[post.level]}{post.name}名下"
    return Assignment(post.person, post.level, (*search.tell, why))


def spoken(building: str) -> str:
    return f"{building}幢" if building.isascii() else building
