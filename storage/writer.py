"""How turns are written to SQLite: one after another in one thread, several waiting ones in one commit."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Connection, Engine

from storage.directory import DirectoryCache
from storage.tx import Tx

MOST_TOGETHER = 64
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
    """The only thread that writes. `after_commit` is told whether letters were put."""

    def __init__(self, engine: Engine, cache: DirectoryCache, after_commit: Callable[[], None]) -> None:
        self.engine = engine
        self.cache = cache
        self.after_commit = after_commit
        self.jobs: SimpleQueue[Job | None] = SimpleQueue()
        self.lock = threading.Lock()
        self.closed = False
        self.thread = threading.Thread(target=self._work, name="huying-writer", daemon=True)
        self.thread.start()

    def submit(self, work: Work) -> Future[Any]:
        job = Job(work)
        with self.lock:
            if self.closed:
                raise RuntimeError("the store is closed")
            self.jobs.put(job)
        return job.future

    def close(self) -> None:
        """Writes what waits, then stops."""
        with self.lock:
            if not self.closed:
                self.closed = True
                self.jobs.put(None)
        if threading.current_thread() is not self.thread:
            self.thread.join()

    def _work(self) -> None:
        while batch := self._next_batch():
            wanted = [job for job in batch if job.future.set_running_or_notify_cancel()]
            if wanted:
                self._write(wanted)
            del batch, wanted

    def _next_batch(self) -> list[Job]:
        """Waits for one job and takes along those that wait behind it; empty when closed."""
        batch: list[Job] = []
        job = self.jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == MOST_TOGETHER:
                return batch
            try:
                job = self.jobs.get_nowait()
            except Empty:
                return batch
        if batch:
            self.jobs.put(None)
        return batch

    def _write(self, batch: list[Job]) -> None:
        mail = False
        try:
            with self.engine.begin() as connection:
                for job in batch:
                    mail = run_alone(connection, self.cache, job) or mail
        except BaseException as error:  # the commit itself failed: nothing of the batch happened
            log.error("commit failed", extra={"turns": len(batch), "error": type(error).__name__})
            self.cache.last = None
            for job in batch:
                job.error = job.error or error
        else:
            if mail:
                self.after_commit()
        for job in batch:
            job.settle()


def run_alone(connection: Connection, cache: DirectoryCache, job: Job) -> bool:
    """Runs one turn so that its failure undoes it alone; says whether it put letters."""
    driver: Any = connection.connection.driver_connection
    driver.execute("SAVEPOINT turn")
    tx = Tx(connection, cache)
    try:
        job.value = job.work(tx)
    except BaseException as error:
        job.error = error
        if not driver.in_transaction:
            raise
        driver.execute("ROLLBACK TO turn")
    driver.execute("RELEASE turn")
    return job.error is None and tx.has_mail
