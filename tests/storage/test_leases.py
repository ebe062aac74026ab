from datetime import timedelta

from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import HOUR, NOW

LATER = NOW + timedelta(minutes=1)


def test_one_holder_per_name_who_may_renew(store: Store) -> None:
    def turn(tx: Tx) -> list[bool]:
        return [
            tx.leases.take("poll", "a", LATER, NOW),
            tx.leases.take("poll", "b", LATER, NOW),
            tx.leases.take("poll", "a", NOW + HOUR, NOW),
            tx.leases.take("poll", "b", NOW + HOUR, LATER),
            tx.leases.take("other", "b", LATER, NOW),
        ]

    assert store.run_now(turn) == [True, False, True, False, True]


def test_an_expired_or_released_lease_is_free(store: Store) -> None:
    def turn(tx: Tx) -> list[bool]:
        tx.leases.take("poll", "a", LATER, NOW)
        expired = tx.leases.take("poll", "b", NOW + HOUR, LATER)
        tx.leases.release("poll", "a")
        still = tx.leases.take("poll", "a", NOW + HOUR, LATER)
        tx.leases.release("poll", "b")
        return [expired, still, tx.leases.take("poll", "a", NOW + HOUR, LATER)]

    assert store.run_now(turn) == [True, False, True]


def test_whoever_lives_alone_takes_all_leases_back(store: Store) -> None:
    def turn(tx: Tx) -> bool:
        tx.leases.take("poll", "killed", LATER, NOW)
        tx.leases.take_back()
        return tx.leases.take("poll", "a", LATER, NOW)

    assert store.run_now(turn)
