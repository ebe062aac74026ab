"""Which pictures belong together? Telegram sends an album as separate updates and never says which is the last.

Nothing is kept beyond memory: every part stays unconfirmed at the messenger until the whole album is committed, so a
crash brings all of them again.
"""

import asyncio
from dataclasses import dataclass, field

from telegram import Update

QUIET = 0.8
LONGEST = 2.5


@dataclass(eq=False, slots=True)
class Album:
    """`committed` tells the tasks of the later parts how the task of the first one ended."""

    key: tuple[str, str]
    parts: dict[int, Update] = field(default_factory=dict)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    committed: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def add(self, update: Update) -> None:
        self.parts[update.update_id] = update
        self.more.set()

    def finish(self, error: Exception | None) -> None:
        if error is None:
            self.committed.set_result(None)
        else:
            self.committed.set_exception(error)
            self.committed.exception()  # an album of one has nobody else to tell


class Albums:
    """`quiet`: seconds without a new part after which an album is taken as whole; `longest`: the most it may take."""

    def __init__(self, quiet: float = QUIET, longest: float = LONGEST) -> None:
        self._quiet = quiet
        self._longest = longest
        self._open: dict[tuple[str, str], Album] = {}

    def join(self, chat: str, group: str, update: Update) -> tuple[Album, bool]:
        """The album the part belongs to, and whether it is its first part (whose task then closes the album)."""
        key = (chat, group)
        first = key not in self._open
        album = self._begin(key) if first else self._open[key]
        album.add(update)
        return album, first

    async def whole(self, album: Album) -> list[Update]:
        """Waits for the album to fall quiet, closes it and returns its parts in the order they were sent."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + self._longest
        album.more.clear()
        while (patience := min(self._quiet, latest - loop.time())) > 0 and await another(album, patience):
            album.more.clear()
        self.close(album)
        return [album.parts[update_id] for update_id in sorted(album.parts)]

    def close(self, album: Album) -> None:
        """From now on a further part begins an album of its own."""
        if self._open.get(album.key) is album:
            del self._open[album.key]

    def _begin(self, key: tuple[str, str]) -> Album:
        self._open[key] = Album(key)
        return self._open[key]


async def another(album: Album, patience: float) -> bool:
    """Whether one more part comes within `patience` seconds."""
    try:
        async with asyncio.timeout(patience):
            return await album.more.wait()
    except TimeoutError:
        return False
