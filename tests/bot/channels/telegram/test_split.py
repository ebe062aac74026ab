"""Cutting long texts: nothing lost, nothing too long, at places where a reader would pause."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.split import cut, units


@given(st.text(max_size=300), st.integers(10, 60))
def test_no_part_is_too_long_and_no_word_is_lost(text: str, longest: int) -> None:
    parts = cut(text, longest)
    assert all(units(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(max_size=300), st.integers(10, 60))
def test_a_part_is_blank_only_when_everything_is(text: str, longest: int) -> None:
    assert all(cut(text, longest)) or not text.strip()


def test_a_paragraph_goes_before_a_line_and_a_line_before_a_sentence() -> None:
    assert cut("甲甲甲甲。\n\n乙乙\n丙丙。丁丁丁丁", 14) == ("甲甲甲甲。", "乙乙\n丙丙。丁丁丁丁")
    assert cut("甲甲甲。乙乙\n丙丙。丁丁丁丁", 12) == ("甲甲甲。乙乙", "丙丙。丁丁丁丁")
    assert cut("甲甲甲甲。乙乙乙,丙丙丙", 9) == ("甲甲甲甲。", "乙乙乙,丙丙丙")
    assert cut("one two three four", 10) == ("one two", "three four")


def test_an_early_pause_does_not_make_a_scrap_of_a_part() -> None:
    assert cut("甲。" + "乙" * 20, 12) == ("甲。" + "乙" * 10, "乙" * 10)


def test_emoji_count_double_and_are_never_torn() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert units(family) == 8
    parts = cut(family * 5, 20)
    assert "".join(parts) == family * 5
    assert all(part.count("\U0001f467") * family == part for part in parts)


def test_an_accent_stays_with_its_letter() -> None:
    assert cut("e\u0301" * 10, 11)[0] == "e\u0301" * 5


def test_right_to_left_text_is_cut_between_words() -> None:
    assert cut("المصعد معطل منذ أمس", 12) == ("المصعد معطل", "منذ أمس")
