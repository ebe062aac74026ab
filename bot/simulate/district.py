"""Where does a simulated month take place? A sub-district of made-up communities, estates, buildings and stewards.

Sizes follow the paper this product stands on (80 estates with red stewards in 2024); every name is invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from random import Random

from bot.roster.places import door_code
from domain.people import Level, Role
from domain.places import Building, Community, Estate, MicroGrid
from domain.roster import Roster, RosterPerson, RosterPost

IN_A_COMMUNITY = 10
FEWEST_BUILDINGS, MOST_BUILDINGS = 6, 14
IN_A_GRID = 4
EMPTY_POSTS = 0.05
MOST_ESTATES = 240

TREES = "梅兰竹桂松枫荷柳桃杏榆槐莲茶棠樟"
ENDS = ("香苑", "溪园", "语里", "影庭", "月湾", "风坊", "云居", "山府", "露台苑", "泉新村")
MORE_ENDS = tuple(f"{one}{two}" for one, two in product("东西南北", ("苑", "园", "里")))[:10]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
FIRST = "春夏秋冬晨明清远和安"
SECOND = "风雨山川林泉月星舟野"


@dataclass(frozen=True, slots=True)
class District:
    roster: Roster
    secret: bytes


def make_district(estates: int, rng: Random) -> District:
    """The same one for the same numbers out of `rng`."""
    secret = rng.randbytes(32)
    communities = tuple(community(number) for number in range(-(-estates // IN_A_COMMUNITY)))
    places = tuple(islice(estates_of(communities), estates))
    grids, buildings = [], []
    for estate in places:
        count = rng.randint(FEWEST_BUILDINGS, MOST_BUILDINGS)
        grids += [MicroGrid(f"{estate.code}/{n}", f"{n}号微网格", estate.code) for n in range(1, grid_of(count) + 1)]
        buildings += [building(secret, estate.code, n) for n in range(1, count + 1)]
    crew = Crew(rng)
    crew.muster(communities, places, tuple(grids))
    roster = Roster(communities, places, tuple(grids), tuple(buildings), tuple(crew.people), tuple(crew.posts))
    return District(roster, secret)


def community(number: int) -> Community:
    name = f"第{number + 1}社区"
    return Community(name, name, prefix="S" + chr(ord("A") + number))


def estates_of(communities: tuple[Community, ...]) -> Iterator[Estate]:
    names = (f"{tree}{end}" for end, tree in product((*ENDS, *MORE_ENDS), TREES))
    for number, name in enumerate(names):
        if number // IN_A_COMMUNITY >= len(communities):
            return
        yield Estate(f"e{number:03d}", name, communities[number // IN_A_COMMUNITY].code)


def grid_of(building: int) -> int:
    return (building - 1) // IN_A_GRID + 1


def building(secret: bytes, estate: str, number: int) -> Building:
    return Building(estate, str(number), f"{estate}/{grid_of(number)}", door_code(secret, estate, str(number)))


class Crew:
    """Stewards of every level, each standing in for a neighbour; here and there a post that nobody holds."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.people: list[RosterPerson] = []
        self.posts: list[RosterPost] = []
        names = ["".join(parts) for parts in product(SURNAMES, FIRST, SECOND)]
        rng.shuffle(names)
        self.names = iter(names)

    def muster(
        self, communities: tuple[Community, ...], estates: tuple[Estate, ...], grids: tuple[MicroGrid, ...]
    ) -> None:
        for estate in estates:
            own = [grid.code for grid in grids if grid.estate == estate.code and self.rng.random() >= EMPTY_POSTS]
            self.hire("L", Level.BUILDING, own)
        for place in communities:
            self.hire("X", Level.ESTATE, [estate.code for estate in estates if estate.community == place.code])
            self.hire("W", Level.GRID, [place.code])
            self.hire("B", Level.OFFICE, [place.code, place.code])

    def hire(self, letter: str, level: Level, areas: list[str]) -> None:
        """One person for each area; each backs up the next of them."""
        first = len(self.people)
        codes = [f"{letter}{first + number:04d}" for number in range(len(areas))]
        role = Role.OFFICE if level is Level.OFFICE else Role.STEWARD
        self.people += [RosterPerson(code, next(self.names), role) for code in codes]
        behind = [*codes[1:], *codes[:1]] if len(codes) > 1 else [None] * len(codes)
        self.posts += [
            RosterPost(code, level, area, backup) for code, area, backup in zip(codes, areas, behind, strict=True)
        ]
