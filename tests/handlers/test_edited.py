"""Edits in odd orders: what was never heard, what did not change, several matters, danger, and who may say so."""

import pytest

from bot.app import App
from domain.messages import InboundMessage
from domain.people import Address
from handlers.inbox import hear
from storage.store import Store
from tests.handlers.test_inbox import HER, told
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, found

STEWARD = Address("web", "demo-Y01")


@pytest.fixture
def app(sqlite_store: Store) -> App:
    return found(sqlite_store, FrozenClock(MONDAY_MORNING))


def say(app: App, text: str, key: str, corrects: str | None = None, address: Address = HER, **more: object) -> None:
    message = InboundMessage(address, key, MONDAY_MORNING, text, corrects=corrects, **more)  # type: ignore[arg-type]
    app.store.run_now(hear, message, app.house, MONDAY_MORNING)


def answers(app: App, address: Address = HER) -> str:
    return "\n".join(app.store.run_now(told, address))


def cases(app: App) -> list[tuple[str, str]]:
    numbers = [f"YS-{n:04d}" for n in range(1, 6)]
    read = app.store.read_now(lambda tx: [tx.cases.by_number(number) for number in numbers])
    return [(case.words, case.place.building or "") for case in read if case]


def test_an_edit_of_what_we_never_heard_is_heard_and_the_original_coming_late_is_not(app: App) -> None:
    say(app, "5幢楼道灯坏了", "m7:2", "m7")
    say(app, "3幢楼道灯坏了", "m7")
    assert cases(app) == [("5幢楼道灯坏了", "5")]


def test_an_edit_that_changes_no_word_is_nothing(app: App) -> None:
    """The messenger says "edited" for changes nobody sees, too."""
    say(app, "3幢楼道灯坏了", "m7")
    answers(app)
    say(app, "3幢楼道灯坏了", "m7:2", "m7")
    say(app, "3幢楼道灯坏了，二楼", "m7:3", "m7")
    say(app, "3幢楼道灯坏了，二楼", "m7:4", "m7")
    assert answers(app).count("记下了") == 1
    assert len(cases(app)) == 1


def test_the_words_she_wrote_first_stay_what_she_told(app: App) -> None:
    say(app, "3幢楼道灯坏了", "m7")
    say(app, "3幢楼道灯坏了，二楼的", "m7:2", "m7")
    assert cases(app) == [("3幢楼道灯坏了", "3")]
    lines = app.store.read_now(lambda tx: [line.text for line in tx.transcript.after(HER, 0) if line.mine])
    assert lines == ["3幢楼道灯坏了", "3幢楼道灯坏了，二楼的"]


def test_with_several_questions_answered_the_whole_telling_is_read_anew(app: App) -> None:
    say(app, "楼道灯坏了", "m1")
    say(app, "在地库那边", "m2")
    before = cases(app)
    say(app, "电梯坏了", "m3")
    assert "在哪里" in answers(app)
    say(app, "电梯坏了，3幢和4幢的", "m3:1", "m3")
    say(app, "4幢", "m4")
    assert len(cases(app)) == len(before) + 1


def test_a_message_of_two_matters_tells_both_cases(app: App) -> None:
    say(app, "3幢楼道灯坏了。5幢电梯也停了", "m1")
    say(app, "", "t2", tap="matters:yes")
    assert len(cases(app)) == 2
    answers(app)
    say(app, "3幢楼道灯坏了，二楼的。5幢电梯也停了", "m1:1", "m1")
    assert answers(app).count("记下了") == 1
    said = app.store.read_now(
        lambda tx: [
            [event.words for event in tx.cases.events(case.id) if event.words.startswith("改了原话")]
            for number in ("YS-0001", "YS-0002")
            if (case := tx.cases.by_number(number))
        ]
    )
    assert [len(events) for events in said] == [1, 1]


def test_danger_in_an_edit_takes_the_telling_with_it(app: App) -> None:
    say(app, "电梯坏了", "m1")
    say(app, "3幢车棚着火了", "m1:1", "m1")
    heard = answers(app)
    assert heard.index("119") < heard.index("安全")
    assert [words for words, _ in cases(app)] == ["3幢车棚着火了"]


def test_an_edited_word_of_danger_goes_to_whoever_was_called(app: App) -> None:
    say(app, "3幢车棚着火了", "m1")
    answers(app, STEWARD)
    say(app, "4幢车棚着火了", "m1:1", "m1")
    assert "4幢车棚着火了" in answers(app, Address("web", "demo-Y31"))
    assert len(cases(app)) == 1


def test_another_topic_is_for_the_office_to_see(app: App) -> None:
    say(app, "3幢楼道灯坏了", "m1")
    answers(app)
    say(app, "3幢电梯坏了停在二楼", "m1:1", "m1")
    assert "像是另一类" in answers(app, Address("web", "demo-Y31"))


def test_nobody_moves_anothers_case(app: App) -> None:
    say(app, "3幢楼道灯坏了", "m1")
    say(app, "5幢楼道灯坏了", "m1:1", "m1")
    say(app, "", "t1", address=Address("web", "stranger"), tap="moved:YS-0001")
    assert cases(app) == [("3幢楼道灯坏了", "3")]
    say(app, "", "t2", tap="moved:YS-0001")
    assert cases(app) == [("3幢楼道灯坏了", "5")]


def test_another_persons_message_of_the_same_number_is_not_hers(app: App) -> None:
    """Message numbers are the chat's own."""
    say(app, "3幢楼道灯坏了", "m1")
    other = Address("web", "other")
    say(app, "5幢楼道灯坏了", "m1", address=other)
    say(app, "5幢楼道灯坏了，三楼", "m1:1", "m1", address=other)
    words = app.store.read_now(lambda tx: [e.words for e in tx.cases.events(1)])
    assert not any(said.startswith("改了原话") for said in words)
