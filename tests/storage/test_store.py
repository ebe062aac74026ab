import asyncio
import logging
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, HOUR, NOW, notice, resident, settle, staff


def put_letter(tx: Tx) -> None:
    tx.outbox.put(resident(tx), notice(), key="a", now=NOW)


async def test_a_turn_returns_its_value_and_gets_its_arguments(store: Store) -> None:
    def turn(tx: Tx, key: str, *, value: str) -> str | None:
        tx.notes.set(key, value)
        return tx.notes.get(key)

    assert await store.run(turn, "k", value="v") == "v"
    assert await store.read(lambda tx, key: tx.notes.get(key), "k") == "v"


async def test_a_turn_that_raises_writes_nothing_and_its_error_arrives(store: Store) -> None:
    def failing(tx: Tx) -> None:
        tx.notes.set("k", "v")
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await store.run(failing)
    assert await store.read(lambda tx: tx.notes.get("k")) is None


async def test_many_turns_at_once_all_arrive(store: Store) -> None:
    def write(tx: Tx, number: int) -> None:
        tx.notes.set(f"n{number}", str(number))

    def look(tx: Tx, number: int) -> str | None:
        return tx.notes.get(f"n{number}")

    await asyncio.gather(*(store.run(write, n) for n in range(200)))
    seen = await asyncio.gather(*(store.read(look, n) for n in range(0, 200, 20)))
    assert seen == [str(n) for n in range(0, 200, 20)]


async def test_a_look_does_not_wait_for_a_turn_and_sees_what_is_committed(store: Store) -> None:
    writing, looked = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        tx.notes.set("k", "new")
        writing.set()
        looked.wait(20)

    await store.run(lambda tx: tx.notes.set("k", "old"))
    turn = asyncio.ensure_future(store.run(slow))
    await asyncio.to_thread(writing.wait, 20)
    assert await store.read(lambda tx: tx.notes.get("k")) == "old"
    looked.set()
    await turn
    assert await store.read(lambda tx: tx.notes.get("k")) == "new"


def test_the_sender_is_woken_after_the_commit_of_letters_only(store: Store) -> None:
    woken: list[int] = []
    store.on_commit(lambda: woken.append(store.read_now(lambda tx: tx.outbox.waiting())))

    def failing(tx: Tx) -> None:
        put_letter(tx)
        raise ValueError("on purpose")

    store.run_now(resident)
    with pytest.raises(ValueError, match="on purpose"):
        store.run_now(failing)
    store.run_now(put_letter)
    store.run_now(put_letter)
    assert woken == [1]


def test_the_sender_is_woken_for_held_letters_too(store: Store) -> None:
    def held(tx: Tx) -> None:
        settle(tx)
        tx.outbox.put(staff(tx, "L1"), notice(), key="a", now=NOW)

    store.run_now(held)
    woken: list[int] = []
    store.on_commit(lambda: woken.append(1))
    store.run_now(lambda tx: tx.people.link(staff(tx, "L1"), CHAT, NOW))
    assert woken == [1]


def test_a_hook_that_fails_does_not_undo_the_turn(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise RuntimeError

    store.on_commit(broken)
    with caplog.at_level(logging.WARNING):
        store.run_now(put_letter)
    assert store.run_now(lambda tx: len(tx.outbox.claim(NOW, 1, HOUR))) == 1
    assert "a commit hook failed" in caplog.text


def test_a_closed_store_takes_no_turns(store_url: str) -> None:
    store = Store.open(store_url)
    store.run_now(lambda tx: tx.notes.set("k", "v"))
    store.close()
    with pytest.raises(RuntimeError):
        store.run_now(lambda tx: tx.notes.set("k", "w"))


def test_what_was_written_is_there_after_reopening(store_url: str) -> None:
    first = Store.open(store_url)
    first.run_now(lambda tx: tx.notes.set("k", "v"))
    first.close()
    second = Store.open(store_url)
    second.migrate()
    assert second.read_now(lambda tx: tx.notes.get("k")) == "v"
    second.close()


def test_ping_answers(store: Store) -> None:
    store.ping()


def test_ping_raises_where_the_database_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    store = Store.open(f"sqlite:///{folder}/huying.db")
    store.ping()
    store.reader.dispose()
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(DBAPIError):
        store.ping()
    store.close()
