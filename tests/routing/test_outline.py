"""Outlines and coordinates: the arithmetic against published values and against itself."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import Directory
from domain.places import MicroGrid, Point
from routing.outline import crosses_itself, gcj02, in_china, inside, microgrid_at, wgs84

SQUARE = (Point(30.50, 120.70), Point(30.50, 120.71), Point(30.51, 120.71), Point(30.51, 120.70))
# A courtyard open to the north: a U of three arms.
COURT = tuple(
    Point(*corner)
    for corner in [(0.0, 0.0), (0.0, 3.0), (3.0, 3.0), (3.0, 2.0), (1.0, 2.0), (1.0, 1.0), (3.0, 1.0), (3.0, 0.0)]
)
# WGS-84 and what gcoord 1.0.7 and coordtransform 2.1.2, two published libraries, make of it.
PUBLISHED = {
    "Beijing": ((39.908722, 116.397499), (39.91012550007891, 116.4037425752605)),
    "Shanghai": ((31.230416, 121.473701), (31.22847374224698, 121.47822405739267)),
    "Guangzhou": ((23.129110, 113.264385), (23.1264333357339, 113.26971458275315)),
    "Urumqi": ((43.825592, 87.616848), (43.826797436147594, 87.61969799823531)),
    "Jiaxing": ((30.746129, 120.755486), (30.7438290016659, 120.75980545431771)),
    "Harbin": ((45.803775, 126.534967), (45.80575661491464, 126.54100746726697)),
    "Lhasa": ((29.65, 91.1), (29.647300329055074, 91.10156828347536)),
}
points_in_china = st.builds(Point, st.floats(18.5, 53.0), st.floats(75.0, 134.0))


@pytest.mark.parametrize("city", PUBLISHED)
def test_the_shift_is_the_published_one(city: str) -> None:
    phone, chinese_map = PUBLISHED[city]
    shown = gcj02(Point(*phone))
    assert (shown.latitude, shown.longitude) == pytest.approx(chinese_map, abs=1e-11)


@pytest.mark.parametrize("point", [Point(35.6895, 139.6917), Point(51.5, -0.12), Point(-33.9, 151.2), Point(0.0, 0.0)])
def test_outside_of_china_both_are_the_same(point: Point) -> None:
    assert gcj02(point) == wgs84(point) == point
    assert not in_china(point)


@given(points_in_china)
def test_there_and_back_is_the_same_spot(point: Point) -> None:
    back = wgs84(gcj02(point))
    assert math.isclose(back.latitude, point.latitude, abs_tol=1e-8)
    assert math.isclose(back.longitude, point.longitude, abs_tol=1e-8)


@given(points_in_china)
def test_the_shift_is_some_hundred_metres(point: Point) -> None:
    shown = gcj02(point)
    north = (shown.latitude - point.latitude) * 111_000
    east = (shown.longitude - point.longitude) * 111_000 * math.cos(math.radians(point.latitude))
    assert 20 < math.hypot(north, east) < 1500


@pytest.mark.parametrize(
    ("latitude", "longitude", "within"),
    [(0.5, 1.5, True), (2.0, 0.5, True), (2.0, 2.5, True), (2.0, 1.5, False), (-0.1, 1.5, False), (2.0, 3.5, False)],
)
def test_a_courtyard_is_outside_of_the_house_around_it(latitude: float, longitude: float, within: bool) -> None:
    assert inside(Point(latitude, longitude), COURT) is within


@given(st.floats(30.49, 30.52), st.floats(120.69, 120.72))
def test_in_a_square_it_is_plain_comparison(latitude: float, longitude: float) -> None:
    assert inside(Point(latitude, longitude), SQUARE) is (30.50 <= latitude < 30.51 and 120.70 <= longitude < 120.71)


@given(st.lists(st.floats(0.1, 1.0), min_size=3, max_size=12), st.integers(0, 11), st.floats(0.0, 1.0))
def test_just_within_the_outline_is_inside_and_just_beyond_is_not(radii: list[float], side: int, part: float) -> None:
    """Of outlines that can be seen whole from their middle, at any spot of any side."""
    area = [
        Point(r * math.sin(math.tau * n / len(radii)), r * math.cos(math.tau * n / len(radii)))
        for n, r in enumerate(radii)
    ]
    one, other = area[side % len(area)], area[(side + 1) % len(area)]
    north = one.latitude + part * (other.latitude - one.latitude)
    east = one.longitude + part * (other.longitude - one.longitude)
    assert inside(Point(0.99 * north, 0.99 * east), area)
    assert not inside(Point(1.01 * north, 1.01 * east), area)


@given(st.integers(0, 3), st.floats(30.49, 30.52), st.floats(120.69, 120.72))
def test_it_does_not_matter_where_an_outline_begins_or_which_way_it_runs(start: int, north: float, east: float) -> None:
    turned = SQUARE[start:] + SQUARE[:start]
    assert inside(Point(north, east), turned) == inside(Point(north, east), SQUARE)
    assert inside(Point(north, east), turned[::-1]) == inside(Point(north, east), SQUARE)


def test_an_outline_that_crosses_itself_is_known() -> None:
    bow = (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3])
    assert crosses_itself(bow)
    assert not crosses_itself(SQUARE)
    assert not crosses_itself(COURT)


def test_neighbouring_outlines_share_a_border_and_no_spot() -> None:
    east = tuple(Point(p.latitude, p.longitude + 0.01) for p in SQUARE)
    directory = Directory(
        microgrids=(MicroGrid("a", "一", "e", SQUARE), MicroGrid("b", "二", "e", east), MicroGrid("c", "三", "e"))
    )
    found = [microgrid_at(directory, Point(30.505, longitude)) for longitude in (120.705, 120.7101, 120.715, 120.725)]
    assert [grid.code if grid else None for grid in found] == ["a", "b", "b", None]
