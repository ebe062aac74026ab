"""Several buildings, and rows of shops or groups of a village, stay in her own words."""

import pytest

from domain.places import Place
from routing.place import Places
from tests.routing.reading import TOWN

places = Places(TOWN)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("望江花园3、5幢没电", "3、5幢"),
        ("望江花园3幢和5幢没电", "3幢和5幢"),
        ("望江花园3号楼、5号楼、6号楼没电", "3号楼、5号楼、6号楼"),
        ("望江花园3-5幢没电", "3-5幢"),
        ("望江花园三到五幢没电", "三到五幢"),
        ("望江花园12-14号商铺油烟", "12-14号商铺"),
        ("望江花园5组6号", "5组6号"),
    ],
)
def test_several_places_are_kept_in_her_words(text: str, words: str) -> None:
    assert places.find(text) == Place("e1", spot=words)


def test_two_matters_in_two_buildings_are_at_the_first() -> None:
    assert places.find("望江花园3幢灯坏了，还有5幢门口有垃圾").building == "3"
