"""Verdicts: sure only where it is plain, evidence out of the text, topics that gather their items, new items at once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import Urgency
from domain.people import Directory
from domain.reading import Verdict
from routing.book.model import Item, Topic
from routing.classify import points_of, trusts_of
from routing.read import Reader
from routing.rules import Fired
from tests.routing.reading import book, reader

PLAIN = (
    "电梯又坏了，停在三楼不动",
    "楼道灯坏了一个星期",
    "整幢楼停水了",
    "楼上漏水滴到我家天花板",
    "有人在消防通道停车",
)
VAGUE = ("我想说件事", "那个东西又那样了", "你们看看怎么办吧", "跟上次一样，还是不行", "这个情况反映好几回了")


def verdict(text: str) -> Verdict:
    return reader().matter(text).verdict


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_matter_is_sure(text: str) -> None:
    assert verdict(text).sure


@pytest.mark.parametrize("text", VAGUE)
def test_vague_talk_is_never_sure(text: str) -> None:
    assert not verdict(text).sure


@pytest.mark.parametrize("text", [*PLAIN, "坐进去像坐船，一上一下的", "半夜楼顶咚咚咚像搬家，神经都要断了"])
def test_every_guess_says_why_in_words_that_stand_in_the_text(text: str) -> None:
    for guess in verdict(text).guesses:
        assert guess.evidence
        for why in guess.evidence:
            assert why.endswith(f"→ {guess.name}")
            told = why.split("→")[0].replace("』", "『").split("『")[1::2]
            assert all(word in text for word in told)


def test_the_best_guess_names_the_words_it_heard() -> None:
    best = verdict("坐进去像坐船，一上一下的，我再也不敢搭这部梯子").best
    assert best is not None
    assert "『" in best.evidence[0]


def test_three_guesses_are_offered_best_first_and_share_one_whole() -> None:
    guesses = verdict("晚上太吵了睡不着").guesses
    assert len({guess.topic for guess in guesses}) == 3
    assert [guess.score for guess in guesses] == sorted((guess.score for guess in guesses), reverse=True)
    assert sum(guess.score for guess in guesses) <= 1.01


def test_a_larger_lead_is_trusted_more() -> None:
    assert trusts_of([0.9, 0.05])[0] > trusts_of([0.5, 0.4])[0] > trusts_of([0.3, 0.3])[0]
    assert trusts_of([1.0]) == pytest.approx([1.0], abs=0.01)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=3))
def test_the_best_is_trusted_most_and_all_together_are_one_at_most(weights: list[float]) -> None:
    whole = sum(weights) or 1.0
    trusts = trusts_of(sorted((weight / whole for weight in weights), reverse=True))
    assert trusts == sorted(trusts, reverse=True)
    assert 0 <= sum(trusts) <= 1.01


def test_what_repeats_counts_once() -> None:
    phrase, longer = Fired(2.0, 0, ("漏水",)), Fired(2.6, 0, ("楼上漏水",))
    assert points_of([phrase, phrase]) == points_of([phrase])
    assert points_of([longer, phrase]) == points_of([longer])
    assert points_of([longer, Fired(2.0, 5, ("天花板",))]) > points_of([longer])


def test_the_heading_of_a_long_letter_weighs_more_than_what_follows() -> None:
    story = "我们找过物业，也打过电话，每次都说在安排，一个月过去了。小区绿化也没人管，草都枯了。垃圾桶也经常满。" * 2
    assert [g.topic for g in verdict(f"电梯故障停用\n{story}").guesses][0] == "DT"


def test_an_item_added_to_the_book_is_guessed_at_once() -> None:
    """With no more than an office worker would write: a few phrases and two examples."""
    item = Item(
        "XZ1", "XZ", "信箱钥匙", "信箱钥匙丢了", "a lost key", "物业", "", Urgency.P2,
        phrases=("信箱钥匙", "信报箱", "信箱锁"),
        examples=("信箱钥匙弄丢了，想配一把", "信报箱打不开，报纸取不出来"),
    )  # fmt: skip
    old = book()
    topics = {**old.topics, "XZ": Topic("XZ", "信箱")}
    added = Reader(replace(old, topics=topics, items={**old.items, "XZ1": item}), Directory())
    best = added.matter("我家信箱锁锈住了，钥匙插不进去").verdict.best
    assert best is not None
    assert best.item == "XZ1"
    assert added.matter("电梯又坏了，停在三楼不动").verdict.guesses[0].topic == "DT"


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("vulnerable", "八十多岁的老母亲住六楼，电梯停了"),
        ("vulnerable", "我坐轮椅，坡道被堵了"),
        ("vulnerable", "怀孕八个月，楼梯灯不亮不敢走"),
        ("vulnerable", "屋里有病人要用制氧机，停电了"),
        ("vulnerable", "小囡吓得勿敢出门，狗没人牵"),
        ("vulnerable", "we have a newborn and no hot water"),
        ("repeat", "电梯第四回坏了"),
        ("repeat", "隔三差五停水"),
        ("repeat", "the lift is broken again"),
        ("group", "不止我家，楼上楼下都漏"),
        ("group", "整个单元都没水"),
    ],
)
def test_tags_are_heard_in_many_words(tag: str, text: str) -> None:
    assert tag in verdict(text).tags


@pytest.mark.parametrize(
    "text", ["我老人家说一句，灯坏了", "电梯瘫痪一周了", "熊孩子按了所有按钮", "第一次来反映，路灯不亮", "我家停电"]
)
def test_tags_are_not_heard_where_nothing_of_the_kind_is_said(text: str) -> None:
    assert not verdict(text).tags


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("property", "物业收了钱不修"),
        ("property", "物业电话没人接，态度恶劣"),
        ("steward", "红管家从来不来，电话也不接"),
        ("steward", "网格员收红包"),
        ("owners", "业委会账目不公开"),
        ("owners", "业委会主任拿回扣"),
    ],
)
def test_whom_a_complaint_is_about(target: str, text: str) -> None:
    assert target in verdict(text).targets


@pytest.mark.parametrize("text", ["物业态度很好，谢谢", "物业费在哪里交", "红管家不错，很负责", "业委会什么时候选举"])
def test_praise_and_questions_complain_of_nobody(text: str) -> None:
    assert not verdict(text).targets
