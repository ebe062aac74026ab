"""By when must a human speak to her, and by when must there be feedback? From the telling, never from anything later.

What it must not do: look at what has happened since. Extensions and pauses are the case's own.
"""

from datetime import datetime

from domain.cases import Deadlines, Urgency
from routing.book.clock import ClockRules, SlaClass
from routing.calendar import Calendar


def deadlines(urgency: Urgency, told_at: datetime, calendar: Calendar, rules: ClockRules) -> Deadlines:
    limits = rules.classes[urgency]
    return Deadlines(contact_by(limits, told_at, calendar), calendar.plus(told_at, limits.finish))


def contact_by(limits: SlaClass, told_at: datetime, calendar: Calendar) -> datetime:
    """At night an urgent report may take longer, but never past what the first report of the morning gets."""
    usual = calendar.plus(told_at, limits.contact)
    if limits.contact_night is None or not calendar.is_night(told_at):
        return usual
    morning = calendar.next_in(calendar.hours.night.rest, told_at)
    return min(calendar.plus(told_at, limits.contact_night), calendar.plus(morning, limits.contact))
