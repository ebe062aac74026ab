"""Whether the clock may still write to a steward today: a list that urges counts as much as a nudge does."""

from handlers.desk import Desk
from handlers.nudge import told_today
from storage.nudges import LAST_TOLD


def may_go(desk: Desk, person: int) -> bool:
    """If so, it is counted. What does not go stands in the next morning's list."""
    calendar, note = desk.calendar_of(person), f"{LAST_TOLD}{person}"
    said = told_today(desk, calendar, desk.tx.notes.get(note) or "")
    if said >= desk.book.clock.chases.a_day:
        return False
    desk.tx.notes.set(note, f"{calendar.local(desk.now).date()} {said + 1}")
    return True
