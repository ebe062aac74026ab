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
MORNING = timedelta(hours=10)
WRONG, AGAIN = timedelta(minutes=20), timedelta(hours=28)
UNTRUSTED = timedelta(minutes=10)


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
        slow = (self.shown(span) for span in self.outages)
        return (*slow, *self.sleeps, *(leap for leap in self.leaps if not self.ahead(leap.end)))

    @property
    def leaps(self) -> tuple[Span, ...]:
        """What its clock showed last, and what it showed next, where it was set forward."""
        before = (timedelta(), *(off for _, off in self.sets))
        leaps = (Span(at + old, at + new) for old, (at, new) in zip(before, self.sets, strict=False))
        return tuple(leap for leap in leaps if leap.start < leap.end)

    def ahead(self, shown: datetime) -> bool:
        """Whether the clock came to show that by being set wrong."""
        return any(shown == at + off and off > timedelta() for at, off in self.sets)

    def shown(self, span: Span) -> Span:
        """It begins earlier by a clock that is slow."""
        return Span(span.start + min(self.off(span.start), self.off(span.end), timedelta()), span.end)

    def off(self, at: datetime) -> timedelta:
        return next((off for since, off in reversed(self.sets) if since <= at), timedelta())


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
        first, gap = timedelta(days=days) / 2, third / 4
        leap = on_grid(begin + max(first + 2 * gap, timedelta(days=(first + 2 * gap).days) + MORNING))
        faults.sets = tuple(clock_settings(begin + first, gap, leap))
        faults.outages += (Span(leap + AGAIN - UNTRUSTED, leap + AGAIN + WRONG + UNTRUSTED),)
    return faults


def clock_settings(first: datetime, gap: timedelta, leap: datetime) -> Iterator[tuple[datetime, timedelta]]:
    """An hour back, right again; a day ahead for some minutes, right again; and the same while nobody takes letters."""
    yield on_grid(first), BEHIND
    yield on_grid(first + gap), timedelta()
    for at in (leap, leap + AGAIN):
        yield at, AHEAD
        yield at + WRONG, timedelta()
