"""Whatever arrives is heard once, its words are kept, and it is answered; what cannot be handled is set aside honestly."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.messages import Draft, InboundMessage, Missed
from domain.people import Address
from handlers.entering import hashed
from handlers.inbox import hear
from handlers.texts import sent
from storage.store import Store
from storage.tx import Tx
from tests.handlers.test_steward import community
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, found

HER = Address("web", "her")
OFFICE = Address("web", "demo-Y31")
ODD = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="😀🚗🔥👵🏽‍🦽", min_size=1, max_size=20),
    st.text(alphabet="ابجد \u202e\u200f3幢", max_size=40),
    st.sampled_from(
        ["", " ", "\x00", "\x07\x1b[31m", "？", "9", "/start", "/nonsense", "a" * 10_000, "电梯" * 2_000, "1" * 3]
    ),
)


def message(text: str, key: str = "k1", **more: object) -> InboundMessage:
    return InboundMessage(HER, key, MONDAY_MORNING, text, **more)  # type: ignore[arg-type]


def told(tx: Tx, address: Address) -> list[str]:
    """Titles and lines of every letter that waits for this address."""
    found = []
    while letters := tx.outbox.claim(MONDAY_MORNING, 100, MONDAY_MORNING - MONDAY_MORNING):
        for letter in letters:
            tx.outbox.dead(letter, "read by the test", MONDAY_MORNING)
            found.append((letter.address, letter.notice.plain()))
    return [text for to, text in found if to == address]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ODD)
def test_any_text_is_kept_and_answered(migrated_sqlite: Path, text: str) -> None:
    with community(migrated_sqlite) as (store, app, _):
        store.run_now(hear, message(text), app.house, MONDAY_MORNING)
        lines = store.read_now(lambda tx: tx.transcript.after(HER, 0))
        kept = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
        assert lines[0].text == kept
        assert store.run_now(told, HER)


def test_the_same_message_twice_is_one(store: Store) -> None:
    app = found(store, FrozenClock(MONDAY_MORNING))
    first = store.run_now(hear, message("3幢楼道灯坏了"), app.house, MONDAY_MORNING)
    again = store.run_now(hear, message("3幢楼道灯坏了"), app.house, MONDAY_MORNING)
    assert (first, again) == (True, False)
    assert len(store.read_now(lambda tx: tx.transcript.after(HER, 0))) == 1
    assert store.read_now(lambda tx: tx.cases.by_number("YS-0002")) is None


@pytest.mark.parametrize(
    "tap", ["accept:YS-0001", "done:YS-9999", "give:YS-0001:x", "score:YS-0001:77", ":::", "sort:", "off:1"]
)
def test_a_tap_that_is_not_hers_changes_nothing(sqlite_store: Store, tap: str) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    sqlite_store.run_now(hear, message("3幢楼道灯坏了"), app.house, MONDAY_MORNING)
    before = sqlite_store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
    stranger = InboundMessage(Address("web", "stranger"), "s1", MONDAY_MORNING, "", tap)
    sqlite_store.run_now(hear, stranger, app.house, MONDAY_MORNING)
    assert sqlite_store.read_now(lambda tx: tx.cases.by_number("YS-0001")) == before


async def test_what_cannot_be_handled_is_set_aside_and_the_office_is_told(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    damaged = Draft("which_place", {"told": [{"no": "sense"}]})
    await sqlite_store.run(lambda tx: tx.people.meet(HER, MONDAY_MORNING))
    await sqlite_store.run(lambda tx: tx.drafts.save(HER, damaged, MONDAY_MORNING))
    await app.hear(message("就在3幢"))
    aside = await sqlite_store.read(lambda tx: tx.inbox.aside())
    assert [one.message.text for one in aside] == ["就在3幢"]
    letters = await sqlite_store.run(lambda tx: (told(tx, HER), tx.people.get(1)))
    assert "您的话留着了" in letters[0][0]
    await app.hear(message("3幢楼道灯坏了", "k2"))
    assert await sqlite_store.read(lambda tx: tx.cases.by_number("YS-0001")) is not None


async def test_after_a_message_set_aside_she_can_go_on(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    await app.hear(message("就在3幢", door="no-such-door"))
    assert "这个码我不认识" in " ".join(await sqlite_store.run(told, HER))


def test_an_unknown_step_restarts_politely(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    sqlite_store.run_now(lambda tx: tx.people.meet(HER, MONDAY_MORNING))
    sqlite_store.run_now(lambda tx: tx.drafts.save(HER, Draft("a_step_of_an_old_version"), MONDAY_MORNING))
    sqlite_store.run_now(hear, message("三楼"), app.house, MONDAY_MORNING)
    assert "请再说一次" in " ".join(sqlite_store.run_now(told, HER))


def test_a_one_time_link_works_once(store: Store) -> None:
    app = found(store, FrozenClock(MONDAY_MORNING))
    steward = store.read_now(lambda tx: tx.people.by_code("Y01"))
    assert steward is not None
    store.run_now(
        lambda tx: tx.invites.make(
            steward.id, hashed("a-secret-code"), MONDAY_MORNING.replace(year=2027), MONDAY_MORNING
        )
    )
    store.run_now(hear, message("", door="a-secret-code"), app.house, MONDAY_MORNING)
    assert store.read_now(lambda tx: tx.people.by_address(HER)) == store.read_now(lambda tx: tx.people.by_code("Y01"))
    thief = InboundMessage(Address("web", "thief"), "t", MONDAY_MORNING, door="a-secret-code")
    store.run_now(hear, thief, app.house, MONDAY_MORNING)
    other = store.read_now(lambda tx: tx.people.by_address(thief.address))
    assert other is not None
    assert other.code is None


@pytest.mark.parametrize("payload", ["", "x", "0" * 64, "../../etc", "YS-0001", "Y01"])
def test_a_wrong_code_tells_nothing_a_used_one_does_not(sqlite_store: Store, payload: str) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    person = sqlite_store.read_now(lambda tx: tx.people.by_code("Y01"))
    assert person is not None
    ends = MONDAY_MORNING.replace(year=2027)
    sqlite_store.run_now(lambda tx: tx.invites.make(person.id, hashed("used-code"), ends, MONDAY_MORNING))
    sqlite_store.run_now(lambda tx: tx.invites.take(hashed("used-code"), MONDAY_MORNING))
    answers = []
    for number, code in enumerate((payload or "nothing-like-it", "used-code")):
        her = Address("telegram", f"stranger-{number}")
        entering = InboundMessage(her, f"m{number}", MONDAY_MORNING, door=code)
        sqlite_store.run_now(hear, entering, app.house, MONDAY_MORNING)
        answers.append(sqlite_store.run_now(told, her))
    assert answers[0] == answers[1]
    assert "这个码我不认识" in answers[0][-1]


@pytest.mark.parametrize("why", list(Missed))
def test_what_did_not_come_is_named_and_the_question_stays_open(sqlite_store: Store, why: Missed) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    sqlite_store.run_now(hear, message("楼道灯坏了"), app.house, MONDAY_MORNING)
    asked = sqlite_store.read_now(lambda tx: tx.drafts.get(HER))
    sqlite_store.run_now(told, HER)
    sqlite_store.run_now(hear, message("", "k2", missed=(why, why)), app.house, MONDAY_MORNING)
    assert sqlite_store.read_now(lambda tx: tx.drafts.get(HER).step) == asked.step == "which_place"
    [said] = sqlite_store.run_now(told, HER)
    assert said == sent.missed("zh", (why,), words_kept=False).plain()
    sqlite_store.run_now(hear, message("3幢", "k3"), app.house, MONDAY_MORNING)
    assert sqlite_store.read_now(lambda tx: tx.cases.by_number("YS-0001")) is not None


def test_words_beside_a_file_that_did_not_come_are_handled_as_always(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    said = message("3幢楼道灯坏了", missed=(Missed.TOO_LARGE,))
    sqlite_store.run_now(hear, said, app.house, MONDAY_MORNING)
    answers = sqlite_store.run_now(told, HER)
    assert ["20 MB" in text and "文字已经收到" in text for text in answers].count(True) == 1
    assert any("编号 YS-0001" in text for text in answers)


def test_in_danger_the_numbers_come_before_the_word_about_a_lost_file(sqlite_store: Store) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    said = message("3幢着火了", missed=(Missed.NOT_ARRIVED,))
    sqlite_store.run_now(hear, said, app.house, MONDAY_MORNING)
    answers = sqlite_store.run_now(told, HER)
    assert "119" in answers[0]
    assert any("没传完" in text for text in answers[1:])


def test_what_she_sent_is_hers_and_goes_with_her(store: Store) -> None:
    """A messenger's files come in before it is known whose they are."""
    app = found(store, FrozenClock(MONDAY_MORNING))
    voice = store.run_now(lambda tx: tx.enclosures.keep(b"OggS", "audio/ogg", None, MONDAY_MORNING))
    store.run_now(hear, message("", enclosed=(voice,)), app.house, MONDAY_MORNING)
    store.run_now(hear, message("", "k2", tap="forget:yes"), app.house, MONDAY_MORNING)
    assert store.read_now(lambda tx: tx.enclosures.get(voice)) is None
