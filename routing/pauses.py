"""When did a case stand still, and why? Told anew from its events; shown beside the clock, never taken off it.

A question to the resident and the wait for her word stop no deadline: else whoever asks could talk the clock to death.
What is on hold has left the ladder, and an extension has moved the deadline; both once, by the office, with a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.cases import Case, Event, EventKind, State


class Cause(StrEnum):
    ASKED = "asked"  # a steward asked her something
    CONFIRM = "confirm"  # feedback was given: is it solved?
    HUNG = "hung"  # the office put it on hold
    EXTENDED = "extended"  # the office gave it longer


@dataclass(frozen=True, slots=True)
class Pause:
    """`until` None: still going on."""

    cause: Cause
    since: datetime
    until: datetime | None
    why: str = ""

    def length(self, now: datetime) -> timedelta:
        return max(timedelta(), (self.until or now) - self.since)


BEGINS = {
    EventKind.RELAYED: Cause.ASKED,
    EventKind.ANSWERED: Cause.CONFIRM,
    EventKind.HUNG: Cause.HUNG,
}
HER_WORD = frozenset({EventKind.ADDED, EventKind.HURRIED, EventKind.JOINED})
ENDS: dict[Cause, frozenset[EventKind]] = {
    Cause.ASKED: HER_WORD | {EventKind.ANSWERED, EventKind.HUNG},
    Cause.CONFIRM: frozenset(),
    Cause.HUNG: frozenset(),
}
STANDS_IN = {Cause.CONFIRM: State.ANSWERED, Cause.HUNG: State.HUNG}


def pauses(case: Case, events: Iterable[Event]) -> tuple[Pause, ...]:
    """In order. One that began before another ended is cut there: time is never counted twice."""
    found: list[Pause] = []
    running: Pause | None = None
    for event in events:
        if running and over(running, event):
            found.append(Pause(running.cause, running.since, event.at, running.why))
            running = None
        cause = BEGINS.get(event.kind)
        if cause and not running and (cause is not Cause.ASKED or event.human):
            running = Pause(cause, event.at, None, event.why)
        if event.kind is EventKind.EXTENDED:
            found.append(Pause(Cause.EXTENDED, event.at, event.at, event.why))
    return (*found, running) if running else tuple(found)


def over(pause: Pause, event: Event) -> bool:
    if event.state is not None and not event.state.open:
        return True
    stands_in = STANDS_IN.get(pause.cause)
    return event.state is not stands_in if stands_in else event.kind in ENDS[pause.cause]
