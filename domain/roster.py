"""The deployment as its operator writes it down: places, people and their posts, before they are stored."""

from dataclasses import dataclass

from domain.people import Level, Role
from domain.places import Building, Community, Estate, MicroGrid


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """`email`: where digests go too."""

    code: str
    name: str
    role: Role
    email: str | None = None


@dataclass(frozen=True, slots=True)
class RosterPost:
    """`person` and `backup` are roster codes; `area` is a micro-grid, estate or community code, as the level asks."""

    person: str
    level: Level
    area: str
    backup: str | None = None
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    communities: tuple[Community, ...]
    estates: tuple[Estate, ...]
    microgrids: tuple[MicroGrid, ...]
    buildings: tuple[Building, ...]
    people: tuple[RosterPerson, ...]
    posts: tuple[RosterPost, ...]
    demo: bool = False
