import pytest

from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import NOW


def fail_inside(tx: Tx) -> None:
    with tx.savepoint():
        tx.notes.set("inside", "1")
        raise ValueError("inside")


def test_a_savepoint_undoes_only_itself(store: Store) -> None:
    def turn(tx: Tx) -> None:
        tx.notes.set("before", "1")
        with pytest.raises(ValueError, match="inside"):
            fail_inside(tx)
        with tx.savepoint():
            tx.notes.set("after", "1")

    store.run_now(turn)
    kept = store.read_now(lambda tx: [tx.notes.get(key) for key in ("before", "inside", "after")])
    assert kept == ["1", None, "1"]


def test_a_savepoint_also_recovers_from_what_the_database_refuses(store: Store) -> None:
    def turn(tx: Tx) -> None:
        with pytest.raises(Exception, match=r"(?i)foreign key"), tx.savepoint():
            tx.enclosures.keep(b"", "image/png", 999, NOW)
        tx.notes.set("after", "1")

    store.run_now(turn)
    assert store.read_now(lambda tx: tx.notes.get("after")) == "1"


def test_a_savepoint_within_another_undoes_only_the_inner_one(store: Store) -> None:
    def turn(tx: Tx) -> None:
        with tx.savepoint():
            tx.notes.set("before", "1")
            with pytest.raises(ValueError, match="inside"):
                fail_inside(tx)
            tx.notes.set("after", "1")

    store.run_now(turn)
    kept = store.read_now(lambda tx: [tx.notes.get(key) for key in ("before", "inside", "after")])
    assert kept == ["1", None, "1"]
