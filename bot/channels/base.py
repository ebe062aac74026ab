"""What every messenger must be able to do for us, and nothing more."""

from dataclasses import dataclass
from typing import Any, Protocol

from domain.messages import InboundMessage, Notice, Receipt
from domain.people import Address


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show. `longest` is the longest text of one message, in characters."""

    buttons: bool = True
    enclosed: bool = True
    longest: int = 4000
    may_write_first: bool = True


class Channel(Protocol):
    name: str
    can: Capabilities

    def read(self, raw: Any) -> InboundMessage | None:
        """The message in a vendor's raw update, or None if it holds none. No network."""
        ...

    async def deliver(self, to: Address, notice: Notice) -> Receipt:
        """Hand a notice to the messenger. No database. Raises DeliveryError."""
        ...

    def weight(self, notice: Notice) -> int:
        """How many of the messenger's messages this notice makes, for its sending limits."""
        ...
