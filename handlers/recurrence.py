"""The same trouble at the same place again, soon after it was called solved: linked, one level up, with what was done then.

What it must not do: tell anybody who told of it the last time.
"""

from dataclasses import replace

from domain.cases import Case, EventKind, Urgency
from domain.people import Level
from handlers.desk import Desk
from handlers.discretion import post_for
from handlers.texts import recurrence as texts
from handlers.texts.say import who
from handlers.told import UNSORTED


def earlier(desk: Desk, case: Case) -> Case | None:
    """The case that ended there lately. A question has no place, and what nobody has sorted is like nothing."""
    place = case.place
    if case.item == UNSORTED or case.urgency is Urgency.P4 or case.danger or not (place.estate and place.building):
        return None
    since = desk.calendar(place.estate).plus(desk.now, desk.book.clock.limits.recurrence.times(-1))
    return desk.tx.cases.ended_here(place.estate, place.building, case.item, since)


def linked(desk: Desk, case: Case) -> tuple[Case, int]:
    """The case with the number of the one before it, if there is one, and how many levels higher it starts."""
    before = earlier(desk, case)
    if before is None:
        return case, 0
    found = replace(case, recurs=before.number, why=(*case.why, texts.why_higher(before.number)))
    return found, 2 if before.recurs else 1


def higher(level: Level, by: int) -> Level:
    return Level(min(level + by, Level.OFFICE))


def last_time(desk: Desk, case: Case) -> str:
    """Who did what the last time, as a post and the feedback; what was discreet stays so."""
    before = desk.tx.cases.by_number(case.recurs) if case.recurs else None
    if before is None:
        return ""
    if before.danger or before.targets:
        return before.number
    said = [event for event in desk.tx.cases.events(before.id) if event.kind is EventKind.ANSWERED]
    if not said:
        return before.number
    post = post_for(desk, said[-1].actor, before)
    return texts.last_time(before, who(post, before.level), said[-1].words, said[-1].at, desk.zone(before))
