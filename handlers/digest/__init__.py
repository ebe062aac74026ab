"""Digests: what is due to be put together for those who decide, each once, and only if there is something to say.

Putting one together only looks, and may take a second; so it is done first, beside other turns. Sending it is short:
whoever notes first that this day's, week's or month's has gone is the one who sends it, among any number of replicas.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.messages import Notice
from handlers.desk import Desk, House
from handlers.digest import day, month, stewards, street, week
from handlers.digest.circular import Circular
from handlers.digest.periods import first_working_day, monday
from routing.book.clock import Digests
from routing.calendar import Calendar
from storage.tx import Tx

ONE_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A digest that comes again and again. `on`: the day in question it comes on, None if on none; `late_by`: how long
    after its moment it is still worth sending; `each`: every community's office gets its own."""

    name: str
    minute: Callable[[Digests], int]
    on: Callable[[Calendar, date], date | None]
    late_by: timedelta
    make: Callable[[Desk], tuple[Circular, ...]]
    each: bool = True


def working(calendar: Calendar, today: date) -> date | None:
    return today if calendar.is_working_day(today) else None


KINDS = (
    Kind("office", lambda at: at.office, lambda _, today: today, timedelta(hours=6), day.make),
    Kind("steward", lambda at: at.steward, working, timedelta(hours=6), stewards.make, each=False),
    Kind("week", lambda at: at.week, lambda c, d: first_working_day(c, monday(d), 7), timedelta(days=3), week.make),
    Kind(
        "month", lambda at: at.month, lambda c, d: first_working_day(c, d.replace(day=1), 28), 7 * ONE_DAY, month.make
    ),
    Kind(
        "street", lambda at: at.street, lambda c, d: first_working_day(c, monday(d), 7), timedelta(days=3), street.make
    ),
)


@dataclass(frozen=True, slots=True)
class Digest:
    """One of a kind, put together; `day` is the one it belongs to, and its name for ever."""

    kind: str
    day: str
    circulars: tuple[Circular, ...]


def mornings(tx: Tx, house: House, now: datetime) -> None:
    """What is due and was not sent yet, in one turn. Any replica may call it, as often as it likes."""
    send(tx, house, now, prepare(tx, house, now))


def prepare(tx: Tx, house: House, now: datetime) -> tuple[Digest, ...]:
    """Writes nothing."""
    desk = Desk(tx, house, now, "digest")
    due = ((kind, day) for kind in KINDS if (day := day_of(desk, kind)) and not_sent(tx, kind, day))
    return tuple(made for kind, day in due if (made := put_together(desk, kind, day)))


def not_sent(tx: Tx, kind: Kind, day: str) -> bool:
    return tx.notes.get(f"digest.{kind.name}") != day


def put_together(desk: Desk, kind: Kind, day: str) -> Digest | None:
    """None if it could not be: it is tried again, and the others do not wait for it."""
    try:
        with desk.tx.savepoint():
            return Digest(kind.name, day, tuple(one for at in desks(desk, kind) for one in kind.make(at)))
    except Exception:
        log.exception("digest.failed kind=%s", kind.name)
        return None


def desks(desk: Desk, kind: Kind) -> tuple[Desk, ...]:
    """One for each letter's readers."""
    if not kind.each:
        return (desk,)
    return tuple(replace(desk, community=one.code) for one in desk.directory.communities)


def day_of(desk: Desk, kind: Kind) -> str | None:
    """The day whose digest of this kind it is time for."""
    calendar = desk.calendar()
    today = calendar.local(desk.now).date()
    day = kind.on(calendar, today)
    if day is None:
        return None
    begins = calendar.moment(day, kind.minute(desk.book.clock.digests))
    return day.isoformat() if begins <= desk.now < begins + kind.late_by else None


def send(tx: Tx, house: House, now: datetime, digests: tuple[Digest, ...]) -> None:
    desk = Desk(tx, house, now, "digest")
    for digest in digests:
        if tx.notes.change(f"digest.{digest.kind}", digest.day):
            desk.origin, desk.letters = f"digest:{digest.kind}:{digest.day}", 0
            for circular in digest.circulars:
                pass_round(desk, circular)


def pass_round(desk: Desk, circular: Circular) -> None:
    notice = with_papers(desk, circular)
    desk.write_all(circular.people, notice)
    if circular.mailed and desk.house.press and desk.house.press.mails:
        desk.mail(circular.people, notice)


def with_papers(desk: Desk, circular: Circular) -> Notice:
    kept = tuple(desk.tx.enclosures.keep(p.data, p.media, None, desk.now, p.name) for p in circular.papers)
    return replace(circular.notice, enclosed=kept)
