"""Places in the ways people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.places import Place
from routing.place import Places
from tests.routing.reading import TOWN

HOME = Place("e1", "5", "1", "302")
places = Places(TOWN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("望江花园3幢2单元501", Place("e1", "3", "2", "501")),
        ("枫桥雅苑3-2-501", Place("e2", "3", "2", "501")),
        ("枫乔雅苑3#2-501", Place("e2", "3", "2", "501")),
        ("望江三床二单圆电体坏了", Place("e1", "3", "2")),
        ("望江花园八幢三零一", Place("e1", "8", None, "301")),
        ("望江花园最后一排", Place("e1", spot="最后一排")),
        ("菜场对面那个门洞灯坏了", Place("e1", "3")),
        ("望江花园北门快递柜边上", Place("e1", spot="北门快递柜边上")),
        ("3到5幢都停水", Place("e1", spot="3到5幢")),
        ("11幢905漏水", Place("e1", "11", None, "905")),
        ("我家天花板漏水", HOME),
        ("我们单元灯坏了", Place("e1", "5", "1")),
    ],
)
def test_a_place_is_found(text: str, found: Place) -> None:
    assert places.find(text, HOME) == found


@pytest.mark.parametrize(
    "text", ["早上6-8点没水", "2026-11-23", "138-1234-5678", "涨了3-5元", "五楼漏水", "等了3-5天", "上下床太吵"]
)
def test_numbers_that_are_no_place(text: str) -> None:
    assert places.find(text, HOME) == Place()


def test_without_a_home_nothing_is_guessed() -> None:
    assert places.find("我家漏水") == Place()
    assert places.find("3幢漏水") == Place(None, "3")


@given(
    text=st.text(
        st.sampled_from("0123456789ab-#一三十两东号楼幢单元室路弄区花园望江的 ，。\n") | st.characters(), max_size=60
    )
)
def test_any_text_is_answered(text: str) -> None:
    place = places.find(text, HOME)
    assert place.estate in {None, "e1", "e2"}
    assert not (place.building and place.spot)
    assert places.elsewhere(text) is None or place == places.find(text)


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert places.find("好" * 10_000 + "3幢") == Place()
