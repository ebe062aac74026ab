"""What must be done about an open case next, and when? Reads the ladder of the rule book against one case.

Pure: a case and the calendar in, steps with their reason out; what a step does is `handlers/chase.py`. What it must not
do: know a step by name. The ladder is `clock.toml`; here are only the few words it is written in.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from domain.cases import Case, State, Urgency
from domain.chases import Chase
from routing.book.clock import Anchor, ClockRules, Step
from routing.calendar import Calendar
from routing.cycle import Cycle, cycle_name, cycle_of, stamp

ROUND = "#"


def schedule(case: Case, calendar: Calendar, rules: ClockRules) -> tuple[Chase, ...]:
    """Every step not yet taken of the case's present state, soonest first; of a repeating step only its next round."""
    return tuple(chase_of(case, listed) for listed in waiting(cycle_of(case, calendar, rules), rules))


def due(case: Case, calendar: Calendar, rules: ClockRules, now: datetime) -> Chase | None:
    """The first step whose moment has come.

    Rounds of a repeating step missed while nobody looked (a machine asleep over a weekend) are taken as one, the
    latest; steps that come once are never merged, each is returned in its turn.
    """
    cycle = cycle_of(case, calendar, rules)
    first = next(iter(waiting(cycle, rules)), None)
    if first is None or first.at > now:
        return None
    return chase_of(case, latest(cycle, first, now) if first.round else first)


def look_at(case: Case, calendar: Calendar, rules: ClockRules) -> datetime | None:
    """The moment of the next step. Never None while the case is open: the rule book must hold endless steps."""
    first = next(iter(waiting(cycle_of(case, calendar, rules), rules)), None)
    return first.at if first else None


class Listed(NamedTuple):
    """A step with its place in one case's time; `round` counts from 1, 0 for a step that comes once."""

    at: datetime
    step: Step
    round: int
    rung: int


def waiting(cycle: Cycle, rules: ClockRules) -> list[Listed]:
    steps = rules.steps_for(cycle.case.state, cycle.case.urgency)
    listed = [found for step in steps if (found := listing(step, cycle))]
    return sorted(rungs_in_order(listed, cycle.case), key=lambda item: (item.at, item.rung))


def listing(step: Step, cycle: Cycle) -> Listed | None:
    """The step as it stands for this case, or None: taken, not called for, or a reminder of what is past already."""
    case = cycle.case
    if (step.level and step.level <= case.level and not step.reached) or taken(step, case):
        return None
    number = next_round(step, case) if step.every else 0
    if step.rounds and number > step.rounds:
        return None
    if step.when and not all(CONDITIONS[condition](cycle, step) for condition in step.when):
        return None
    at = moment(step, cycle, number)
    ahead = step.after[case.urgency].amount < 0
    if ahead and (at < cycle.start or cycle.finish > case.finish_due):
        return None
    return Listed(at, step, number, step.level or 0)


def name_of(step: Step, case: Case) -> str:
    """Cycle, step and the moment it counts from: a new deadline brings its steps anew, an old one never does."""
    if step.per == "cycle" or not (mark := MARKS[step.anchor](case)):
        return f"{cycle_name(case)}:{step.name}"
    return f"{cycle_name(case)}:{step.name}@{stamp(mark)}"


MARKS: dict[Anchor, Callable[[Case], datetime | None]] = {
    "told": lambda case: None,
    "cycle": lambda case: None,
    "contact": lambda case: None,
    "action": lambda case: None,
    "finish": lambda case: case.finish_due,
    "assigned": lambda case: case.assigned_at,
    "answered": lambda case: case.answered_at,
    "closed": lambda case: case.closed_at,
    "heard": lambda case: case.told_resident_at,
    "review": lambda case: case.review_at,
    "returned": lambda case: case.returned_at,
}


def taken(step: Step, case: Case) -> bool:
    return bool(case.done) and name_of(step, case) in case.done


def next_round(step: Step, case: Case) -> int:
    return 1 + max(rounds_taken(step, case), default=0)


