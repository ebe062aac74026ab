"""The page for a building's door: what it holds, what it never holds, and that a phone can read its code."""

import re
from dataclasses import replace

from bot.poster import STYLE, Poster, qr_svg, render

POSTER = Poster("https://huying.example/r/abc123", "柳浜社区", "柳浜苑", "3幢", "李桂芳", "工作日 8:30–17:30")


def test_it_says_where_who_when_and_whom_to_ring() -> None:
    text = render([POSTER])
    for word in ("柳浜社区", "柳浜苑", "3幢", "李桂芳", "工作日 8:30–17:30", "119", "120", "110", POSTER.link):
        assert word in text


def test_no_phone_stands_on_it_but_the_public_ones() -> None:
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", render([POSTER]), flags=re.DOTALL)
    assert re.findall(r"(?<!\d)1\d{10}(?!\d)", text) == []
    assert "值班电话" not in text
    assert "0573-0000-0000" in render([replace(POSTER, duty="0573-0000-0000")])


def test_the_hours_are_the_steward_s_and_not_the_telephone_s() -> None:
    text = render([replace(POSTER, duty="0573-0000-0000")])
    steward, office = text.split("<dt>本楼红管家</dt>")[1].split("社区值班电话")
    assert POSTER.hours in steward.split("</dd>")[0]
    assert POSTER.hours not in office


def test_every_building_gets_a_sheet() -> None:
    assert render([POSTER, POSTER, POSTER]).count('class="sheet"') == 3


def test_names_cannot_become_markup() -> None:
    text = render([replace(POSTER, estate="<script>alert(1)</script>")])
    assert "<script>" not in text


def test_it_fetches_nothing() -> None:
    text = render([POSTER])
    assert STYLE in text
    assert "src=" not in text
    assert "url(" not in text


def test_different_doors_have_different_codes() -> None:
    assert qr_svg("https://huying.example/r/a") != qr_svg("https://huying.example/r/b")


def test_where_there_is_a_bot_the_poster_leads_to_it_too() -> None:
    text = render([replace(POSTER, telegram="https://t.me/huying_bot?start=abc123"), POSTER])
    assert text.count("<svg") - render([POSTER, POSTER]).count("<svg") == 1
    assert text.count("用 Telegram 扫这个") == 1


def test_a_demo_poster_says_so() -> None:
    assert "演示" in render([replace(POSTER, demo=True)])
    assert "演示" not in render([POSTER])
