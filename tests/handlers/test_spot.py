"""A shared spot and the places it may be: by outline, beside words, and nothing where nothing is known."""

import pytest

from domain.messages import Draft
from domain.people import Directory
from domain.places import Building, Estate, MicroGrid, Place, Point
from handlers.spot import at_spot, place_at, spot_of, with_spot
from handlers.texts.say import place_words

HERE, BESIDE, AWAY = Point(30.501, 120.701), Point(30.501, 120.703), Point(31.0, 121.0)


def square(west: float) -> tuple[Point, ...]:
    return (Point(30.5, west), Point(30.5, west + 0.002), Point(30.502, west + 0.002), Point(30.502, west))


TOWN = Directory(
    estates=(Estate("Q", "青禾里", "C"),),
    microgrids=(
        MicroGrid("Q/1", "一号微网格", "Q", square(120.700)),
        MicroGrid("Q/2", "二号微网格", "Q", square(120.702)),
    ),
    buildings=(Building("Q", "1", "Q/1", "d1"), Building("Q", "2", "Q/1", "d2"), Building("Q", "3", "Q/2", "d3")),
)


def test_the_outline_tells_the_microgrid_and_its_only_building() -> None:
    assert place_at(HERE, TOWN) == Place("Q", microgrid="Q/1", point=HERE)
    assert place_at(BESIDE, TOWN) == Place("Q", "3", microgrid="Q/2", point=BESIDE)
    assert place_at(AWAY, TOWN) == Place(point=AWAY)


@pytest.mark.parametrize(
    ("told", "shared", "place"),
    [
        (Place(), HERE, Place("Q", microgrid="Q/1", point=HERE)),
        (Place("Q"), HERE, Place("Q", microgrid="Q/1", point=HERE)),
        (Place("Q", "2"), BESIDE, Place("Q", "2", point=BESIDE)),
        (Place("Q", spot="北门"), HERE, Place("Q", spot="北门", point=HERE)),
        (Place("Q"), AWAY, Place("Q", point=AWAY)),
    ],
)
def test_words_that_name_a_place_go_before_the_map(told: Place, shared: Point, place: Place) -> None:
    assert at_spot(told, place_at(shared, TOWN)) == place


def test_a_spot_lives_in_the_draft_as_plain_json() -> None:
    draft = with_spot(Draft(), HERE, TOWN)
    assert spot_of(draft) == place_at(HERE, TOWN)
    assert spot_of(with_spot(draft, None, TOWN)) == place_at(HERE, TOWN)
    assert spot_of(Draft()) is None


def test_the_point_is_said_only_where_the_room_is() -> None:
    place = place_at(HERE, TOWN)
    assert place_words(place, TOWN, room=False) == "青禾里 一号微网格"
    assert place_words(place, TOWN).endswith("position=120.701000,30.501000&coordinate=wgs84")
    assert place.without_room().point is None


def test_a_place_written_by_an_earlier_release_is_read() -> None:
    old = {"estate": "Q", "building": "3", "unit": None, "room": "501", "spot": None}
    assert Place.from_json(old) == Place("Q", "3", None, "501")
