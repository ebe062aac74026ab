from storage.sessions import Session
from storage.store import Store
from tests.storage.makers import CHAT, DAY, HOUR, NOW


def test_a_session_lasts_until_it_expires(store: Store) -> None:
    store.run_now(lambda tx: tx.sessions.start("hash", CHAT, "resident", NOW + DAY, NOW))
    assert store.read_now(lambda tx: tx.sessions.find("hash", NOW)) == Session(CHAT, "resident", NOW + DAY)
    assert store.read_now(lambda tx: tx.sessions.find("hash", NOW + DAY)) is None
    assert store.read_now(lambda tx: tx.sessions.find("forged", NOW)) is None


def test_a_session_ends_when_it_is_ended(store: Store) -> None:
    store.run_now(lambda tx: tx.sessions.start("hash", CHAT, "resident", NOW + DAY, NOW))
    store.run_now(lambda tx: tx.sessions.end("hash"))
    assert store.read_now(lambda tx: tx.sessions.find("hash", NOW)) is None


def test_expired_sessions_are_pruned(store: Store) -> None:
    store.run_now(lambda tx: tx.sessions.start("old", CHAT, "resident", NOW - HOUR, NOW - DAY))
    store.run_now(lambda tx: tx.sessions.start("new", CHAT, "resident", NOW + HOUR, NOW))
    assert store.run_now(lambda tx: tx.sessions.prune(NOW)) == 1
