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
