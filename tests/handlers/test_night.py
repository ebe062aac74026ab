"""What an outage or a pause has made late does not ring at night, and an answer given at night does not wait for it."""

from datetime import datetime, timedelta

import pytest

from bot.app import App
from bot.sender import LEASE, retry, settle_and_claim
from domain.messages import Letter, Notice, Receipt
from domain.people import Address
from storage.store import Store
from storage.tx import Tx
from tests.kit.frozen import FrozenClock, local
from tests.kit.town import found

HER = Address("post", "her")
EVENING, NIGHT, MORNING = local("2026-11-23 20:50"), local("2026-11-23 22:05"), local("2026-11-24 07:30")


def write(tx: Tx, title: str, at: datetime, urgent: bool = False) -> None:
    tx.outbox.put(tx.people.meet(HER, EVENING).id, Notice("n", title, urgent=urgent), key=title, now=at)


def carried(store: Store, app: App, now: datetime, *delivered: Letter) -> tuple[Letter, ...]:
    done = [(letter, Receipt()) for letter in delivered]
    letters, _ = store.run_now(settle_and_claim, done, now, 10, ("post",), (), app.till_morning)
    return tuple(letters)


def titles(letters: tuple[Letter, ...]) -> list[str]:
    return [letter.notice.title for letter in letters]


@pytest.fixture
def app(store: Store) -> App:
    return found(store, FrozenClock(EVENING))


def test_a_letter_refused_in_the_evening_is_tried_again_in_the_morning(store: Store, app: App) -> None:
    store.run_now(write, "calm", EVENING)
    (letter,) = carried(store, app, EVENING)
    store.run_now(retry, letter, NIGHT, "away", app.till_morning)
    store.run_now(write, "answer", NIGHT)
    (answer,) = carried(store, app, NIGHT)
    assert answer.notice.title == "answer", "it need not wait behind the other"
    assert carried(store, app, MORNING - timedelta(minutes=1), answer) == ()
    (again,) = carried(store, app, MORNING)
    assert (again.notice.title, again.tries) == ("calm", 1)


def test_after_a_pause_of_the_machine_everything_that_may_wait_waits_in_its_order(store: Store, app: App) -> None:
    for title in ("one", "two", "three"):
        store.run_now(write, title, EVENING)
    assert carried(store, app, NIGHT) == ()
    said: list[str] = []
    letters = carried(store, app, MORNING)
    while letters:
        said += titles(letters)
        letters = carried(store, app, MORNING, *letters)
    assert said == ["one", "two", "three"]


def test_what_is_urgent_goes_at_night_however_late(store: Store, app: App) -> None:
    store.run_now(write, "calm", EVENING)
    store.run_now(write, "urgent", EVENING, urgent=True)
    assert titles(carried(store, app, NIGHT)) == ["urgent"]


def test_whoever_has_just_written_is_awake(store: Store, app: App) -> None:
    store.run_now(write, "calm", EVENING)
    store.run_now(lambda tx: tx.people.seen(HER, NIGHT - timedelta(minutes=10)))
    assert titles(carried(store, app, NIGHT)) == ["calm"]


def test_an_answer_given_at_night_is_tried_for_half_an_hour(store: Store, app: App) -> None:
    store.run_now(write, "answer", NIGHT)
    (answer,) = carried(store, app, NIGHT)
    soon = NIGHT + timedelta(minutes=20)
    store.run_now(retry, answer, soon, "away", app.till_morning)
    (answer,) = carried(store, app, soon)
    store.run_now(retry, answer, NIGHT + timedelta(minutes=40), "away", app.till_morning)
    assert carried(store, app, NIGHT + timedelta(hours=1)) == ()
    assert titles(carried(store, app, MORNING)) == ["answer"]


def test_by_day_late_letters_go_at_once(store: Store, app: App) -> None:
    store.run_now(write, "calm", EVENING - timedelta(hours=8))
    assert titles(carried(store, app, EVENING)) == ["calm"]
    assert titles(carried(store, app, EVENING + LEASE)) == ["calm"], "and by whoever takes over"
