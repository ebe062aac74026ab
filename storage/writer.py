"""How turns are written to SQLite: one after another in one thread, several waiting ones in one commit.

What was delivered is noted first: until it is, a process that dies has it delivered again by the next. So such a turn
passes those that wait, and ends a commit in the making once that holds a few.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

from sqlalchemy import Connection, Engine

from storage.directory import DirectoryCache
from storage.prepared import driver
from storage.tx import Tx

MOST_TOGETHER = 64
FEW_TOGETHER = 8
Work = Callable[[Tx], Any]

log = logging.getLogger(__name__)


class Job:
    """A turn that waits to be written, and how it went."""

    __slots__ = ("error", "future", "value", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.value: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class Writer:
    """The only thread that writes. `after_commit` is called when letters were put."""

    def __init__(self, engine: Engine, cache: DirectoryCache, after_commit: Callable[[], None]) -> None:
        self.engine = engine
        self.cache = cache
        self.after_commit = after_commit
        self.first: deque[Job] = deque()
        self.others: deque[Job] = deque()
        self.changed = threading.Condition()
        self.closed = False
        self.thread = threading.Thread(target=self._work, name="huying-writer", daemon=True)
        self.thread.start()

    def submit(self, work: Work, *, first: bool = False) -> Future[Any]:
        """`first`: before all that wait."""
        job = Job(work)
        with self.changed:
            if self.closed:
                raise RuntimeError("the store is closed")
            (self.first if first else self.others).append(job)
            self.changed.notify()
        return job.future

    @property
    def crowded(self) -> bool:
        return bool(self.others)

    def close(self) -> None:
        """Writes what waits, then stops."""
        with self.changed:
            self.closed = True
            self.changed.notify()
        if threading.current_thread() is not self.thread:
            self.thread.join()

    def _work(self) -> None:
        with self.engine.connect() as connection:
            while self._something_waits():
                write(connection, self.cache, self._together(), self.after_commit)

    def _something_waits(self) -> bool:
        """Rests until it does; False when closed and done."""
        with self.changed:
            while not (self.first or self.others or self.closed):
                self.changed.wait()
            return bool(self.first or self.others)

    def _together(self) -> Iterator[Job]:
        """The turns of one commit that are still wanted: of those that go first all, or others until enough are together."""
        for count in range(min(MOST_TOGETHER, len(self.others))):
            if self.first and not 0 < count < FEW_TOGETHER:
                break
            yield from wanted(self.others.popleft())
        while self.first:
            yield from wanted(self.first.popleft())


class Alone:
    """For a store with one user, who waits for each turn anyway: it is run at once where it is asked for."""

    crowded = False

    def __init__(self, engine: Engine, cache: DirectoryCache, after_commit: Callable[[], None]) -> None:
        self.connection = engine.connect()
        self.cache = cache
        self.after_commit = after_commit

    def submit(self, work: Work, *, first: bool = False) -> Future[Any]:
        job = Job(work)
        write(self.connection, self.cache, wanted(job), self.after_commit)
        return job.future

    def close(self) -> None:
        """Nothing waits."""
        self.connection.close()


def write(connection: Connection, cache: DirectoryCache, jobs: Iterator[Job], after_commit: Callable[[], None]) -> None:
    """Runs the turns in one commit and tells each how it went."""
    mail, batch = False, list[Job]()
    try:
        with connection.begin():
            for job in jobs:
                batch.append(job)
                mail = run_alone(connection, cache, job) or mail
    except BaseException as error:  # the commit itself failed: nothing of the batch happened
        batch.extend(jobs)
        driver(connection).rollback()
        log.error("commit failed", extra={"turns": len(batch), "error": type(error).__name__})
        cache.last = None
        for job in batch:
            job.error = job.error or error
    else:
        if mail:
            after_commit()
    for job in batch:
        job.settle()


def wanted(job: Job) -> Iterator[Job]:
    """Nothing, if nobody waits for it any more."""
    if job.future.set_running_or_notify_cancel():
        yield job


def run_alone(connection: Connection, cache: DirectoryCache, job: Job) -> bool:
    """Runs one turn so that its failure undoes it alone; says whether it put letters."""
    database = driver(connection)
    database.execute("SAVEPOINT turn")
    tx = Tx(connection, cache)
    try:
        job.value = job.work(tx)
    except BaseException as error:
        job.error = error
        if not database.in_transaction:
            raise
        database.execute("ROLLBACK TO turn")
    database.execute("RELEASE turn")
    return job.error is None and tx.has_mail
