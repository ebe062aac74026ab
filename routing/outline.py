"""In which outline on the map does a spot lie, and how do Chinese maps name the same spot? Pure arithmetic.

Phones and Telegram tell WGS-84; Chinese maps show GCJ-02, some hundred metres off. Everything stored is WGS-84.
"""

import math
from collections.abc import Sequence

from domain.people import Directory
from domain.places import MicroGrid, Point

# Krasovsky's ellipsoid, on which GCJ-02 was made.
AXIS = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
ROUNDS = 10
EXACT = 1e-10


def microgrid_at(directory: Directory, point: Point) -> MicroGrid | None:
    """The first micro-grid whose outline holds the point."""
    return next((grid for grid in directory.microgrids if grid.area and inside(point, grid.area)), None)


def outlined(directory: Directory) -> bool:
    return any(grid.area for grid in directory.microgrids)


def inside(point: Point, area: Sequence[Point]) -> bool:
    """Whether a ray to the east crosses the outline an odd number of times."""
    within = False
    for one, other in sides(area):
        if (one.latitude > point.latitude) != (other.latitude > point.latitude):
            slope = (other.longitude - one.longitude) / (other.latitude - one.latitude)
            if point.longitude < one.longitude + slope * (point.latitude - one.latitude):
                within = not within
    return within


def sides(area: Sequence[Point]) -> list[tuple[Point, Point]]:
    """From corner to corner, and back to the first."""
    return list(zip(area, (*area[1:], *area[:1]), strict=True))


def crosses_itself(area: Sequence[Point]) -> bool:
    edges = sides(area)
    apart = (
        (edges[i], edges[j])
        for i in range(len(edges))
        for j in range(i + 2, len(edges))
        if not (i == 0 and j == len(edges) - 1)
    )
    return any(cross(*first, *second) for first, second in apart)


def cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the ways from a to b and from c to d cross each other."""
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def turn(a: Point, b: Point, c: Point) -> float:
    """Above zero if the way from a over b to c turns left."""
    east, north = b.longitude - a.longitude, b.latitude - a.latitude
    return east * (c.latitude - a.latitude) - north * (c.longitude - a.longitude)


def in_china(point: Point) -> bool:
    """As Chinese maps draw the line: outside of it they show WGS-84."""
    return WEST <= point.longitude <= EAST and SOUTH <= point.latitude <= NORTH


def gcj02(point: Point) -> Point:
    """A WGS-84 point as Chinese maps name it."""
    if not in_china(point):
        return point
    x, y = point.longitude - 105.0, point.latitude - 35.0
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    latitude = math.radians(point.latitude)
    flat = 1.0 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    meridian = AXIS * (1.0 - ECCENTRICITY_SQUARED) / (flat * math.sqrt(flat))
    parallel = AXIS / math.sqrt(flat) * math.cos(latitude)
    return Point(point.latitude + math.degrees(north / meridian), point.longitude + math.degrees(east / parallel))


def wgs84(point: Point) -> Point:
    """A point named by a Chinese map in WGS-84: guessed and mended until the way there leads back to it."""
    if not in_china(point):
        return point
    guess = point
    for _ in range(ROUNDS):
        there = gcj02(guess)
        north, east = there.latitude - point.latitude, there.longitude - point.longitude
        guess = Point(guess.latitude - north, guess.longitude - east)
        if max(abs(north), abs(east)) < EXACT:
            break
    return guess
