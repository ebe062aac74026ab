from concurrent.futures import ThreadPoolExecutor

from storage.store import Store
from tests.storage.makers import DAY, NOW, resident


def test_an_invite_is_taken_once(store: Store) -> None:
    person = store.run_now(resident)
    store.run_now(lambda tx: tx.invites.make(person, "hash", NOW + DAY, NOW))
    assert store.read_now(lambda tx: tx.invites.look("hash", NOW)) == person
    assert store.run_now(lambda tx: tx.invites.take("hash", NOW)) == person
    assert store.run_now(lambda tx: tx.invites.take("hash", NOW)) is None
    assert store.read_now(lambda tx: tx.invites.look("hash", NOW)) is None


def test_an_expired_or_unknown_invite_lets_nobody_in(store: Store) -> None:
    person = store.run_now(resident)
    store.run_now(lambda tx: tx.invites.make(person, "hash", NOW + DAY, NOW))
    assert store.run_now(lambda tx: tx.invites.take("hash", NOW + DAY)) is None
    assert store.run_now(lambda tx: tx.invites.take("guess", NOW)) is None


def test_of_many_who_take_it_at_once_one_gets_in(store: Store) -> None:
    person = store.run_now(resident)
    store.run_now(lambda tx: tx.invites.make(person, "hash", NOW + DAY, NOW))
    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(lambda _: store.run_now(lambda tx: tx.invites.take("hash", NOW)), range(12)))
    assert sorted(taken, key=str) == [person, *[None] * 11]
