"""What goes wrong in a simulated month, and when? Drawn from the seed before it begins; every fault can be switched on alone.

kill: the process dies, between turns or in the middle of one. outage: the messenger takes nothing for hours.
duplicates: the messenger brings messages twice. disorder: the machine sleeps, or its clock is set.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from bot.simulate.clock import on_grid


class Fault(StrEnum):
    KILL = "kill"
    OUTAGE = "outage"
    DUPLICATES = "duplicates"
    DISORDER = "disorder"


class Blow(StrEnum):
    """Where the process is killed."""

    IN_A_TURN = "in_a_turn"  # nothing of the turn is kept; the messenger brings the message again
    UNACKNOWLEDGED = "unacknowledged"  # committed, but the messenger was not told, and brings it again
    IN_A_TICK = "in_a_tick"
    LETTERS_IN_HAND = "letters_in_hand"  # handed over, not noted yet: those go twice
    IDLE = "idle"


class Killed(BaseException):
    """The process is gone. Not an Exception: nothing in the product may catch it and carry on."""


KILLS_A_DAY = 0.8
OUTAGES_A_WEEK = 1.2
REPEATED = 0.06
SLEEP = timedelta(hours=10)
AHEAD, BEHIND = timedelta(days=1), timedelta(hours=-1)


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass
class Faults:
    """`kills`: moments by where they strike; `sets`: at that moment the machine's clock is off by so much from then on."""

    rng: Random
    repeats: bool = False
    kills: dict[Blow, list[datetime]] = field(default_factory=dict)
    outages: tuple[Span, ...] = ()
    sleeps: tuple[Span, ...] = ()
    sets: tuple[tuple[datetime, timedelta], ...] = ()

    def strikes(self, blow: Blow, at: datetime) -> bool:
        """Once for each kill whose time has come."""
        waiting = self.kills.get(blow, ())
        if waiting and waiting[0] <= at:
            self.kills[blow] = list(waiting[1:])
            return True
        return False

    def down(self, at: datetime) -> bool:
        return any(span.holds(at) for span in self.outages)

    def asleep_until(self, at: datetime) -> datetime | None:
        return next((span.end for span in self.sleeps if span.holds(at)), None)

    def repeated(self) -> bool:
        return self.repeats and self.rng.random() < REPEATED

    @property
    def disturbed(self) -> tuple[Span, ...]:
        """When nobody can be expected to hear from us in time."""
        return (*self.outages, *self.sleeps, *(Span(at, at + AHEAD + abs(off)) for at, off in self.sets))


def draw_faults(chosen: Collection[Fault], begin: datetime, days: int, rng: Random) -> Faults:
    end = begin + timedelta(days=days)

    def moments(a_day: float) -> Iterator[datetime]:
        at = begin
        while True:
            at = on_grid(at + timedelta(days=rng.expovariate(a_day)))
            if at >= end:
                return
            yield at

    faults = Faults(Random(rng.random()), repeats=Fault.DUPLICATES in chosen)
    kills = list(moments(KILLS_A_DAY))
    outages = tuple(Span(at, at + timedelta(hours=rng.randint(2, 7))) for at in moments(OUTAGES_A_WEEK / 7))
    third = timedelta(days=days) / 3
    if Fault.KILL in chosen:
        for at in kills:
            faults.kills.setdefault(rng.choice(list(Blow)), []).append(at)
    if Fault.OUTAGE in chosen:
        faults.outages = outages or (Span(begin + third, begin + third + timedelta(hours=3)),)
    if Fault.DISORDER in chosen:
        faults.sleeps = (Span(on_grid(begin + third), on_grid(begin + third + SLEEP)),)
        faults.sets = tuple(clock_settings(begin + timedelta(days=days) / 2, third / 4))
    return faults


def clock_settings(first: datetime, gap: timedelta) -> Iterator[tuple[datetime, timedelta]]:
    """An hour back, right again; a day ahead for some minutes, right again."""
    yield on_grid(first), BEHIND
    yield on_grid(first + gap), timedelta()
    yield on_grid(first + 2 * gap), AHEAD
    yield on_grid(first + 2 * gap + timedelta(minutes=20)), timedelta()
