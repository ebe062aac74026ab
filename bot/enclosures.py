"""Where channels put what was sent along and find it again: pictures drawn anew first, the rest as it came."""

from collections.abc import Iterable, Mapping

from bot.channels.base import Kept
from bot.web.refusals import Refusal
from bot.web.uploads import MEDIA, Darkroom
from domain.clock import Clock
from domain.messages import EnclosureKind, enclosure_kind
from storage.enclosures import Enclosure
from storage.store import Store


class Enclosures:
    """The shelf of `bot/channels/base.py`, in the database."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._darkroom = Darkroom()

    async def keep(self, kept: Kept) -> int:
        if enclosure_kind(kept.media) is EnclosureKind.PHOTO:
            kept = Kept(await self._developed(kept.data), MEDIA)
        now = self._clock.now()
        return await self._store.run(lambda tx: tx.enclosures.keep(kept.data, kept.media, None, now, kept.name))

    async def kinds(self, ids: Iterable[int]) -> Mapping[int, EnclosureKind]:
        labels = await self._store.read(lambda tx: tx.enclosures.labels(ids))
        return {id: enclosure_kind(label.media) for id, label in labels.items()}

    async def get(self, id: int) -> Kept | None:
        found: Enclosure | None = await self._store.read(lambda tx: tx.enclosures.get(id))
        return Kept(found.data, found.media, found.name) if found else None

    async def _developed(self, data: bytes) -> bytes:
        try:
            return await self._darkroom.develop(data)
        except Refusal as error:
            raise ValueError(error.code) from error
