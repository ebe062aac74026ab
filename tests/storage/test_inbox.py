from datetime import timedelta

from domain.messages import InboundMessage
from domain.people import Address
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, DAY, NOW, said


def test_a_key_is_new_once_per_address(store: Store) -> None:
    other = Address("web", "someone-else")

    def turn(tx: Tx) -> list[bool]:
        return [tx.inbox.first_time(at, "k1", NOW) for at in (CHAT, CHAT, other, Address("telegram", CHAT.key))]

    assert store.run_now(turn) == [True, False, True, True]


def test_a_turn_that_failed_leaves_its_message_new(store: Store) -> None:
    def failing(tx: Tx) -> None:
        tx.inbox.first_time(CHAT, "k1", NOW)
        raise RuntimeError

    try:
        store.run_now(failing)
    except RuntimeError:
        assert store.run_now(lambda tx: tx.inbox.first_time(CHAT, "k1", NOW))


def test_failed_tries_are_counted_per_message(store: Store) -> None:
    def turn(tx: Tx) -> list[int]:
        return [tx.inbox.tries(said(key=key), "ValueError", NOW) for key in ("k1", "k1", "k2", "k1")]

    assert store.run_now(turn) == [1, 2, 1, 3]


def test_a_message_set_aside_keeps_its_words_and_is_not_handled_again(store: Store) -> None:
    message = InboundMessage(CHAT, "k1", NOW, "水\x00管爆了\n快来", "9", "door-3", (4, 5), quotes="YB-0001")

    def turn(tx: Tx) -> None:
        tx.inbox.tries(message, "ValueError", NOW)
        tx.inbox.set_aside(message, "ValueError: no", NOW + timedelta(seconds=5))

    store.run_now(turn)
    (found,) = store.read_now(lambda tx: tx.inbox.aside())
    assert found.message == message
    assert (found.error, found.tries, found.at) == ("ValueError: no", 1, NOW + timedelta(seconds=5))
    assert not store.run_now(lambda tx: tx.inbox.first_time(CHAT, "k1", NOW))


def test_only_what_was_set_aside_is_listed(store: Store) -> None:
    store.run_now(lambda tx: tx.inbox.tries(said(), "ValueError", NOW))
    assert store.read_now(lambda tx: tx.inbox.aside()) == ()


def test_old_keys_are_pruned(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int, bool, bool]:
        tx.inbox.first_time(CHAT, "old", NOW - DAY)
        tx.inbox.first_time(CHAT, "new", NOW)
        pruned = tx.inbox.prune(NOW - DAY / 2)
        return pruned, tx.inbox.first_time(CHAT, "old", NOW), tx.inbox.first_time(CHAT, "new", NOW)

    assert store.run_now(turn) == (1, True, False)
