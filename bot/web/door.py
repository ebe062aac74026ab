"""What does the web server need of the rest of the house? The one interface behind which everything else stays.

The wiring implements `Door`; this package never reaches past it, but for the store's own turns on sessions and enclosures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.poster import Poster
from domain.clock import Clock
from domain.messages import Choice, InboundMessage
from domain.people import Person, Role
from storage.store import Store

ENTERED = "entered"
"""The `door` of the message that announces a steward, the office or a returning demo person taking her seat."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page shows around the talk: whose page it is, and the quick menu of that seat in its language.

    `title` is the other side of the talk (the community's name, the page puts Huying's before it), `subtitle` who sits here (a steward's name and area,
    or a resident's building), empty if there is nothing to say.
    """

    title: str
    subtitle: str = ""
    menu: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone a newcomer may play. A resident has no roster code but the `door` she comes through."""

    seat: Role
    code: str
    name: str
    note: str = ""
    door: str = ""


class Door(Protocol):
    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock:
        """The clock everything goes by: in the demo the one a newcomer moves."""
        ...

    @property
    def demo(self) -> bool: ...

    @property
    def zone(self) -> str:
        """The community's time zone, for every time of day the page shows."""
        ...

    async def hear(self, message: InboundMessage) -> None:
        """Run the turn of one message; return after its commit. The same key twice is one message.

        `message.door` is a poster's code (already known to exist) when a resident came through it, or ENTERED.
        A tap carries its label as `text`, so that the transcript reads well; `tap` is what counts.
        """
        ...

    async def surroundings(self, person: Person) -> Surroundings: ...

    async def poster(self, door: str) -> Poster | None:
        """The poster of the building behind this code, or None if there is no such door."""
        ...

    async def health(self) -> Mapping[str, object]:
        """What /health answers. `ok` must be among the keys; when it is false the answer's status is 503."""
        ...

    def metrics(self) -> bytes:
        """The Prometheus text exposition."""
        ...

    def demo_people(self) -> Sequence[DemoPerson]:
        """Whom one may play, the first of each seat being the one that is met first. Empty outside the demo."""
        ...

    async def move_clock(self, step: str) -> datetime:
        """Demo only. Move to "hour" (one hour on) or "workday" (next working morning), do what fell due, tell the time."""
        ...
