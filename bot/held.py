"""Where a messenger's updates lie, in the database, between our saying that we have them and our hearing them."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Left
from domain.clock import Clock
from domain.people import Address
from storage.held import Held
from storage.store import Store
from storage.tx import Tx

TOO_LONG = timedelta(seconds=15)  # a living process says every few seconds what it works on
KNOWN = timedelta(days=2)  # longer than a messenger goes on bringing what it thinks we do not have


class HeldUpdates:
    """The tray of `bot/channels/base.py`, of one channel.

    A database that is a file of this machine has one process. What lies in it is known to that process from memory, so
    it is looked at once, at the start.
    """

    def __init__(self, store: Store, clock: Clock, channel: str) -> None:
        self._store = store
        self._clock = clock
        self._channel = channel
        self._me = secrets.token_hex(8)
        self.shared = not store.embedded

    async def put(self, chat: Address, key: str, album: str | None, raw: Any) -> None:
        now = self._clock.now()
        await self._store.run(lambda tx: tx.held.put(Held(chat, key, raw, album), now))

    async def album(self, chat: Address, album: str) -> list[Any]:
        return list(await self._store.run(lambda tx: tx.held.take_album(chat, album, self._me)))

    async def left(self, keys: Collection[str], *, first: bool) -> Left:
        if first:
            self._me = secrets.token_hex(8)  # who held things by the old one works on them no longer
        return await self._store.run(self._take_left, keys, first) if first or self.shared else Left()

    async def lying(self, chat: Address) -> list[tuple[str, str | None]]:
        return list(await self._store.read(lambda tx: tx.held.lying(chat)))

    async def give_up(self, key: str, album: str | None) -> None:
        await self._store.run(lambda tx: tx.held.give_up(self._channel, key, album, self._me))

    async def drop(self, chat: Address, keys: Collection[str], album: str | None = None) -> None:
        if album:
            known_from = self._clock.now() - KNOWN
            await self._store.run(lambda tx: tx.held.heard(chat, keys, known_from))
        else:
            await self._store.run(lambda tx: tx.held.drop(chat, keys))

    def _take_left(self, tx: Tx, keys: Collection[str], first: bool) -> Left:
        now = self._clock.now()
        tx.held.renew(self._channel, self._me, keys, now)
        found = tx.held.take_left(self._channel, self._me, self._abandoned(now), now)
        given_up = tx.held.take_unheard(self._channel, self._me, now) if first else ()
        return Left((*found, *given_up), tx.held.elsewhere(self._channel, self._me, keys))

    def _abandoned(self, now: datetime) -> datetime | None:
        return now - TOO_LONG if self.shared else None
