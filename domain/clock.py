"""What time is it? The only module that asks the machine; everyone else is handed `now`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class ShiftedClock:
    """A clock that runs ahead of another: the demo's, which a newcomer moves to see the chasing."""

    base: Clock = field(default_factory=SystemClock)
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return self.base.now() + self.ahead

    def advance(self, by: timedelta) -> None:
        if by < timedelta():
            raise ValueError("the clock only moves forward")
        self.ahead += by
