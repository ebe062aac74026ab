"""Who: residents, red stewards of each level, the office; how they are reached and who stands in for whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cached_property

from domain.places import Building, Community, Estate, MicroGrid, Place


class Role(StrEnum):
    """A group is an estate's chat group: written to like a person, never a speaker itself."""

    RESIDENT = "resident"
    STEWARD = "steward"
    OFFICE = "office"
    GROUP = "group"


class Level(IntEnum):
    """The ladder. L3 and L4 sit in the office's chat; L5 is the street, reached by digest only."""

    BUILDING = 1
    ESTATE = 2
    GRID = 3
    OFFICE = 4
    STREET = 5


# Digests go there, beside a chat; nobody speaks through it, and it never stands in for a chat.
MAIL = "email"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is written to: a channel's name and that channel's key for the chat."""

    channel: str
    key: str


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    role: Role
    name: str | None = None
    code: str | None = None
    home: Place = Place()
    language: str = "zh"
    greeted: bool = False
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One person's duty at one level over one area (micro-grid, estate or community code).

    `reachable` is False until the person has entered by a one-time link: nothing can be handed to her before that.
    """

    person: int
    name: str
    level: Level
    area: str
    backup: int | None = None
    hours: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Absence:
    person: int
    since: datetime
    until: datetime
    backup: int | None = None

    def covers(self, now: datetime) -> bool:
        return self.since <= now < self.until


@dataclass(frozen=True)
class Directory:
    """The deployment's places and posts as they stand. Small enough to hand around whole; looked up many times a turn."""

    communities: tuple[Community, ...] = ()
    estates: tuple[Estate, ...] = ()
    microgrids: tuple[MicroGrid, ...] = ()
    buildings: tuple[Building, ...] = ()
    posts: tuple[Post, ...] = ()
    absences: tuple[Absence, ...] = ()
    version: int = 0

    @cached_property
    def _estates(self) -> dict[str, Estate]:
        return {estate.code: estate for estate in self.estates}

    @cached_property
    def _communities(self) -> dict[str, Community]:
        return {community.code: community for community in self.communities}

    @cached_property
    def _buildings(self) -> dict[tuple[str, str], Building]:
        return {(building.estate, building.number): building for building in self.buildings}

    @cached_property
    def _microgrids(self) -> dict[str, str]:
        """The estate of each."""
        return {grid.code: grid.estate for grid in self.microgrids}

    @cached_property
    def _posts(self) -> dict[int, Post]:
        """Of each person the first."""
        return {post.person: post for post in reversed(self.posts)}

    def community(self, code: str | None) -> Community | None:
        return self._communities.get(code) if code else None

    def estate(self, code: str | None) -> Estate | None:
        return self._estates.get(code) if code else None

    def building(self, estate: str | None, number: str | None) -> Building | None:
        return self._buildings.get((estate, number)) if estate and number else None

    def behind_door(self, door: str) -> Building | None:
        return next((b for b in self.buildings if b.door == door), None)

    def community_of(self, estate: str | None) -> Community:
        known = self.estate(estate)
        return self._communities[known.community] if known else self.communities[0]

    def community_over(self, post: Post) -> Community:
        """The one her area lies in."""
        match post.level:
            case Level.BUILDING:
                return self.community_of(self._microgrids.get(post.area))
            case Level.ESTATE:
                return self.community_of(post.area)
            case _:
                return self.community(post.area) or self.communities[0]

    def post_of(self, person: int | None) -> Post | None:
        return self._posts.get(person) if person is not None else None

    @property
    def unregistered(self) -> tuple[Post, ...]:
        """One post of each person who never came in, the highest rung first: nothing can be handed to her."""
        missing = {post.person: post for post in sorted(self.posts, key=lambda p: p.level) if not post.reachable}
        return tuple(sorted(missing.values(), key=lambda post: -post.level))

    def absence_of(self, person: int, now: datetime) -> Absence | None:
        return next((a for a in self.absences if a.person == person and a.covers(now)), None)
