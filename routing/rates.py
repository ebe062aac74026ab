"""How well is it going, honestly? Rates of a period with their n, and the counts they stand on, told anew from the events.

What is left out everywhere: what was withdrawn or declined, and an enquiry answered at once. Who joined a case opens
none. A rate of fewer than five is no rate; below a hundred it has its Wilson interval. Silence of a resident is neither
solved nor unsolved: it stands beside. Nothing here knows a steward, and nothing may: no rate is anybody's.

The counts are made twice: by the database, fast (`storage/figures.py`), and here, from what happened to each case. Both
must agree; `recount` is what tests and the simulation hold the database's counts against.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt

from domain.cases import Case, Event, EventKind, State, Urgency, after
from domain.figures import Counts, Share

FEWEST = 5
MANY = 100
Z = 1.959963984540054  # 95 %, two-sided
AT_ONCE = timedelta(hours=1)
GOOD = 2  # "mostly" satisfied counts, as everywhere
ENDED = frozenset({State.SOLVED, State.PARTLY, State.UNCONFIRMED})
LEFT_OUT = frozenset({State.WITHDRAWN, State.DECLINED})


class RateKind(StrEnum):
    RESPONDED = "responded"
    IN_TIME = "in_time"
    SOLVED = "solved"
    SOLVED_WIDE = "solved_wide"
    SILENT = "silent"
    SATISFIED = "satisfied"
    RATED = "rated"
    REOPENED = "reopened"
    RECURRING = "recurring"
    RETURNED = "returned"
    HUNG = "hung"


@dataclass(frozen=True, slots=True)
class Rate:
    """`interval`: where it lies with 95 % certainty, only given for small n."""

    kind: RateKind
    share: Share
    interval: tuple[float, float] | None

    @property
    def value(self) -> float:
        return self.share.hits / self.share.of


def ended_of(counts: Counts) -> int:
    return counts.solved + counts.partly + counts.silent


SHARES: dict[RateKind, Callable[[Counts], Share]] = {
    RateKind.RESPONDED: lambda c: c.responded,
    RateKind.IN_TIME: lambda c: c.in_time,
    RateKind.SOLVED: lambda c: Share(c.solved, ended_of(c)),
    RateKind.SOLVED_WIDE: lambda c: Share(c.solved + c.partly / 2, c.solved + c.partly),
    RateKind.SILENT: lambda c: Share(c.silent, ended_of(c)),
    RateKind.SATISFIED: lambda c: Share(c.satisfied, c.rated),
    RateKind.RATED: lambda c: Share(c.rated, ended_of(c)),
    RateKind.REOPENED: lambda c: c.reopened,
    RateKind.RECURRING: lambda c: Share(c.recurring, ended_of(c)),
    RateKind.RETURNED: lambda c: Share(c.returned, c.valid),
    RateKind.HUNG: lambda c: Share(c.hung, c.valid),
}


def rates(counts: Counts) -> tuple[Rate, ...]:
    """Those with enough behind them, in the order of `RateKind`."""
    found = ((kind, share(counts)) for kind, share in SHARES.items())
    return tuple(Rate(kind, share, interval(share)) for kind, share in found if share.of >= FEWEST)


def interval(share: Share) -> tuple[float, float] | None:
    return wilson(share.hits, share.of) if share.of < MANY else None


def wilson(hits: float, n: int) -> tuple[float, float]:
    """Wilson's score interval at 95 %, n > 0."""
    p, zz = hits / n, Z * Z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    reach = Z * sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(slots=True)
class Life:
    """What happened to a case, as far as rates care; `case` for what is settled at the telling."""

    case: Case
    state: State = State.RECEIVED
    contacted_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    returned: bool = False
    score: int | None = None

    def take(self, event: Event) -> None:
        self.state = after(self.state, event.kind)
        if event.human and self.contacted_at is None:
            self.contacted_at = event.at
        match event.kind:
            case EventKind.ANSWERED:
                self.answered_at = event.at
            case EventKind.CONFIRMED:
                self.closed_at, self.answered_at = event.at, self.answered_at or event.at
            case EventKind.PARTLY | EventKind.ARCHIVED | EventKind.DECLINED | EventKind.WITHDRAWN:
                self.closed_at = event.at
            case EventKind.CONTINUED:
                self.closed_at = None
            case EventKind.REOPENED:
                self.closed_at, self.answered_at, self.reopened_at = None, None, event.at
                self.score = None
            case EventKind.RETURNED:
                self.returned = True
            case EventKind.RATED:
                self.score = event.detail["score"]

    @property
    def at_once(self) -> bool:
        """An enquiry that got its answer while she was still there."""
        answered = self.answered_at
        return self.case.urgency is Urgency.P4 and answered is not None and answered <= self.case.told_at + AT_ONCE

    @property
    def valid(self) -> bool:
        return self.state not in LEFT_OUT and not self.at_once


def life_of(case: Case, events: Iterable[Event]) -> Life:
    life = Life(case)
    for event in events:
        life.take(event)
    return life


def recount(lives: Iterable[Life], since: datetime, until: datetime) -> Counts:
    """The same figures as the database's, from what happened."""
    everyone = tuple(lives)

    def within(at: datetime | None) -> bool:
        return at is not None and since <= at < until

    told = [life for life in everyone if within(life.case.told_at)]
    valid = [life for life in told if life.valid]
    closed = [life for life in everyone if within(life.closed_at)]
    ended = [life for life in closed if life.valid and life.state in ENDED]
    reopened = [life for life in everyone if life.valid and within(life.reopened_at)]
    contact = [life for life in everyone if life.valid and within(life.case.contact_due)]
    finish = [life for life in everyone if life.valid and within(life.case.finish_due)]
    return Counts(
        told=len(told),
        valid=len(valid),
        at_once=sum(life.at_once for life in told),
        contacted=sum(life.contacted_at is not None for life in valid),
        answered=sum(life.answered_at is not None for life in valid),
        good=sum(life.state is State.SOLVED for life in valid),
        returned=sum(life.returned for life in valid),
        hung=sum(life.state is State.HUNG for life in valid),
        ended=len(closed),
        withdrawn=sum(life.state is State.WITHDRAWN for life in closed),
        declined=sum(life.state is State.DECLINED for life in closed),
        solved=sum(life.state is State.SOLVED for life in ended),
        partly=sum(life.state is State.PARTLY for life in ended),
        silent=sum(life.state is State.UNCONFIRMED for life in ended),
        recurring=sum(
            life.state is State.SOLVED and by(life.closed_at, again) for life, again in told_again(ended, everyone)
        ),
        rated=sum(life.score is not None for life in ended),
        satisfied=sum((life.score or 0) >= GOOD for life in ended),
        reopened=Share(len(reopened), len(reopened) + sum(not within(life.reopened_at) for life in ended)),
        responded=Share(sum(by(life.contacted_at, life.case.contact_due) for life in contact), len(contact)),
        in_time=Share(sum(by(life.answered_at, life.case.finish_due) for life in finish), len(finish)),
    )


def told_again(ended: Iterable[Life], everyone: Iterable[Life]) -> Iterator[tuple[Life, datetime]]:
    """Those whose trouble came back, with when somebody told of it last."""
    again: dict[str, datetime] = {}
    for life in everyone:
        if life.case.recurs and life.valid:
            again[life.case.recurs] = max(life.case.told_at, again.get(life.case.recurs, life.case.told_at))
    return ((life, again[life.case.number]) for life in ended if life.case.number in again)


def by(at: datetime | None, due: datetime) -> bool:
    return at is not None and at <= due
