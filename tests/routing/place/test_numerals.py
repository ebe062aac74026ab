"""Numbers, bare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.place.numerals import bare_number, spelled


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("三", "3"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零二", "102"),
        ("东一", "东1"),
        ("b2", "B2"),
        ("007", "7"),
        ("0", "0"),
    ],
)
def test_a_number_comes_out_bare(written: str, bare: str) -> None:
    assert bare_number(written) == bare


def test_a_room_is_said_digit_by_digit() -> None:
    assert spelled("三零一") == "301"
    assert spelled("12a") == "12A"


@given(number=st.text("零〇一二三四五六七八九十百两幺", min_size=1, max_size=6))
def test_any_number_words_are_a_number(number: str) -> None:
    assert bare_number(number).isdigit()
