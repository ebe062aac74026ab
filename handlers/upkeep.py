"""What the service does for itself: nothing is kept longer than promised, and a clock set right holds nothing up."""

from datetime import datetime, timedelta

from handlers.desk import EARLIER, NIGHT_TOO, Desk, House
from storage.tx import Tx

CHAT_KEPT = timedelta(days=90)
PHOTOS_KEPT = timedelta(days=180)
GUARDS_KEPT = timedelta(days=30)


def tidy(tx: Tx, now: datetime) -> None:
    """Forgets what has outlived its purpose. Safe to repeat at any time."""
    tx.inbox.prune(now - GUARDS_KEPT)
    tx.transcript.prune(now - CHAT_KEPT)
    tx.enclosures.prune(now - PHOTOS_KEPT)


def clock_went_back(tx: Tx, house: House, before: datetime, now: datetime) -> None:
    """The machine's clock was ahead and is set right: what was written meanwhile does not wait for that time again.

    Nothing else need be done: a step is taken once, whatever the clock says, and what lies ahead comes in its time.
    """
    desk = Desk(tx, house, now, "clock")

    def morning(person: int) -> datetime:
        return desk.calendar_of(person).after_quiet(now)

    tx.outbox.clock_went_back(before, now, morning, unseen_since=now - EARLIER, but_for=NIGHT_TOO)
