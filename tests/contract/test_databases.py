"""What either database must hold to when many write at once or one dies while writing."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from domain.cases import Case, EventKind
from domain.errors import StaleCase
from domain.people import Address
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, DAY, HOUR, NOW, event, notice, open_case, resident, said, settle

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def pair(store_url: str) -> Iterator[tuple[Store, Store]]:
    """Two stores on one database, as two replicas have them."""
    stores = Store.open(store_url), Store.open(store_url)
    yield stores
    for store in stores:
        store.close()


@contextmanager
def process(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.contract.writing", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def line_from(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def order(child: "subprocess.Popen[str]") -> None:
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()


def test_of_two_replicas_moving_one_case_one_is_stale(pair: tuple[Store, Store]) -> None:
    pair[0].run_now(settle)
    opened = pair[0].run_now(open_case)
    together = threading.Barrier(2, timeout=20)

    def move(store: Store) -> str:
        together.wait()
        try:
            store.run_now(lambda tx: tx.cases.move(opened, event(EventKind.SORTED), item="DT-02"))
        except StaleCase:
            return "stale"
        return "moved"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(move, pair)) == ["moved", "stale"]
    assert len(pair[0].read_now(lambda tx: tx.cases.events(opened.id))) == 2


def test_of_two_processes_moving_one_case_one_is_stale(store: Store, store_url: str) -> None:
    store.run_now(settle)
    opened = store.run_now(open_case)
    with ExitStack() as stack:
        children = [stack.enter_context(process(store_url, "move", opened.number)) for _ in range(2)]
        assert [line_from(child) for child in children] == ["ready", "ready"]
        for child in children:
            order(child)
        assert sorted(line_from(child) for child in children) == ["moved", "stale"]
    assert len(store.read_now(lambda tx: tx.cases.events(opened.id))) == 2


def test_a_process_killed_while_writing_loses_nothing_it_had_acknowledged(store: Store, store_url: str) -> None:
    with process(store_url, "say") as child:
        acknowledged = [int(line_from(child)) for _ in range(60)][-1]
        child.kill()
        assert child.stdout is not None
        acknowledged = max([acknowledged, *(int(line) for line in child.stdout if line.endswith("\n"))])
    lines = store.read_now(lambda tx: tx.transcript.after(CHAT, 0, limit=100_000))
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert acknowledged <= len(lines) <= acknowledged + 1
    assert store.run_now(lambda tx: tx.transcript.heard(said(), NOW)) == len(lines) + 1


def test_lines_of_one_address_have_no_gap_however_many_write(pair: tuple[Store, Store]) -> None:
    def say(number: int) -> int:
        return pair[number % 2].run_now(lambda tx: tx.transcript.heard(said(str(number), str(number)), NOW))

    with ThreadPoolExecutor(6) as threads:
        given = list(threads.map(say, range(60)))
    assert sorted(given) == list(range(1, 61))
    stored = pair[0].read_now(lambda tx: tx.transcript.after(CHAT, 0))
    assert [line.seq for line in stored] == list(range(1, 61))


def test_case_numbers_have_no_gap_however_many_are_opened(pair: tuple[Store, Store]) -> None:
    pair[0].run_now(settle)
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda n: pair[n % 2].run_now(open_case).number, range(24)))
    assert sorted(numbers) == [f"YB-{n:04d}" for n in range(1, 25)]


def test_a_message_heard_twice_at_once_is_heard_once(pair: tuple[Store, Store]) -> None:
    with ThreadPoolExecutor(6) as threads:
        first = list(
            threads.map(lambda n: pair[n % 2].run_now(lambda tx: tx.inbox.first_time(CHAT, "k", NOW)), range(12))
        )
    assert first.count(True) == 1


def test_a_letter_put_twice_at_once_is_one_letter(pair: tuple[Store, Store]) -> None:
    person = pair[0].run_now(resident)

    def put(tx: Tx) -> bool:
        return tx.outbox.put(person, notice(), key="same", now=NOW)

    with ThreadPoolExecutor(6) as threads:
        new = list(threads.map(lambda n: pair[n % 2].run_now(put), range(12)))
    assert new.count(True) == 1
    assert pair[0].read_now(lambda tx: tx.outbox.waiting()) == 1


def test_every_letter_is_claimed_once_however_many_senders_there_are(pair: tuple[Store, Store]) -> None:
    def put(tx: Tx) -> None:
        for number in range(120):
            person = resident(tx, Address("web", f"chat-{number}"))
            tx.outbox.put(person, notice(), key=str(number), now=NOW)

    def drain(store: Store) -> list[int]:
        claimed: list[int] = []
        while batch := store.run_now(lambda tx: tx.outbox.claim(NOW, 7, HOUR)):
            claimed += [letter.id for letter in batch]
        return claimed

    pair[0].run_now(put)
    with ThreadPoolExecutor(6) as threads:
        claimed = [id for part in threads.map(drain, pair * 3) for id in part]
    assert len(claimed) == len(set(claimed))
    left = pair[0].run_now(lambda tx: tx.outbox.claim(NOW, 200, HOUR))
    assert len(claimed) + len(left) == 120


def test_two_ticks_never_hold_the_same_case(postgres_store: Store) -> None:
    """While one transaction has due cases in hand, another is given the others, at once."""

    def fill(tx: Tx) -> None:
        settle(tx)
        for number in range(6):
            open_case(tx, look_at=NOW - number * HOUR)

    taken, release = threading.Event(), threading.Event()

    def slow(tx: Tx) -> tuple[Case, ...]:
        cases = tx.cases.take_due(NOW, 4)
        taken.set()
        release.wait(20)
        return cases

    postgres_store.run_now(fill)
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(postgres_store.run_now, slow)
        taken.wait(20)
        second = postgres_store.run_now(lambda tx: tx.cases.take_due(NOW, 10))
        release.set()
        held = {case.number for case in first.result()}
    assert (len(held), len(second)) == (4, 2)
    assert held.isdisjoint(case.number for case in second)


def test_each_due_case_is_handled_once_by_many_ticks(pair: tuple[Store, Store]) -> None:
    def fill(tx: Tx) -> None:
        settle(tx)
        for _ in range(40):
            open_case(tx, look_at=NOW)

    def tick(store: Store) -> int:
        def turn(tx: Tx) -> int:
            due = tx.cases.take_due(NOW, 5)
            for case in due:
                tx.cases.move(case, event(EventKind.REMINDED), look_at=NOW + DAY)
            return len(due)

        handled = 0
        while done := store.run_now(turn):
            handled += done
        return handled

    pair[0].run_now(fill)
    with ThreadPoolExecutor(4) as threads:
        handled = sum(threads.map(tick, pair * 2))
    handled += tick(pair[0])
    assert handled == 40
    events = pair[0].read_now(lambda tx: [len(tx.cases.events(n)) for n in range(1, 41)])
    assert events == [2] * 40
