"""A letter that comes late, after an outage or a pause of the machine: may it ring now, or does it wait for the morning?

What is written by day or by night is weighed when it is written (`handlers/desk`); this weighs what did not go in time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.messages import Letter
from handlers.desk import EARLIER, NIGHT_TOO, Desk, House
from routing.calendar import Calendar
from storage.tx import Tx

IN_TIME = timedelta(minutes=1)


def till_morning(tx: Tx, letters: Sequence[Letter], house: House, at: datetime) -> frozenset[int]:
    """Puts off what would ring at `at` in the quiet hours and need not; tells which.

    It goes if it is urgent, its case is P0 or P1, or somebody has just written from there.
    """
    late = [letter for letter in letters if not letter.notice.urgent and not in_time(letter, at)]
    if not late:
        return frozenset()
    desk = Desk(tx, house, at, "night")
    readers = [(desk.calendar_of(letter.person), letter.id) for letter in late]
    asleep = [calendar for calendar in dict.fromkeys(calendar for calendar, _ in readers) if calendar.is_quiet(at)]
    put_off = (put_off_by(tx, calendar, [id for own, id in readers if own is calendar], at) for calendar in asleep)
    return frozenset[int]().union(*put_off)


def put_off_by(tx: Tx, calendar: Calendar, late: Sequence[int], at: datetime) -> frozenset[int]:
    lately = at - EARLIER
    due_before = max(calendar.quiet_since(at), lately)
    return tx.outbox.put_off(
        late, calendar.after_quiet(at), due_before=due_before, unseen_since=lately, but_for=NIGHT_TOO
    )


def in_time(letter: Letter, at: datetime) -> bool:
    return letter.created_at is not None and at - letter.created_at < IN_TIME
