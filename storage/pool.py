"""How turns are written to PostgreSQL: a few at a time, each in its own transaction, again if the database asks."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from storage.directory import DirectoryCache
from storage.tx import Tx

TRIES = 8
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"
Work = Callable[[Tx], Any]


class Pool:
    """Threads with a connection each. `after_commit` is called after commits that put letters."""

    def __init__(self, engine: Engine, size: int, cache: DirectoryCache, after_commit: Callable[[], None]) -> None:
        self.engine = engine
        self.cache = cache
        self.after_commit = after_commit
        self.first = ThreadPoolExecutor(1, thread_name_prefix="huying-first")
        self.size = size
        self.under_way: set[Future[Any]] = set()
        self.others = ThreadPoolExecutor(size - 1, thread_name_prefix="huying-writer")

    def submit(self, work: Work, *, first: bool = False) -> Future[Any]:
        """`first`: not behind all that wait."""
        if first:
            return self.first.submit(self._run, work)
        future = self.others.submit(self._run, work)
        self.under_way.add(future)
        future.add_done_callback(self.under_way.discard)
        return future

    @property
    def crowded(self) -> bool:
        return len(self.under_way) >= self.size

    def close(self) -> None:
        self.others.shutdown()
        self.first.shutdown()

    def _run(self, work: Work) -> Any:
        for _ in range(TRIES - 1):
            try:
                return self._once(work)
            except DBAPIError as error:
                if not wants_again(error):
                    raise
        return self._once(work)

    def _once(self, work: Work) -> Any:
        with self.engine.begin() as connection:
            tx = Tx(connection, self.cache)
            value = work(tx)
        if tx.has_mail:
            self.after_commit()
        return value


def wants_again(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in {SERIALIZATION_FAILURE, DEADLOCK}