def rounds_taken(step: Step, case: Case) -> tuple[int, ...]:
    """Not all there were: those missed while nobody looked, and those of another class, are left out."""
    start = name_of(step, case) + ROUND if case.done else ROUND
    return tuple(int(done[len(start) :]) for done in case.done if done.startswith(start))


def latest(cycle: Cycle, first: Listed, now: datetime) -> Listed:
    """The last round whose moment has come, `first` being due already; found by doubling, then halving the stride."""
    low, stride = first.round, 1
    while moment(first.step, cycle, low + stride) <= now:
        low, stride = low + stride, stride * 2
    while stride > 1:
        stride //= 2
        if moment(first.step, cycle, low + stride) <= now:
            low += stride
    number = min(low, first.step.rounds or low)
    return first._replace(at=moment(first.step, cycle, number), round=number)


def moment(step: Step, cycle: Cycle, number: int) -> datetime:
    case, calendar, after = cycle.case, cycle.calendar, step.after[cycle.case.urgency]
    at = cycle.share(after.amount) if after.is_share else calendar.plus(cycle.anchor(step.anchor), after)
    if number > 1:
        at = calendar.plus(at, step.every[case.urgency].times(number - 1))
    if step.gap and case.told_resident_at:
        at = max(at, calendar.plus(case.told_resident_at, step.gap))
    if case.assigned_at and (settle := step.settle.get(case.urgency)):
        at = max(at, calendar.plus(case.assigned_at, settle))
    return calendar.ask_time(at) if step.ask_hours else at


def rungs_in_order(listed: list[Listed], case: Case) -> list[Listed]:
    """A higher rung never overtakes a lower one still to come: the lower comes along with it."""
    soonest: dict[int, datetime] = {}
    for item in sorted((item for item in listed if item.rung > case.level), key=lambda item: (-item.rung, item.at)):
        soonest.setdefault(item.rung, min((item.at, *soonest.values())))
    return [item._replace(at=soonest[item.rung]) if item.rung in soonest else item for item in listed]


def chase_of(case: Case, listed: Listed) -> Chase:
    step, name = listed.step, name_of(listed.step, case)
    why = step.why.format(after=step.after[case.urgency], round=1 + len(rounds_taken(step, case)))
    name += f"{ROUND}{listed.round}" if listed.round else ""
    lasting = step.anchor == "finish" and not step.when
    if step.reached and listed.rung <= case.level:
        return Chase(name, step.reached, listed.at, why, lasting=lasting)
    return Chase(name, step.act, listed.at, why, step.level, lasting)


def uncontacted(cycle: Cycle, step: Step) -> bool:
    """In a later cycle the first contact, which the rates count, is old: then work begun again tells."""
    case, at = cycle.case, cycle.case.contacted_at
    return at is None or (at < cycle.start and case.state is not State.WORKING)


def unacknowledged(cycle: Cycle, step: Step) -> bool:
    """Likewise: after a reopening it rings until somebody signs for it."""
    case, at = cycle.case, cycle.case.acknowledged_at
    return at is None or (at < cycle.start and case.state is State.ASSIGNED)


def unnoted(cycle: Cycle, step: Step) -> bool:
    """How far it is nobody has said in this cycle, and since it was handed on."""
    case, at = cycle.case, cycle.case.noted_at
    return at is None or at < max(cycle.start, case.assigned_at or cycle.start)


def silent(cycle: Cycle, step: Step) -> bool:
    """She has heard nothing since half the way to this step."""
    heard, after = cycle.case.told_resident_at, step.after[cycle.case.urgency]
    return heard is None or heard <= cycle.share(after.amount / 2)


def safe(cycle: Cycle, step: Step) -> bool:
    """Nobody's life was in danger: only such cases may be closed by silence."""
    return cycle.case.danger is None and cycle.case.urgency is not Urgency.P0


CONDITIONS: dict[str, Callable[[Cycle, Step], bool]] = {
    "uncontacted": uncontacted,
    "unacknowledged": unacknowledged,
    "unnoted": unnoted,
    "silent": silent,
    "safe": safe,
}
