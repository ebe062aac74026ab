"""What time is it in a simulated month? The time people live by, and the machine's clock, which may be wrong.

Never asks the real clock: a month passes as fast as it can be reckoned.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

GRID = timedelta(minutes=5)


@dataclass
class VirtualClock:
    """`at`: the time people live by; `off`: how far the machine's clock is ahead of it (behind, if negative)."""

    at: datetime
    off: timedelta = field(default=timedelta())

    def now(self) -> datetime:
        """As the machine shows it: what the product is told."""
        return self.at + self.off

    def lived(self, shown: datetime) -> datetime:
        """When people will live the moment that the machine calls `shown`, if its clock goes on as it does now."""
        return shown - self.off


def on_grid(at: datetime) -> datetime:
    """The grid's next moment, or this one: everything happens on one, so that what happens together is done together."""
    early = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at - early + GRID if early else at
