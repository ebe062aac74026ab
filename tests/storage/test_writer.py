import threading
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from storage.directory import DirectoryCache
from storage.store import Store
from storage.tx import Tx
from storage.writer import FEW_TOGETHER, MOST_TOGETHER, Writer


class Held:
    """A writer kept busy with one turn until `go`, so that others pile up behind it."""

    def __init__(self, store: Store) -> None:
        self.go = threading.Event()
        self.commits = 0
        event.listen(store.writer, "commit", self.count)
        self.writer = Writer(store.writer, DirectoryCache(), lambda: None)
        self.started = threading.Event()
        self.writer.submit(self.wait)
        self.started.wait(20)

    def wait(self, _tx: Tx) -> None:
        self.started.set()
        self.go.wait(20)

    def count(self, _connection: Any) -> None:
        self.commits += 1

    def finish(self) -> None:
        self.go.set()
        self.writer.close()


def note(key: str) -> Any:
    return lambda tx: tx.notes.set(key, "1")


def kept(store: Store, *keys: str) -> list[str]:
    return store.read_now(lambda tx: [key for key in keys if tx.notes.get(key) == "1"])


def test_waiting_turns_share_a_commit_and_a_failing_one_is_undone_alone(sqlite_store: Store) -> None:
    def failing(tx: Tx) -> None:
        tx.notes.set("failed", "1")
        raise ValueError("this one")

    def refused(tx: Tx) -> None:
        tx.notes.set("refused", "1")
        tx.connection.execute(text("INSERT INTO events (id) VALUES (1)"))

    held = Held(sqlite_store)
    futures: list[Future[Any]] = [
        held.writer.submit(work) for work in (note("a"), failing, note("b"), refused, note("c"))
    ]
    held.finish()
    assert held.commits == 2
    assert [type(future.exception()) for future in futures[::2]] == [type(None)] * 3
    assert isinstance(futures[1].exception(), ValueError)
    assert isinstance(futures[3].exception(), DBAPIError)
    assert kept(sqlite_store, "a", "failed", "b", "refused", "c") == ["a", "b", "c"]


def test_no_more_than_a_handful_share_a_commit(sqlite_store: Store) -> None:
    held = Held(sqlite_store)
    for number in range(MOST_TOGETHER * 2):
        held.writer.submit(note(f"n{number}"))
    held.finish()
    assert held.commits == 3


def test_what_goes_first_is_committed_before_all_that_wait(sqlite_store: Store) -> None:
    held = Held(sqlite_store)
    waiting = [held.writer.submit(note(f"n{number}")) for number in range(FEW_TOGETHER)]
    done_before: list[bool] = []
    first = held.writer.submit(note("first"), first=True)
    first.add_done_callback(lambda _: done_before.extend(future.done() for future in waiting))
    assert held.writer.crowded
    held.finish()
    assert done_before == [False] * FEW_TOGETHER
    assert kept(sqlite_store, "first", "n0") == ["first", "n0"]


def test_what_goes_first_ends_a_commit_in_the_making_after_a_few(sqlite_store: Store) -> None:
    held = Held(sqlite_store)
    order: list[str] = []

    def heard(name: str) -> Any:
        return lambda tx: order.append(name)

    def delivered(_tx: Tx) -> None:
        held.writer.submit(heard("noted"), first=True)

    held.writer.submit(delivered)
    waiting = [held.writer.submit(heard(f"n{number}")) for number in range(FEW_TOGETHER * 2)]
    held.go.set()
    waiting[-1].result(20)
    held.finish()
    assert order.index("noted") == FEW_TOGETHER - 1
    assert held.commits == 3


def test_a_turn_nobody_waits_for_any_more_is_not_begun(sqlite_store: Store) -> None:
    held = Held(sqlite_store)
    dropped, wanted = held.writer.submit(note("dropped")), held.writer.submit(note("wanted"))
    assert dropped.cancel()
    held.finish()
    assert wanted.exception() is None
    assert kept(sqlite_store, "dropped", "wanted") == ["wanted"]


def test_nothing_is_acknowledged_when_the_commit_fails(sqlite_store: Store) -> None:
    def broken(_connection: Any) -> None:
        raise OSError("disk full")

    held = Held(sqlite_store)
    first, second = held.writer.submit(note("a")), held.writer.submit(note("b"))
    event.listen(sqlite_store.writer, "commit", broken)
    held.finish()
    event.remove(sqlite_store.writer, "commit", broken)
    assert [type(future.exception()) for future in (first, second)] == [OSError, OSError]
    assert kept(sqlite_store, "a", "b") == []


def test_the_writer_goes_on_after_a_failed_commit(sqlite_store: Store) -> None:
    def broken(_connection: Any) -> None:
        raise OSError("disk full")

    event.listen(sqlite_store.writer, "commit", broken)
    with pytest.raises(OSError, match="disk full"):
        sqlite_store.run_now(note("a"))
    event.remove(sqlite_store.writer, "commit", broken)
    sqlite_store.run_now(note("b"))
    assert kept(sqlite_store, "a", "b") == ["b"]


def test_what_waits_at_closing_is_written_and_later_turns_are_refused(sqlite_store: Store) -> None:
    held = Held(sqlite_store)
    held.writer.submit(note("waiting"))
    held.finish()
    assert kept(sqlite_store, "waiting") == ["waiting"]
    with pytest.raises(RuntimeError, match="closed"):
        held.writer.submit(note("late"))
