"""The door to the memory: opens a database, brings it up to date, runs turns in it. Knows no table."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Engine

from storage.directory import DirectoryCache
from storage.engines import parse, postgres_engines, sqlite_engines
from storage.pool import Pool
from storage.tx import Tx
from storage.upgrade import up_to_date, upgrade
from storage.writer import Alone, Writer

SQLITE_READERS = 4
POSTGRES_WRITERS = 8
POSTGRES_READERS = 4

P = ParamSpec("P")
T = TypeVar("T")
Turn = Callable[Concatenate[Tx, P], T]

log = logging.getLogger(__name__)


class Writing(Protocol):
    def submit(self, work: Callable[[Tx], Any], *, first: bool = False) -> Future[Any]: ...

    @property
    def crowded(self) -> bool: ...

    def close(self) -> None: ...


class Store:
    """`run` writes, `read` only looks; both hand a `Tx` to a plain function on another thread."""

    def __init__(self, writer: Engine, reader: Engine, *, alone: bool = False) -> None:
        self.writer = writer
        self.reader = reader
        self.cache = DirectoryCache()
        self.hooks: list[Callable[[], None]] = []
        lite = writer.dialect.name == "sqlite"
        self.looks = ThreadPoolExecutor(SQLITE_READERS if lite else POSTGRES_READERS, "huying-reader")
        self.alone = alone
        self.writing: Writing | None = None
        self.starting = Lock()

    @classmethod
    def open(cls, url: str, *, alone: bool = False) -> "Store":
        """Raises OperatorError when the database cannot be reached, read or written.

        `alone`: one user on one thread, who waits for each turn.
        """
        parsed = parse(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(*sqlite_engines(parsed, SQLITE_READERS), alone=alone)
        return cls(*postgres_engines(parsed, POSTGRES_WRITERS + POSTGRES_READERS), alone=alone)

    def migrate(self) -> None:
        """Brings the tables up to this version of the program."""
        upgrade(self.writer)

    @property
    def up_to_date(self) -> bool:
        return up_to_date(self.reader)

    async def run(self, turn: Turn[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Everything the turn writes is kept when this returns, and nothing of it if it raises."""
        return await asyncio.wrap_future(self._write(lambda tx: turn(tx, *args, **kwargs)))

    async def run_first(self, turn: Turn[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `run`, before all turns that wait: for what a process that dies had better noted."""
        return await asyncio.wrap_future(self._write(lambda tx: turn(tx, *args, **kwargs), first=True))

    async def read(self, look: Turn[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Sees what is committed, never waits for a writer, cannot write."""
        work = partial(self.read_now, look, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self.looks, work)

    def run_now(self, turn: Turn[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._write(lambda tx: turn(tx, *args, **kwargs)).result()

    def read_now(self, look: Turn[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.reader.connect() as connection, connection.begin():
            return look(Tx(connection, self.cache), *args, **kwargs)

    def on_commit(self, hook: Callable[[], None]) -> None:
        """Called, from another thread, after commits that put letters into the outbox."""
        self.hooks.append(hook)

    @property
    def embedded(self) -> bool:
        """The database is a file of this machine, served by one process."""
        return self.writer.dialect.name == "sqlite"

    @property
    def crowded(self) -> bool:
        """Turns wait to be written."""
        return self.writing is not None and self.writing.crowded

    def ping(self) -> None:
        """Raises if the database does not answer."""
        with self.reader.connect() as connection:
            connection.exec_driver_sql("SELECT 1").one()

    def close(self) -> None:
        """Finishes what was begun."""
        if self.writing is not None:
            self.writing.close()
        self.looks.shutdown()
        self.reader.dispose()
        self.writer.dispose()

    def _write(self, work: Callable[[Tx], T], *, first: bool = False) -> Future[T]:
        with self.starting:
            writing = self.writing = self.writing or self._start()
        return writing.submit(work, first=first)

    def _start(self) -> Writing:
        if self.alone:
            return Alone(self.writer, self.cache, self._letters_put)
        if self.embedded:
            return Writer(self.writer, self.cache, self._letters_put)
        return Pool(self.writer, POSTGRES_WRITERS, self.cache, self._letters_put)

    def _letters_put(self) -> None:
        for hook in self.hooks:
            try:
                hook()
            except Exception as error:
                log.warning("a commit hook failed", extra={"error": type(error).__name__})
