"""Whether a chat still takes what we write: told by the messenger itself, not said by anybody."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Address


class Standing(StrEnum):
    """`here`: we may write there; `gone`: blocked, left or removed; `moved`: the chat has another address now."""

    HERE = "here"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Membership:
    """A change of standing at an address. `key` is the vendor's own unique id; `group`: the address is a group's."""

    address: Address
    key: str
    at: datetime
    standing: Standing
    moved_to: Address | None = None
    group: bool = False
