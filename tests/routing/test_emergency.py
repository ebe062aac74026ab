"""Danger in three tiers: plain words, risk words, none; and what must be left alone."""

import pytest

from domain.cases import Urgency
from domain.reading import Tier
from tests.routing.reading import book, reader

FIERY = {"XF1", "XF4", "XF5", "YY5"}  # items about fire and smoke themselves
GRAVE = {"LL3", "FW1", "FW6", "ZA2"}  # violence at home, lonely old people, misfortune, fraud


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("着火了", "E1"),
        ("闻到煤气味", "E2"),
        ("我爸昏倒了", "E3"),
        ("不想活了", "E4"),
        ("他拿刀砍人", "E5"),
        ("我被困在电梯里", "E6"),
        ("有人触电", "E7"),
        ("孩子走丢了", "E8"),
        ("有人溺水", "E9"),
        ("房子倒塌", "E10"),
        ("楼上阿婆几天没见 电话打不通", "E11"),
        ("门口车祸", "E12"),
        ("食物中毒送医院", "E13"),
        ("隔壁有人发疯要砍人", "E14"),
        ("让我转账到安全账户", "E15"),
        ("我跟他们同归于尽", "E16"),
        ("FIRE on the third floor, building is on fire", "E1"),
        ("my father is not breathing", "E3"),
        ("灶间火烧起来哉", "E1"),
        ("阿婆掼倒了 立勿起来", "E3"),
        ("伊昏脱了", "E3"),
    ],
)
def test_plain_words_are_hard(text: str, kind: str) -> None:
    danger = reader().danger(text)
    assert (danger.tier, danger.kind) == (Tier.HARD, kind)
    assert danger.evidence


@pytest.mark.parametrize("text", ["插座有股焦味", "老人摔了一跤", "我撑不下去了", "有人一直跟着我"])
def test_risk_words_are_soft(text: str) -> None:
    assert reader().danger(text).tier is Tier.SOFT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "气死我了",
        "跳楼价清仓",
        "火锅味道太重",
        "煤气费在哪交",
        "消防演练几点",
        "没有着火",
        "万一着火消防车进不来",
        "去年的车祸赔偿",
        "垃圾短信太多",
        "猫走丢了",
        "儿子的滑板车不见了",
        "早上孩子走丢，人找到了，多谢",
        "what if there is a fire",
    ],
)
def test_harmless_words_are_left_alone(text: str) -> None:
    assert reader().danger(text).tier is Tier.NONE


@pytest.mark.parametrize(
    "text",
    [
        "去年也着过火，现在又着火了",
        "去年着过火现在又着火了",
        "以前没事今天煤气漏了",
        "不是演习真的着火了",
        "没跟你开玩笑，楼上着火了",
        "上个月装的热水器，今天煤气中毒了",
        "我爸出院才两天又昏倒了",
        "有人扔烟头，垃圾桶着火了",
        "电线又冒火花了，不是说处理好了吗",
        "要是再不管我就从楼上跳下去",
        "是不是着火了，楼道都是浓烟",
        "孩子牵着狗走丢了",
    ],
)
def test_no_word_of_past_fear_or_play_silences_a_present_danger(text: str) -> None:
    assert reader().danger(text).tier is Tier.HARD


@pytest.mark.parametrize("text", ["以前就想过自杀", "我没有不想活", "万一哪天我自杀了呢"])
def test_despair_is_asked_about_even_where_it_is_past_or_denied(text: str) -> None:
    assert reader().danger(text).tier is Tier.SOFT


def test_what_residents_report_every_day_is_no_danger() -> None:
    """The book's own examples: hard only where danger is named, a question on one in twenty at most."""
    tiers = {(item.code, text): reader().danger(text).tier for item in book().items.values() for text in item.examples}
    hard = [where for where, tier in tiers.items() if tier is Tier.HARD and where[0] not in FIERY | GRAVE]
    assert len(hard) <= len(tiers) / 300, hard
    assert sum(tier is Tier.SOFT for tier in tiers.values()) <= len(tiers) / 20


def test_matters_that_can_wait_are_hardly_ever_hard() -> None:
    slow = [text for item in book().items.values() if item.urgency is Urgency.P4 for text in item.examples]
    assert sum(reader().danger(text).tier is Tier.HARD for text in slow) <= len(slow) / 300


def test_a_long_text_full_of_unreal_words_is_read_at_once() -> None:
    text = "万一着火，去年着火，电视里着火，没有着火，" * 500
    assert reader().danger(text).tier is Tier.NONE
