from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from storage.columns import dump_json, holdable
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, NOW, resident


def test_moments_of_any_zone_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    shanghai = datetime(2026, 11, 24, 0, 30, 0, 123456, timezone(timedelta(hours=8)))
    store.run_now(lambda tx: tx.sessions.start("hash", CHAT, "resident", shanghai, NOW))
    found = store.read_now(lambda tx: tx.sessions.find("hash", NOW))
    assert found is not None
    assert found.expires == shanghai
    assert found.expires.tzinfo is UTC


def test_moments_compare_as_moments_whatever_their_zone(store: Store) -> None:
    east = timezone(timedelta(hours=8))

    def turn(tx: Tx) -> list[bool]:
        tx.sessions.start("hash", CHAT, "resident", NOW, NOW)
        before, after = NOW - timedelta(microseconds=1), NOW + timedelta(microseconds=1)
        return [tx.sessions.find("hash", at.astimezone(east)) is not None for at in (before, NOW, after)]

    assert store.run_now(turn) == [True, False, False]


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a time zone"):
        store.run_now(lambda tx: tx.people.meet(CHAT, naive))


@pytest.mark.parametrize(
    "text", ["", "漏水\r\n\t😀👨‍👩‍👧 𠅤 مرحبا ‮", "'; DROP TABLE cases; --", "\\u0000", "字" * 100_000]
)
def test_any_text_is_kept_as_it_is(store: Store, text: str) -> None:
    person = store.run_now(resident)
    store.run_now(lambda tx: tx.notes.set("text", text))
    store.run_now(lambda tx: tx.people.set_language(person, text))
    assert store.read_now(lambda tx: tx.notes.get("text")) == text
    assert store.read_now(lambda tx: tx.people.get(person)).language == text


def test_what_no_database_takes_is_replaced() -> None:
    assert holdable("a\x00b\ud800c") == "a\ufffdb?c"
    assert dump_json({"words": "好\ud800"}) == '{"words":"好?"}'
