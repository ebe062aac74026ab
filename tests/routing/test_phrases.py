"""Many phrases in one pass: overlaps found, Latin words whole."""

from hypothesis import given
from hypothesis import strategies as st

from routing.phrases import Phrases

LETTERS = "电梯坏 了漏水ab"


def test_short_latin_words_are_whole_words() -> None:
    found = Phrases(["hi", "leak", "灯"]).find("high leaking 灯 hi")
    assert found == [("leak", 5), ("灯", 13), ("hi", 15)]


def test_phrases_inside_each_other_are_all_found() -> None:
    assert sorted(Phrases(["停电", "电", "停电了"]).find("又停电了")) == [("停电", 1), ("停电了", 1), ("电", 2)]


@given(st.sets(st.text("电梯坏了漏水", min_size=1, max_size=3), max_size=8), st.text(LETTERS, max_size=60))
def test_every_place_of_every_phrase_is_found(phrases: set[str], text: str) -> None:
    places = {(word, at) for word in phrases for at in range(len(text)) if text.startswith(word, at)}
    assert set(Phrases(phrases).find(text)) == places
