"""The calendar's exceptions: what follows when they change, and who is told when a year's are not known yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers.desk import Desk, House
from handlers.texts import days as texts
from routing.calendar import adjusted_days_missing
from storage.tx import Tx

BATCH = 500
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """How many cases were looked at, how many of them moved, and the last one's id."""

    count: int
    moved: int
    last: int


def set_days(tx: Tx, days: Mapping[date, bool]) -> None:
    """Every running process makes its calendar anew."""
    tx.days.replace(days)
    tx.directory.changed()


def look_anew(tx: Tx, house: House, now: datetime, after: int, limit: int) -> Seen:
    """Sets the next look of the open cases with an id above `after`: a step may come sooner now, and nobody would look."""
    desk = Desk(tx, house, now, "days")
    cases, moved = tx.cases.open_after(after, limit), 0
    for case in cases:
        look_at = desk.next_look(case)
        if look_at != case.look_at:
            tx.cases.look_again(case.id, look_at)
            moved += 1
    return Seen(len(cases), moved, cases[-1].id if cases else after)


def missing_year(desk: Desk) -> int | None:
    """The year whose moved working days ought to be known by now and are not."""
    calendar = desk.calendar()
    return adjusted_days_missing(calendar.days, calendar.local(desk.now).date())


def warn_in_december(tx: Tx, house: House, now: datetime) -> None:
    """The office, once a year, by day."""
    desk = Desk(tx, house, now, "days")
    calendar = desk.calendar()
    local = calendar.local(now)
    if local.month != DECEMBER or not calendar.is_open(now):
        return
    year = missing_year(desk)
    if year and tx.notes.get("days.warned") != str(year):
        tx.notes.set("days.warned", str(year))
        desk.origin = f"days:{year}"
        desk.write_all(desk.office(), texts.warning(year))
