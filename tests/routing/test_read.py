"""A whole message: matters, intent, urgency, context; any text is answered, and soon."""

from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases import Urgency
from domain.people import Directory
from domain.places import Community, Estate, Place
from domain.reading import Intent, Tier
from routing.read import Context, Reader
from tests.fuzz.reading import CONTEXTS, hold, seeds
from tests.routing.reading import book, reader, town_reader


def test_two_matters_are_told_apart_and_share_the_place() -> None:
    reading = town_reader().read("望江花园3幢停水两天了 还有楼道灯坏了没人修")
    assert [matter.verdict.best.item for matter in reading.matters if matter.verdict.best] == ["SD1", "WX3"]
    assert {matter.place for matter in reading.matters} == {Place("e1", "3")}


def test_one_matter_told_at_length_stays_one() -> None:
    reading = reader().read("楼上卫生间漏水,滴到我家吊顶,敲门没人应,天花板都鼓起来了")
    assert len(reading.matters) == 1


def test_a_verdict_says_why_and_by_which_book() -> None:
    verdict = reader().read("电梯一直抖,还有异响").matters[0].verdict
    assert verdict.best is not None
    assert verdict.best.item == "DT2"
    assert any("电梯" in why and "抖" in why for why in verdict.best.evidence)
    assert verdict.book == reader().book.version
    assert verdict.sure


def test_what_fits_nothing_is_no_guess_and_not_sure() -> None:
    verdict = reader().read("zxcv qwer").matters[0].verdict
    assert verdict.guesses == ()
    assert not verdict.sure


def test_at_most_three_topics_best_first() -> None:
    guesses = reader().read("小区垃圾没人收,电梯也脏,物业不管").matters[0].verdict.guesses
    assert 1 <= len(guesses) <= 3
    assert list(guesses) == sorted(guesses, key=lambda g: -g.score)
    assert len({guess.topic for guess in guesses}) == len(guesses)


def test_a_vulnerable_person_raises_urgency_one_class() -> None:
    plain = reader().read("楼道灯坏了").matters[0].verdict
    raised = reader().read("楼道灯坏了 八十岁老人看不见路").matters[0].verdict
    assert (plain.urgency, raised.urgency) == (Urgency.P2, Urgency.P1)
    assert "vulnerable" in raised.tags


def test_plain_danger_is_p0_whatever_the_matter() -> None:
    reading = reader().read("电梯坏了,我被困在电梯里")
    assert reading.danger.tier is Tier.HARD
    assert reading.matters[0].verdict.urgency is Urgency.P0


def test_tags_and_targets() -> None:
    verdict = reader().read("物业不管,第三次了,整栋楼都停水", Context(hour=23)).matters[0].verdict
    assert {"repeat", "group", "night"} <= verdict.tags
    assert verdict.targets == {"property"}


def test_the_name_of_an_estate_says_nothing_of_the_matter() -> None:
    wet = Directory(estates=(Estate("e1", "漏水湾", "c1"),), communities=(Community("c1", "潮音社区"),))
    named, plain = (Reader(book(), wet).verdict(f"{name}门口没人打扫").guesses for name in ("漏水湾", ""))
    assert [guess.topic for guess in named] == [guess.topic for guess in plain]


def test_an_english_message_is_read_by_the_same_items() -> None:
    reading = reader().read("The lift in building 5 is out of order")
    assert reading.language == "en"
    assert reading.place.building == "5"
    assert reading.matters[0].verdict.best is not None
    assert reading.matters[0].verdict.best.item == "DT1"


@pytest.mark.parametrize("text", ["好了", "修好了"])
def test_a_short_answer_to_the_confirming_question(text: str) -> None:
    assert reader().read(text, Context(has_open=True, awaiting="confirm")).intent is Intent.CONFIRM_SOLVED


def test_idle_talk_has_no_matter() -> None:
    assert reader().read("你好").matters == ()


@pytest.mark.parametrize("text", ["", " ", "?", "。。。", "😀😀", "\x00\x01", "\ud800", "a" * 50])
def test_odd_texts_are_answered(text: str) -> None:
    assert reader().read(text).text == text


MIXED = st.text(
    st.one_of(
        st.sampled_from("电梯坏漏水3-#幢单元号楼室 ,。不是没有着火好了第次abc一二〇①"),
        st.characters(),  # surrogates and signs nobody assigned included
        st.characters(min_codepoint=0x300, max_codepoint=0x36F),
        st.sampled_from("مصعد엘리베이터Лифтลิฟท์電梯壞咗\u202e\u200d🛗👨‍👩‍👧\ud83d\udd25\x00\ufeff"),
    ),
    max_size=200,
)
RUNS = st.builds(lambda part, times: part * times, st.text(min_size=1, max_size=4), st.integers(1, 400))
NUMBERS = st.from_regex(r"[0-9０-９一二三十百-]{1,40}([#幢栋号单元室楼-][0-9０-９一二三十-]{0,20}){0,12}", fullmatch=True)
PARTS = st.one_of(MIXED, RUNS, NUMBERS, st.sampled_from(tuple(seeds())))


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, max_size=4).map("".join), st.sampled_from(CONTEXTS))
def test_any_text_is_answered(text: str, context: Context) -> None:
    hold(reader(), text, context)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="电梯坏漏水3-#幢单元室 ,。不是没有着火好了abc一二", max_size=300))
def test_any_text_of_our_own_letters_is_answered(text: str) -> None:
    hold(town_reader(), text)
    assert len(reader().read(text).matters) <= 4


@pytest.mark.parametrize("part", ["电梯坏了", "3-", "一", "1", "漏水 ", "不是", "a", "。"])
def test_ten_thousand_letters_do_not_take_long(part: str) -> None:
    text = (part * 10_000)[:10_000]
    started = monotonic()
    reader().read(text)
    assert monotonic() - started < 1.0
