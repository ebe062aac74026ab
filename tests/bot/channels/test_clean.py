"""What is taken out of a text from outside, and what stays."""

import pytest

from bot.channels.clean import clean


@pytest.mark.parametrize("text", ["灯坏了", "a\nb\tc", "👩‍👩‍👧 全家", "عربى", "Ünïcode", "𠅤", "①③号楼"])
def test_what_people_write_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("\x00灯\x07坏", "灯坏"),
        ("\ud800x", "x"),
        ("\u202e灯\u2066", "灯"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("  \n x \n ", "x"),
    ],
)
def test_what_nobody_sees_goes(raw: str, left: str) -> None:
    assert clean(raw) == left
    assert clean(clean(raw)) == left
