"""Digests: what is due to be put together for those who decide, each once, and only if there is something to say.

Putting one together only looks, and may take a second; so it is done first, beside other turns. Sending it is short:
whoever notes first that this day's, week's or month's has gone is the one who sends it, among any number of replicas.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.messages import Notice
from handlers.desk import Desk, House
from handlers.digest import chases, day, month, stewards, street, week
from handlers.digest.circular import Circular
from handlers.digest.periods import first_working_day, last_working_day, monday
from routing.book.clock import Digests
from routing.calendar import Calendar
from storage.tx import Tx

ONE_DAY = timedelta(days=1)
NOTE = "digest."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A digest that comes again and again. `on`: the day in question it comes on, None if on none; `late_by`: how long
    after its moment it is still worth sending; `make`: for one community, on a desk of its own."""

    name: str
    minute: Callable[[Digests], int]
    on: Callable[[Calendar, date], date | None]
    late_by: timedelta
    make: Callable[[Desk], tuple[Circular, ...]]


def working(calendar: Calendar, today: date) -> date | None:
    return today if calendar.is_working_day(today) else None


KINDS = (
    Kind("office", lambda at: at.office, lambda _, today: today, timedelta(hours=6), day.make),
    Kind("steward", lambda at: at.steward, working, timedelta(hours=6), stewards.make),
    Kind("card", lambda at: at.card, lambda c, d: last_working_day(c, monday(d), 5), timedelta(hours=2), stewards.card),
    Kind("tomorrow", lambda at: at.tomorrow, working, timedelta(hours=2), stewards.tomorrow),
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
    """One of a kind, put together for one community; `day` is the one it belongs to, and its name for ever."""

    kind: str
    community: str
    day: str
    circulars: tuple[Circular, ...]


def mornings(tx: Tx, house: House, now: datetime) -> None:
    """What is due and was not sent yet, in one turn. Any replica may call it, as often as it likes."""
    send(tx, house, now, prepare(tx, house, now))


def prepare(tx: Tx, house: House, now: datetime) -> tuple[Digest, ...]:
    """Writes nothing."""
    each = desks(tx, house, now)
    due = [(desk, kind, day) for kind in KINDS for desk in each if (day := day_of(desk, kind))]
    sent = tx.notes.starting(NOTE) if due else {}
    waiting = ((desk, kind, day) for desk, kind, day in due if day != last_sent(sent, kind.name, desk.community))
    return tuple(made for desk, kind, day in waiting if (made := put_together(desk, kind, day)))


def last_sent(sent: Mapping[str, str], kind: str, community: str | None) -> str | None:
    """A note without a community is from a release in which all were sent at once."""
    return sent.get(f"{NOTE}{kind}.{community}", sent.get(f"{NOTE}{kind}"))


def put_together(desk: Desk, kind: Kind, day: str) -> Digest | None:
    """None if it could not be: it is tried again, and the others do not wait for it."""
    try:
        with desk.tx.savepoint():
            return Digest(kind.name, desk.community or "", day, kind.make(desk))
    except Exception:
        log.exception("digest.failed kind=%s", kind.name)
        return None


def desks(tx: Tx, house: House, now: datetime) -> tuple[Desk, ...]:
    """One for each community, which has hours of its own."""
    codes = [community.code for community in house.directory(tx).communities]
    return tuple(Desk(tx, house, now, "digest", community=code) for code in codes)


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
        if tx.notes.change(f"{NOTE}{digest.kind}.{digest.community}", digest.day):
            desk.origin, desk.letters = f"digest:{digest.kind}:{digest.community}:{digest.day}", 0
            for circular in digest.circulars:
                if all(chases.may_go(desk, person) for person in circular.chased):
                    pass_round(desk, circular)


def pass_round(desk: Desk, circular: Circular) -> None:
    if circular.noted:
        desk.tx.notes.set(*circular.noted)
    notice = with_papers(desk, circular)
    desk.write_all(circular.people, notice)
    if circular.mailed and desk.house.press and desk.house.press.mails:
        desk.mail(circular.people, notice)


def with_papers(desk: Desk, circular: Circular) -> Notice:
    kept = tuple(desk.tx.enclosures.keep(p.data, p.media, None, desk.now, p.name) for p in circular.papers)
    return replace(circular.notice, enclosed=kept)
