"""Where a messenger's updates lie, in the database, between our saying that we have them and our hearing them."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from domain.clock import Clock
from domain.people import Address
from storage.held import Held
from storage.store import Store

TOO_LONG = timedelta(minutes=2)  # more than a living process needs, however slow the files are


class HeldUpdates:
    """The tray of `bot/channels/base.py`, of one channel."""

    def __init__(self, store: Store, clock: Clock, channel: str) -> None:
        self._store = store
        self._clock = clock
        self._channel = channel
        self._me = secrets.token_hex(8)
        self._alone = store.embedded  # then whatever lies here at our start is a dead process's

    async def put(self, chat: Address, key: str, album: str | None, raw: Any) -> None:
        now = self._clock.now()
        await self._store.run(lambda tx: tx.held.put(Held(chat, key, raw, album), now))

    async def begun(self, chat: Address, album: str) -> bool:
        return await self._store.read(lambda tx: tx.held.begun(chat, album))

    async def album(self, chat: Address, album: str) -> list[Any]:
        return list(await self._store.run(lambda tx: tx.held.take_album(chat, album, self._me)))

    async def left(self) -> list[Any]:
        now = self._clock.now()
        before = now if self._alone else now - TOO_LONG
        found = await self._store.run(lambda tx: tx.held.take_left(self._channel, self._me, before, now))
        self._alone = False
        return list(found)

    async def drop(self, chat: Address, keys: Iterable[str]) -> None:
        gone = tuple(keys)
        await self._store.run(lambda tx: tx.held.drop(chat, gone))
