"""What the writer wants: the fourteen intents, their borders, and what an open case may tip."""

import pytest

from domain.cases import Urgency
from domain.reading import Intent
from routing.intent import ABOUT_A_CASE
from routing.read import Context
from tests.routing.reading import book, reader

LIVELY = Context(has_open=True)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("谢谢你们的电梯，让全家天天爬楼锻炼", Intent.REPORT),
        ("您好，我们楼下的井盖裂了", Intent.REPORT),
        ("能不能管管楼上半夜拖桌子", Intent.REPORT),
        ("能不能帮我妈搬一下柜子", Intent.HELP),
        ("能不能在凉亭装个灯", Intent.SUGGESTION),
        ("居住证在哪里办", Intent.ENQUIRY),
        ("保洁阿姨每天都扫得干干净净，辛苦了", Intent.PRAISE),
        ("报了五天怎么还没人来", Intent.CHASE),
        ("补一张照片，刚才那张糊了", Intent.SUPPLEMENT),
        ("刚才说错了，是5幢", Intent.SUPPLEMENT),
        ("不用来了，我自己弄好了", Intent.WITHDRAW),
        ("修好了，谢谢师傅", Intent.CONFIRM_SOLVED),
        ("你们说修好了，可还是漏", Intent.DISPUTE_NOT_SOLVED),
        ("你是机器人吗，找个人跟我说", Intent.HUMAN),
        ("你们会把我名字告诉他吗", Intent.PRIVACY),
        ("早上好", Intent.GREETING),
        ("讲个笑话听听", Intent.CHITCHAT),
        ("低价出售二手冰箱，要的私聊", Intent.CHITCHAT),
    ],
)
def test_each_intent_is_told_from_its_neighbours(text: str, intent: Intent) -> None:
    assert reader().read(text).intent is intent


@pytest.mark.parametrize(
    "text", ["我家漏水了", "厨房下水堵了", "楼上太吵了", "又停水了", "地库积水了", "电梯门关不上了", "垃圾没人收"]
)
def test_a_new_matter_stays_a_report_beside_an_open_case(text: str) -> None:
    assert reader().read(text, LIVELY).intent is Intent.REPORT


def test_the_books_reports_are_hardly_ever_taken_for_words_about_a_case() -> None:
    told = [text for item in book().items.values() if item.urgency is not Urgency.P4 for text in item.examples[5::10]]
    lost = [text for text in told if reader().read(text, LIVELY).intent in ABOUT_A_CASE]
    assert len(lost) <= len(told) / 12, lost


@pytest.mark.parametrize(
    ("text", "intent"),
    [("好了", Intent.CONFIRM_SOLVED), ("没好", Intent.DISPUTE_NOT_SOLVED), ("催一下", Intent.CHASE)],
)
def test_short_words_about_a_case_are_understood(text: str, intent: Intent) -> None:
    assert reader().read(text, Context(has_open=True, awaiting="confirm")).intent is intent


def test_every_intent_has_many_examples_of_its_own() -> None:
    for intent, signs in book().intents.items():
        assert len(signs.examples) >= 100, intent
    told = [text for signs in book().intents.values() for text in signs.examples]
    assert len(told) == len(set(told))
