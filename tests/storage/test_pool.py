import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DBAPIError

from storage.store import Store
from storage.tx import Tx


def test_turns_that_block_each_other_are_run_again(postgres_store: Store) -> None:
    """Two turns write two notes in opposite order: PostgreSQL stops one of them, and it is done again.

    Done again, it may come before the other has woken and block it once more, so it may take more than three runs.
    """
    both_began = threading.Barrier(2, timeout=20)
    runs = []

    def turn(tx: Tx, first: str, second: str) -> None:
        runs.append(first)
        tx.notes.set(first, first)
        if len(runs) <= 2:
            both_began.wait()
        tx.notes.set(second, first)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda names: postgres_store.run_now(turn, *names), [("a", "b"), ("b", "a")]))
    notes = [postgres_store.read_now(lambda tx, key: tx.notes.get(key), key) for key in "ab"]
    assert len(runs) >= 3
    assert notes in (["a", "a"], ["b", "b"]), "the later turn wrote both"


def test_other_refusals_are_not_tried_again(postgres_store: Store) -> None:
    runs = []

    def turn(tx: Tx) -> None:
        runs.append(1)
        tx.connection.exec_driver_sql("SELECT 1/0")

    with pytest.raises(DBAPIError, match="division by zero"):
        postgres_store.run_now(turn)
    assert len(runs) == 1
