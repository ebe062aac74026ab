"""Where: community → estate → building → unit → room, and the micro-grids laid over the buildings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Point:
    """A spot on the globe in degrees, WGS-84 as phones and Telegram tell it."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it is known. `building`, `unit`, `room` are bare numbers or names ("3", "2", "501").

    `spot` keeps a place in the reporter's own words ("北门快递柜边上") where no building is meant; `microgrid` is the code
    of the one her shared `point` lies in.
    """

    estate: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    spot: str | None = None
    microgrid: str | None = None
    point: Point | None = None

    @property
    def known(self) -> bool:
        """Enough to send someone: an estate, with a building, a spot or a micro-grid inside it."""
        return bool(self.estate and (self.building or self.spot or self.microgrid))

    def without_room(self) -> "Place":
        """What a neighbour may know of it: her point tells as much as her room does."""
        return replace(self, room=None, point=None)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Place":
        """Of what `dataclasses.asdict` made of a place, by this release or an earlier one."""
        point = data.get("point")
        return cls(**{**data, "point": Point(**point) if point else None})


@dataclass(frozen=True, slots=True)
class Community:
    code: str
    name: str
    zone: str = "Asia/Shanghai"
    prefix: str = "XH"
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Estate:
    code: str
    name: str
    community: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MicroGrid:
    """`area`: the corners of its outline on the map, WGS-84, where the community has drawn one."""

    code: str
    name: str
    estate: str
    area: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Building:
    """`number` is unique in its estate ("3"); `door` is the code printed on its poster."""

    estate: str
    number: str
    microgrid: str
    door: str
    landmarks: tuple[str, ...] = ()
