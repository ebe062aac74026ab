"""What every messenger must be able to do for us, and nothing more."""

from collections.abc import Iterable, Mapping
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


class Channel(Protocol):
    name: str
    can: Capabilities

    def read(self, raw: Any) -> InboundMessage | Membership | None:
        """The message or the change of standing in a vendor's raw update, or None if it holds neither. No network."""
        ...

    async def deliver(self, to: Address, notice: Notice) -> Receipt:
        """Hand a notice to the messenger. No database. Raises DeliveryError."""
        ...

    def weight(self, notice: Notice) -> int:
        """How many of the messenger's messages this notice makes, for its sending limits."""
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


class Tray(Protocol):
    """Where a channel puts what it said it has before that was heard, so that nothing is lost when we are killed."""

    async def put(self, chat: Address, key: str, album: str | None, raw: Any) -> None:
        """Once per key; `album`: what lies here with the same belongs together."""
        ...

    async def begun(self, chat: Address, album: str) -> bool:
        """Whether a part of the album lies here."""
        ...

    async def album(self, chat: Address, album: str) -> list[Any]:
        """The parts of it that are ours to handle."""
        ...

    async def left(self) -> list[Any]:
        """What lies here since too long: whoever put it here was killed. Ours from now on."""
        ...

    async def drop(self, chat: Address, keys: Iterable[str]) -> None:
        """They were heard, or set aside."""
        ...
