"""Which pictures belong together? Telegram sends an album as separate updates and never says which is the last.

The parts themselves are not here: they lie in the tray, whoever was brought them. Here is waited until none comes any more.
"""

import asyncio
from dataclasses import dataclass, field

QUIET = 0.8
LONGEST = 2.5


@dataclass(eq=False, slots=True)
class Album:
    """`committed` tells the tasks of the later parts how the task of the first one ended."""

    key: tuple[str, str]
    more: asyncio.Event = field(default_factory=asyncio.Event)
    committed: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

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

    def join(self, chat: str, group: str) -> tuple[Album, bool]:
        """The album a part belongs to, and whether it is its first part (whose task then closes the album)."""
        key = (chat, group)
        first = key not in self._open
        album = self._begin(key) if first else self._open[key]
        album.more.set()
        return album, first

    async def whole(self, album: Album) -> None:
        """Waits for the album to fall quiet, and closes it."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + self._longest
        album.more.clear()
        while (patience := min(self._quiet, latest - loop.time())) > 0 and await another(album, patience):
            album.more.clear()
        self.close(album)

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
