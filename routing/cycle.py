"""Which life of a case is running, and on which deadlines does its ladder stand?

A cycle is one life of a case: from the telling, from a reopening, or from the moment work goes on after a pause (it was
on hold, or solved in part). The first cycle's ladder stands on the case's own deadlines. Those never move, so a case
that comes back late is overdue the moment it does, and its whole ladder would fire at once, telling five levels the
same thing and giving nobody time. So in a later cycle the ladder (not the deadline, which lists and rates go on
counting) stands on deadlines no sooner than a short new one from the rule book. Rungs at or below the level the case
has reached already are left out, except that the office is still told where a step says so. Nothing else is left out:
every cycle reminds, climbs, turns red and reports anew. Pure, and knows no step: those are `routing/chase.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from domain.cases import Case
from routing.book.clock import Anchor, ClockRules
from routing.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Cycle:
    """One life of a case and the deadlines its ladder stands on."""

    case: Case
    calendar: Calendar
    start: datetime
    contact: datetime
    action: datetime
    finish: datetime
    round_the_clock: bool

    def anchor(self, name: Anchor) -> datetime:
        """A moment the case does not have yet counts as its telling, so that the step rather comes early than never."""
        case = self.case
        match name:
            case "cycle":
                return self.start
            case "contact":
                return self.contact
            case "action":
                return self.action
            case "finish":
                return self.finish
            case "assigned":
                return case.assigned_at or case.told_at
            case "answered":
                return case.answered_at or case.told_at
            case "closed":
                return case.closed_at or case.told_at
            case "heard":
                return max(case.told_resident_at or case.told_at, self.start)
            case "review":
                return case.review_at or case.told_at
            case "returned":
                return case.returned_at or case.told_at
            case "told":
                return case.told_at

    def share(self, percent: float) -> datetime:
        """That much of the way from the cycle's start to its finish, in the clock its class runs on."""
        calendar, part = self.calendar, percent / 100
        if self.round_the_clock:
            return self.start + (self.finish - self.start) * part
        return calendar.part(self.start, self.finish, part)


def cycle_of(case: Case, calendar: Calendar, rules: ClockRules) -> Cycle:
    limits = rules.classes[case.urgency]
    start, contact, finish = begun(case), case.contact_due, case.finish_due
    if start > case.told_at:
        contact = max(contact, calendar.plus(start, limits.contact))
        finish = max(finish, calendar.plus(start, limits.reopened))
    return Cycle(case, calendar, start, contact, calendar.plus(start, limits.action), finish, limits.round_the_clock)


def begun(case: Case) -> datetime:
    """The start of the case's present cycle."""
    again = (case.reopened_at or case.assigned_at) if case.reopened else None
    return max(moment for moment in (case.told_at, again, case.resumed_at) if moment)


def cycle_name(case: Case) -> str:
    resumed = case.resumed_at
    if resumed is None or resumed < (case.reopened_at or case.told_at):
        return f"{case.reopened}"
    return f"{case.reopened}.{stamp(resumed)}"


@lru_cache(maxsize=4096)
def stamp(mark: datetime) -> str:
    return f"{mark:%y%m%d%H%M%S}"
