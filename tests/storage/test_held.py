from datetime import timedelta

from domain.people import Address
from storage.held import Held
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, NOW

OTHER = Address(CHAT.channel, "another-chat")
LATER = NOW + timedelta(seconds=1)


def put(tx: Tx, key: str, chat: Address = CHAT, album: str | None = None) -> None:
    tx.held.put(Held(chat, key, key, album), NOW)


def taken(store: Store, me: str) -> list[str]:
    return sorted(store.run_now(lambda tx: tx.held.take_album(CHAT, "a", me)))


def test_what_is_put_by_lies_there_once_until_it_is_dropped(store: Store) -> None:
    def turn(tx: Tx) -> None:
        for _ in range(2):
            put(tx, "1")
        put(tx, "2")
        put(tx, "3", OTHER)
        put(tx, "4", album="a")
        tx.held.drop(CHAT, ["2", "unknown"])

    store.run_now(turn)
    assert sorted(store.read_now(lambda tx: tx.held.lying(CHAT))) == [("1", None), ("4", "a")]


def test_an_album_goes_whole_to_whoever_takes_it_first(store: Store) -> None:
    def turn(tx: Tx) -> None:
        put(tx, "1", album="a")
        put(tx, "2", album="a")
        put(tx, "3", album="b")
        put(tx, "4", OTHER, "a")
        put(tx, "5")

    store.run_now(turn)
    assert (taken(store, "one"), taken(store, "two")) == (["1", "2"], [])
    store.run_now(put, "6", CHAT, "a")
    assert (taken(store, "two"), taken(store, "one"), taken(store, "two")) == (["6"], ["1", "2"], ["6"])


def test_a_part_of_an_album_that_was_heard_is_not_heard_alone_when_it_comes_again(store: Store) -> None:
    store.run_now(put, "1", CHAT, "a")
    assert taken(store, "one") == ["1"]
    store.run_now(lambda tx: tx.held.heard(CHAT, ["1"], NOW))
    store.run_now(put, "1", CHAT, "a")
    assert (taken(store, "one"), store.read_now(lambda tx: tx.held.lying(CHAT))) == ([], ())
    store.run_now(lambda tx: tx.held.heard(CHAT, [], LATER))
    store.run_now(put, "1", CHAT, "a")
    assert taken(store, "one") == ["1"]


def test_only_what_nobody_renews_is_taken_over(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        for key in ("dead", "mine", "held by me"):
            put(tx, key)
        put(tx, "not ours", Address("elsewhere", "1"))
        put(tx, "album", album="a")
        tx.held.take_album(CHAT, "a", "me")
        tx.held.renew(CHAT.channel, "me", ["mine", "held by me"], LATER)
        first = tx.held.take_left(CHAT.channel, "other", LATER, LATER)
        again = tx.held.take_left(CHAT.channel, "third", LATER, LATER)
        return [list(first), list(again), sorted(tx.held.take_left(CHAT.channel, "third", None, LATER))]

    assert store.run_now(turn) == [["dead"], [], ["album", "dead", "held by me", "mine"]]


def test_where_something_lies_that_others_are_at_is_told_by_chat(store: Store) -> None:
    def turn(tx: Tx) -> list[frozenset[str]]:
        put(tx, "1")
        put(tx, "2", OTHER)
        seen = [tx.held.elsewhere(CHAT.channel, "me", keys) for keys in ((), ("1",), ("1", "2"))]
        tx.held.take_left(CHAT.channel, "me", None, NOW)
        return [*seen, tx.held.elsewhere(CHAT.channel, "me", ())]

    both = frozenset({CHAT.key, OTHER.key})
    assert store.run_now(turn) == [both, frozenset({OTHER.key}), frozenset(), frozenset()]


def test_what_is_given_up_is_in_nobodys_way_and_tried_again_by_the_next_process(store: Store) -> None:
    def turn(tx: Tx) -> list[object]:
        put(tx, "1", album="a")
        put(tx, "2", album="a")
        put(tx, "3", album="b")
        tx.held.take_album(CHAT, "a", "me")
        tx.held.give_up(CHAT.channel, "1", "a", "me")
        waiting = [key for key, _ in tx.held.lying(CHAT)]
        left = tx.held.take_left(CHAT.channel, "other", None, NOW)
        return [waiting, left, sorted(tx.held.take_unheard(CHAT.channel, "other", NOW))]

    assert store.run_now(turn) == [["3"], ("3",), ["1", "2"]]
