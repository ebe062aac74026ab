"""Whose turn is it? One at a time within a chat, in the order they came; across chats as many at once as allowed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

BREADTH = 64


@dataclass(slots=True)
class Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Lanes:
    def __init__(self, breadth: int = BREADTH) -> None:
        self._lanes: dict[str, Lane] = {}
        self._room = asyncio.Semaphore(breadth)

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
        """Held while an update costs something; waiting for an album to be whole does not."""
        return self._room

    def __len__(self) -> int:
        return len(self._lanes)
