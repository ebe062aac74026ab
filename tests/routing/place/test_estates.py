"""Our estates under all their names, misspelt and misheard; estates that are none of ours."""

import pytest

from domain.people import Directory
from domain.places import Building, Estate, Place
from routing.place import Places
from tests.routing.reading import TOWN

HOME = Place("e1", "5", "1", "302")
places = Places(TOWN)


@pytest.mark.parametrize("written", ["望江花园", "望江", "旺江花园", "往江花元", "望江花圆", "望江画园", "望江家园"])
def test_an_estate_is_known_by_what_she_writes(written: str) -> None:
    assert places.find(f"{written}3幢漏水") == Place("e1", "3")


def test_what_could_be_either_of_two_is_neither() -> None:
    twins = Places(Directory(estates=(Estate("a", "东溪花园", "c"), Estate("b", "西溪花园", "c"))))
    assert twins.find("南溪花园门口") == Place(None, spot=None)
    assert twins.find("西溪花园3幢") == Place("b", "3")


def test_a_street_called_like_an_estate_is_a_street() -> None:
    assert places.find("望江路上有个坑") == Place()
    assert places.find("望江路灯坏了") == Place("e1")


def test_a_number_after_the_estate_is_a_building_that_stands_there() -> None:
    assert places.find("望江花园5号漏水") == Place("e1", "5")
    assert places.find("望江花园7号漏水") == Place("e1")


def test_a_building_with_a_name_is_known_by_it() -> None:
    named = Places(Directory(estates=TOWN.estates, buildings=(Building("e2", "综合楼", "m", "d"),)))
    assert named.find("综合楼漏水") == Place("e2", "综合楼")


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("紫薇新村3幢路灯坏了", "紫薇新村", "紫薇新村3幢"),
        ("我住紫薇新村", "紫薇新村", "紫薇新村"),
        ("隔壁紫薇家园2号楼装修太吵", "紫薇家园", "紫薇家园2号楼"),
        ("我妈家在兰亭雅苑，楼道灯坏了", "兰亭雅苑", "兰亭雅苑"),
    ],
)
def test_an_estate_that_is_not_ours_is_told(text: str, name: str, words: str) -> None:
    assert places.elsewhere(text) == name
    assert places.find(text, HOME) == Place(spot=words)


@pytest.mark.parametrize(
    "text",
    [
        "望江花园3幢灯坏了",
        "我住望江家园3幢",
        "小区花园3号门边上",
        "打理花园的人呢",
        "中心花园东门坏了",
        "人家紫薇家园都装电梯了，我们小区呢",
        "住在这个老小区3幢",
        "在我们小区3幢",
        "3幢漏水",
    ],
)
def test_nothing_else_is_an_estate_elsewhere(text: str) -> None:
    assert places.elsewhere(text) is None


def test_without_a_roster_no_estate_is_elsewhere() -> None:
    nowhere = Places(Directory())
    assert nowhere.elsewhere("紫薇新村3幢") is None
    assert nowhere.find("紫薇新村3幢") == Place(None, "3")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我女儿家里漏水", Place()),
        ("我妈家在3幢", Place("e1", "3")),
        ("楼上家里漏水漏到我家了", HOME),
        ("我妈在我家摔了", HOME),
    ],
)
def test_somebody_elses_home_is_not_hers(text: str, found: Place) -> None:
    assert places.find(text, HOME) == found
