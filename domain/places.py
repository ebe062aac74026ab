"""Where: community → estate → building → unit → room, and the micro-grids laid over the buildings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A spot on the globe in degrees, WGS-84 as phones and Telegram tell it."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it is known. `building`, `unit`, `room` are bare numbers or names ("3", "2", "501").

    `spot` keeps a place in the reporter's own words ("北门快递柜边上") where no building is meant.
    """

    estate: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    spot: str | None = None

    @property
    def known(self) -> bool:
        """Enough to send someone: an estate, with a building or a spot inside it."""
        return bool(self.estate and (self.building or self.spot))

    def without_room(self) -> "Place":
        return Place(self.estate, self.building, self.unit, None, self.spot)


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
