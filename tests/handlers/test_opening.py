"""Whoever sorts a matter otherwise than the rules did, the correction is kept: resident, steward, office."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.messages import InboundMessage
from domain.people import Address
from handlers.inbox import hear
from storage.corrections import Correction
from storage.store import Store
from tests.handlers.test_steward import community
from tests.kit.town import MONDAY_MORNING

SHE, HE, OFFICE = (Address("web", chat) for chat in ("resident", "demo-Y01", "demo-Y31"))
UNCLEAR = "3幢那个东西又那样了你们管不管"
Tap = Callable[[Address, str], None]
Played = tuple[Store, Tap]


@pytest.fixture
def played(migrated_sqlite: Path) -> Iterator[Played]:
    with community(migrated_sqlite) as (store, app, _):
        count = 0

        def say(address: Address, words: str) -> None:
            """What begins with a colon is a tap."""
            nonlocal count
            count += 1
            tap = words[1:] if words.startswith(":") else None
            message = InboundMessage(address, f"k{count}", MONDAY_MORNING, "" if tap else words, tap=tap)
            store.run_now(hear, message, app.house, MONDAY_MORNING)

        yield store, say


def kept(store: Store) -> list[tuple[str, str, str]]:
    found: tuple[Correction, ...] = store.read_now(lambda tx: tx.corrections.all())
    return [(one.case_number, one.old_item, one.new_item) for one in found]


def offered(store: Store) -> list[str]:
    """The codes of the choices she was last given."""
    return [choice.code for choice in store.read_now(lambda tx: tx.drafts.get(SHE)).offered]


def test_a_resident_says_that_none_fits_and_the_office_what_it_is(played: Played) -> None:
    store, say = played
    say(SHE, UNCLEAR)
    first = next(code for code in offered(store) if code.startswith("item:")).removeprefix("item:")
    say(SHE, ":none")
    assert kept(store) == [("YS-0001", first, "QT")]
    say(OFFICE, ":sort:YS-0001:DT2")
    say(OFFICE, ":sort:YS-0001:DT2")  # the same once more is no correction
    assert kept(store)[1:] == [("YS-0001", "QT", "DT2")]


def test_a_resident_picks_another_than_the_first(played: Played) -> None:
    store, say = played
    say(SHE, UNCLEAR)
    first, second, *_ = [code for code in offered(store) if code.startswith("item:")]
    say(SHE, ":" + second)
    assert kept(store) == [("YS-0001", first.removeprefix("item:"), second.removeprefix("item:"))]


def test_a_telling_left_in_the_middle_corrects_nothing(played: Played) -> None:
    store, say = played
    say(SHE, UNCLEAR)
    say(SHE, "还没想好呢")
    assert kept(store) == []


def test_a_steward_returns_it_as_the_wrong_kind(played: Played) -> None:
    store, say = played
    say(SHE, "3幢楼道灯坏了")
    say(HE, ":return:YS-0001")
    say(HE, ":reason:kind")
    say(HE, "不知道")
    assert kept(store) == [("YS-0001", "WX3", "QT")]
    case = store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
    assert case is not None
    assert case.state == "returned"
    say(OFFICE, ":sort:YS-0001:SD2")
    assert kept(store)[1:] == [("YS-0001", "WX3", "SD2")]
