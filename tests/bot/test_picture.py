"""Pictures as they look on a phone: no wider than it, letters large enough, everything inside the paper."""

import re
import struct
from xml.etree import ElementTree

from bot.picture import SMALL, WIDTH, draw, readable, svg
from domain.figures import Bar, Panel, Picture

LONG = "一件名字很长很长的事" * 9
BARS = (
    Bar("响应率", 0.86, "86% · 31/36", "到点前有真人联系居民 ÷ 联系期限到点的", low=0.71, high=0.94),
    Bar(LONG, 1.0, "100% · 5/5", LONG),
    Bar("<b>&", 0.0, "0%"),
)
PICTURE = Picture(
    "社区周报", (Panel("比率", BARS, full=1.0), Panel("在办", (Bar("电梯", 6, "6 件", marked=2),))), foot=LONG
)


def test_everything_lies_on_the_paper_and_can_be_read_on_a_phone() -> None:
    root = ElementTree.fromstring(svg(PICTURE))
    tall = float(root.attrib["height"])
    assert float(root.attrib["width"]) == WIDTH <= 1080
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "text":
            assert int(element.attrib["font-size"]) >= SMALL >= 28
            assert 0 < float(element.attrib["y"]) < tall
        elif kind == "rect":
            assert float(element.attrib.get("x", 0)) + float(element.attrib["width"]) <= WIDTH


def test_words_that_do_not_fit_are_cut_and_marks_are_only_marks() -> None:
    words = [element.text or "" for element in ElementTree.fromstring(svg(PICTURE)).iter() if element.text]
    assert any(row.startswith("一件名字") and row.endswith("…") for row in words)
    assert "<b>&" in words
    assert all(len(row) < 50 for row in words)


def test_the_red_part_is_as_long_as_it_is_large() -> None:
    red = re.search(r'width="([\d.]+)" height="34" rx="4" fill="#c0392b"', svg(PICTURE))
    assert red is not None
    assert float(red[1]) == round((WIDTH - 96) / 3, 1)


def test_a_picture_is_drawn_where_there_are_chinese_letters_and_nowhere_else() -> None:
    data = draw(PICTURE)
    assert (data is not None) is readable()
    if data:
        assert data.startswith(b"\x89PNG")
        assert struct.unpack(">I", data[16:20]) == (WIDTH,)
