"""A letter that comes late, after an outage or a pause of the machine: may it ring now, or does it wait for the morning?

What is written by day or by night is weighed when it is written (`handlers/desk`); this weighs what did not go in time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.messages import Letter
from handlers.desk import EARLIER, NIGHT_TOO, Desk, House
from storage.tx import Tx

IN_TIME = timedelta(minutes=1)


def till_morning(tx: Tx, letters: Sequence[Letter], house: House, at: datetime) -> frozenset[int]:
    """Puts off what would ring at `at` in the quiet hours and need not; tells which.

    It goes if it is urgent, its case is P0 or P1, or somebody has just written from there.
    """
    late = [letter.id for letter in letters if not letter.notice.urgent and not in_time(letter, at)]
    if not late:
        return frozenset()
    calendar = Desk(tx, house, at, "night").calendar()
    if not calendar.is_quiet(at):
        return frozenset()
    lately = at - EARLIER
    due_before = max(calendar.quiet_since(at), lately)
    return tx.outbox.put_off(
        late, calendar.after_quiet(at), due_before=due_before, unseen_since=lately, but_for=NIGHT_TOO
    )


def in_time(letter: Letter, at: datetime) -> bool:
    return letter.created_at is not None and at - letter.created_at < IN_TIME
