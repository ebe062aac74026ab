from datetime import timedelta
from typing import Any

from domain.people import Address
from storage.held import Held
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, NOW

OTHER = Address(CHAT.channel, "another-chat")
LATER = NOW + timedelta(seconds=1)


def lying(tx: Tx) -> tuple[Any, ...]:
    return tx.held.take_left(CHAT.channel, "looker", NOW + timedelta(days=1), NOW)


def test_what_is_put_by_lies_there_once_until_it_is_dropped(store: Store) -> None:
    def turn(tx: Tx) -> list[int]:
        for _ in range(2):
            tx.held.put(Held(CHAT, "1", {"update_id": 1}), NOW)
        tx.held.put(Held(CHAT, "2", {"update_id": 2}), NOW)
        tx.held.drop(CHAT, ["2", "unknown"])
        return [raw["update_id"] for raw in lying(tx)]

    assert store.run_now(turn) == [1]


def test_an_album_goes_whole_to_whoever_takes_it_first(store: Store) -> None:
    def put(key: str, chat: Address = CHAT, album: str | None = "a") -> None:
        store.run_now(lambda tx: tx.held.put(Held(chat, key, key, album), NOW))

    def taken(me: str) -> list[str]:
        return sorted(store.run_now(lambda tx: tx.held.take_album(CHAT, "a", me)))

    put("1")
    put("2")
    put("3", album="b")
    put("4", chat=OTHER)
    put("5", album=None)
    assert store.read_now(lambda tx: (tx.held.begun(CHAT, "a"), tx.held.begun(OTHER, "b"))) == (True, False)
    assert (taken("one"), taken("two")) == (["1", "2"], [])
    put("6")
    assert (taken("two"), taken("one"), taken("two")) == (["6"], ["1", "2"], ["6"])


def test_only_what_was_left_too_long_is_taken_over(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        tx.held.put(Held(CHAT, "old", "old"), NOW)
        tx.held.put(Held(CHAT, "new", "new"), LATER)
        tx.held.put(Held(Address("elsewhere", "1"), "old", "not ours"), NOW)
        first = tx.held.take_left(CHAT.channel, "me", LATER, LATER)
        return [list(first), list(tx.held.take_left(CHAT.channel, "me", LATER, LATER))]

    assert store.run_now(turn) == [["old"], []]
