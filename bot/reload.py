"""Has the operator edited the rule book? Looks at its files now and then, and puts a sound new one in force without a restart.

A broken edit changes nothing: the old book serves on, the log names the mistake, and the office is told once.
"""

import asyncio
import re
from pathlib import Path

import structlog

from bot.app import App
from bot.settings import Settings
from bot.start import open_book
from domain.errors import OperatorError
from handlers.renewal import renew, tell_office
from routing.book import version_of

log = structlog.get_logger()

QUOTED = re.compile(r"「[^」]*」")  # a sentence somebody wrote is not for the log

Signature = tuple[tuple[str, int, int], ...]


class BookWatch:
    """`folder`: where `settings` say that the book is."""

    def __init__(self, app: App, settings: Settings, folder: Path) -> None:
        self._app = app
        self._settings = settings
        self._folder = folder
        self._looked: Signature = ()
        self._taken: Signature = ()
        self._broken = False

    async def look(self) -> None:
        """An edit is taken once the files have stood still from one look to the next: several may be on their way."""
        found = await asyncio.to_thread(signature, self._folder)
        settled = found == self._looked
        self._looked = found
        if settled and found != self._taken:
            self._taken = found
            await self._take()

    async def _take(self) -> None:
        """Whatever stands in the folder now comes into force, if it is sound."""
        try:
            directory = await self._app.store.read(self._app.house.directory)
            book = await asyncio.to_thread(open_book, self._settings, directory.communities)
            if book.version != self._app.house.book.version:
                await self._app.store.read(renew, book, self._app.house)
                log.info("book.taken", version=book.version)
            self._broken = False
        except OperatorError as error:
            await self._refuse(error)

    async def _refuse(self, error: OperatorError) -> None:
        wrong = QUOTED.sub("「…」", error.problem)
        log.error("book.broken", where=error.where, line=error.line, entry=error.key, wrong=wrong)
        if not self._broken:
            self._broken = True
            edit = await asyncio.to_thread(version_of, self._folder)
            await self._app.store.run(tell_office, error, edit, self._app.house, self._app.clock.now())


def signature(folder: Path) -> Signature:
    """Names, times and sizes of the book's files: what changes when somebody saves."""
    try:
        found = [(path.name, path.stat()) for path in sorted(folder.glob("*.toml"))]
    except OSError:  # a file went away between the two looks
        return ()
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)
