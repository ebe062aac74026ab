"""Danger in three tiers: plain words, risk words, none; and what must be left alone."""

import pytest

from domain.reading import Tier
from tests.routing.reading import reader


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
    ],
)
def test_harmless_words_are_left_alone(text: str) -> None:
    assert reader().danger(text).tier is Tier.NONE
