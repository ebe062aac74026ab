"""What every messenger must be able to do for us, and nothing more."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from domain.membership import Membership
from domain.messages import EnclosureKind, InboundMessage, Notice, Receipt
from domain.people import Address


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show. `longest` is the longest text of one message, in characters.

    `carried` False: nothing is delivered, whoever looks finds the letter in the transcript.
    """

    buttons: bool = True
    enclosed: bool = True
    longest: int = 4000
    may_write_first: bool = True
    carried: bool = True


MayGo = Callable[[int], Awaitable[None]]
"""Asked before each message: so many of the messenger's messages are to go together. Returns when they may."""


async def at_once(_messages: int) -> None:
    """Where no limits are kept."""


class Channel(Protocol):
    name: str
    can: Capabilities

    def read(self, raw: Any) -> InboundMessage | Membership | None:
        """The message or the change of standing in a vendor's raw update, or None if it holds neither. No network."""
        ...

    async def deliver(self, to: Address, notice: Notice, may_go: MayGo = at_once) -> Receipt:
        """Hand a notice to the messenger, each message of it when it `may_go`. No database. Raises DeliveryError.

        What `may_go` raises is passed on; the next delivery of the same notice may go on where this one ended.
        """
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """An enclosure as a channel hands it on. `name`: a paper's own."""

    data: bytes
    media: str
    name: str | None = None


class Shelf(Protocol):
    """Where channels put what was sent along, and find what they are to hand on."""

    async def keep(self, kept: Kept) -> int:
        """Its id from now on. Raises ValueError if it says it is a picture and none can be made of it."""
        ...

    async def kinds(self, ids: Iterable[int]) -> Mapping[int, EnclosureKind]:
        """Of those that are still there."""
        ...

    async def get(self, id: int) -> Kept | None: ...


@dataclass(frozen=True, slots=True)
class Left:
    """What a dead process left in a tray, `ours` from now on, and the chats of which something lies with others."""

    ours: tuple[Any, ...] = ()
    elsewhere: frozenset[str] = frozenset()


class Tray(Protocol):
    """Where a channel puts what it said it has before that was heard, so that nothing is lost when we are killed."""

    @property
    def shared(self) -> bool:
        """Whether other replicas put things here too. If not, nothing lies here that we do not know of."""
        ...

    async def put(self, chat: Address, key: str, album: str | None, raw: Any) -> None:
        """Once per key; `album`: what lies here with the same belongs together."""
        ...

    async def album(self, chat: Address, album: str) -> list[Any]:
        """The parts of it that are ours to handle."""
        ...

    async def left(self, keys: Collection[str], *, first: bool) -> Left:
        """What whoever put it here no longer works on. Says that we still do on `keys`; `first`: we have just begun."""
        ...

    async def lying(self, chat: Address) -> list[tuple[str, str | None]]:
        """Key and album of what lies here of a chat, whoever put it here."""
        ...

    async def give_up(self, key: str, album: str | None) -> None:
        """No try can hear it, nor what came with it: it stays, but nothing waits for it."""
        ...

    async def drop(self, chat: Address, keys: Collection[str], album: str | None = None) -> None:
        """They were heard, or set aside. Parts of an album are known when they come once more."""
        ...
