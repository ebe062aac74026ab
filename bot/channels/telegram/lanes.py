"""Whose turn is it? One at a time within a chat, in the order they came; across chats as many at once as allowed.

What waits for a file takes up no room of those who are heard.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

BREADTH = 64
FETCHES = 8


@dataclass(slots=True)
class Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Lanes:
    def __init__(self, breadth: int = BREADTH, fetches: int = FETCHES) -> None:
        self._lanes: dict[str, Lane] = {}
        self._room = asyncio.Semaphore(breadth)
        self._fetching = asyncio.Semaphore(fetches)

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Held while one update of `chat` is handled. Forgets the chat when nobody waits any more."""
        lane = self._lanes.setdefault(chat, Lane())
        lane.waiting += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                del self._lanes[chat]

    def room(self) -> asyncio.Semaphore:
        """Held while an update is heard; waiting for an album to be whole, or for a file, takes none."""
        return self._room

    def fetching(self) -> asyncio.Semaphore:
        """Held while files are fetched: a file's time to come runs only once there is a connection for it."""
        return self._fetching

    def __len__(self) -> int:
        return len(self._lanes)
