"""A reply to a notice means the case of that notice, whatever else is going on and whatever words are used."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.messages import InboundMessage, Receipt
from domain.people import Address
from handlers.inbox import hear
from storage.tx import Tx
from tests.handlers.test_steward import Life, community
from tests.kit.town import MONDAY_MORNING

HER, STEWARD = Address("web", "resident"), Address("web", "demo-Y01")
ONE, OTHER = "YS-0001", "YS-0002"
HER_WORDS = (
    "好了",
    "还没好",
    "好了一部分",
    "1",
    "2",
    "催办",
    "进度",
    "催一下",
    "谢谢",
    "补充：灯在二楼",
    "就是这件",
    "算了",
    "撤销",
)
HER_STEPS = ("", "add", "unsolved", "partly", "hurry", "solved", "withdraw")
STAFF_WORDS = (
    "签收",
    "已联系",
    "办好了",
    "问居民",
    "求助上级",
    "退回",
    "延期",
    "1",
    "3",
    "为什么",
    "就说：已办好",
    "您家几楼",
    "算了",
)
STAFF_STEPS = ("", "talk", "done", "note", "help", "return", "extend", "accept")


def delivered(tx: Tx) -> None:
    while letters := tx.outbox.claim(MONDAY_MORNING, 100, MONDAY_MORNING - MONDAY_MORNING):
        for letter in letters:
            tx.outbox.sent(letter, Receipt(f"1{letter.id} 2{letter.id}"), MONDAY_MORNING)


class Two(Life):
    """A resident's two open cases, both with one steward; what was told is there to be replied to."""

    def tell_both(self, *, answered: bool = False) -> None:
        self.say(HER, "3幢楼道灯坏了")
        self.say(HER, "3幢单元门刷不开了")
        for number in (ONE, OTHER) if answered else ():
            self.say(STEWARD, "", tap=f"done:{number}")
            self.say(STEWARD, "换好了")

    def say(self, who: Address, text: str, **more: str) -> bool:
        self.count += 1
        message = InboundMessage(who, f"k{self.count}", self.clock.now(), text, **more)  # type: ignore[arg-type]
        acted_on = self.store.run_now(hear, message, self.app.house, self.clock.now())
        self.store.run_now(delivered)
        return acted_on

    def events(self, number: str) -> Sequence[object]:
        [case] = [case for case in self.cases() if case.number == number]
        return self.store.read_now(lambda tx: tx.cases.events(case.id))

    def ways_to_name(self, who: Address, number: str) -> list[dict[str, str]]:
        """By the number in the text replied to, or by any of the messages it was told in."""
        lines = self.store.read_now(lambda tx: tx.transcript.after(who, 0))
        assert any(line.notice and line.notice.case == number for line in lines)
        letters = self.store.read_now(lambda tx: told_in(tx, who, number))
        return [{"quotes": number}, *({"answers": f"{part}{letter}"} for letter in letters for part in (1, 2))]


def told_in(tx: Tx, who: Address, number: str) -> list[int]:
    def is_it(letter: int) -> bool:
        told = tx.transcript.notice_in(who, f"1{letter}")
        return told is not None and told.case == number

    return [letter for letter in range(1, 40) if is_it(letter)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), answered=st.booleans())
def test_no_word_of_hers_in_reply_to_one_matter_touches_the_other(
    migrated_sqlite: Path, data: st.DataObject, answered: bool
) -> None:
    with community(migrated_sqlite) as (store, app, clock):
        life = Two(store, app, clock)
        life.tell_both(answered=answered)
        if verb := data.draw(st.sampled_from(HER_STEPS)):
            life.say(HER, "", tap=f"{verb}:{OTHER}")
        before = life.events(OTHER)
        way = data.draw(st.sampled_from(life.ways_to_name(HER, ONE)))
        life.say(HER, data.draw(st.sampled_from(HER_WORDS)), **way)
        assert life.events(OTHER) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_word_of_a_steward_in_reply_to_one_card_touches_the_other(
    migrated_sqlite: Path, data: st.DataObject
) -> None:
    with community(migrated_sqlite) as (store, app, clock):
        life = Two(store, app, clock)
        life.tell_both()
        if verb := data.draw(st.sampled_from(STAFF_STEPS)):
            life.say(STEWARD, "", tap=f"{verb}:{OTHER}")
        before = life.events(OTHER)
        way = data.draw(st.sampled_from(life.ways_to_name(STEWARD, ONE)))
        life.say(STEWARD, data.draw(st.sampled_from(STAFF_WORDS)), **way)
        assert life.events(OTHER) == before


def test_what_comes_too_late_in_reply_is_answered_of_that_case(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, clock):
        life = Two(store, app, clock)
        life.tell_both()
        assert life.say(STEWARD, "签收", quotes=ONE)
        life.say(STEWARD, "", tap=f"done:{OTHER}")
        assert not life.say(STEWARD, "签收", quotes=ONE)
        last = store.read_now(lambda tx: tx.transcript.last_notice(STEWARD))
        assert last is not None
        assert (last.kind, last.case) == ("too_late", ONE)


def test_a_telling_waits_while_she_replies_to_something_else(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, clock):
        life = Two(store, app, clock)
        life.tell_both()
        life.say(HER, "垃圾桶满出来两天没人收了")
        life.say(HER, "谢谢", quotes=ONE)
        life.say(HER, "3", quotes=ONE)
        life.say(HER, "南门垃圾房")
        assert [case.number for case in life.cases()] == [ONE, OTHER, "YS-0003"]
        assert "垃圾桶" in life.cases()[2].words


def test_what_she_says_of_a_danger_reaches_it_after_a_reply_to_something_else(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, clock):
        life = Two(store, app, clock)
        life.tell_both()
        life.say(HER, "着火了，好大的烟")
        of_one, before = life.events(ONE), life.events("YS-0003")
        life.say(HER, "灯是二楼的", quotes=ONE)
        assert (len(life.events(ONE)), life.events("YS-0003")) == (len(of_one) + 1, before)
        life.say(HER, "人都下楼了")
        assert len(life.events("YS-0003")) == len(before) + 1


@pytest.mark.parametrize(
    ("tap", "acted_on"), [("accept:YS-0001", True), ("accept:YS-0099", False), ("skip", False), ("look:YS-0001", True)]
)
def test_whether_anything_came_of_a_tap_is_told(migrated_sqlite: Path, tap: str, acted_on: bool) -> None:
    with community(migrated_sqlite) as (store, app, clock):
        life = Two(store, app, clock)
        life.tell_both()
        assert life.say(STEWARD, "", tap=tap) is acted_on
        if tap.startswith("accept"):
            assert life.say(STEWARD, "", tap=tap) is False
