"""Yesterday, last week, last month: whole days by the community's own clock, as moments."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from handlers.desk import Desk
from routing.calendar import Calendar

ONE_DAY = timedelta(days=1)


class Period(NamedTuple):
    """From the first day to the last, both included; `since` and `until` bound them, the latter not included."""

    first: date
    last: date
    since: datetime
    until: datetime


def period(calendar: Calendar, first: date, last: date) -> Period:
    return Period(first, last, calendar.moment(first, 0), calendar.moment(last + ONE_DAY, 0))


def today(desk: Desk) -> date:
    return desk.calendar().local(desk.now).date()


def monday(day: date) -> date:
    return day - day.weekday() * ONE_DAY


def yesterday(desk: Desk) -> Period:
    day = today(desk) - ONE_DAY
    return period(desk.calendar(), day, day)


def week_before(desk: Desk, weeks: int = 1) -> Period:
    first = monday(today(desk)) - weeks * 7 * ONE_DAY
    return period(desk.calendar(), first, first + 6 * ONE_DAY)


def month_before(desk: Desk, months: int = 1) -> Period:
    """`months` = 13: the same month as with 1, a year earlier."""
    first = today(desk).replace(day=1)
    for _ in range(months):
        last = first - ONE_DAY
        first = last.replace(day=1)
    return period(desk.calendar(), first, last)


def next_working_day(calendar: Calendar, day: date) -> date:
    return first_working_day(calendar, day + ONE_DAY, 28)


def last_working_day(calendar: Calendar, first: date, days: int) -> date | None:
    """Of so many days; None where all of them are off."""
    found = (day for back in range(days, 0, -1) if calendar.is_working_day(day := first + (back - 1) * ONE_DAY))
    return next(found, None)


def first_working_day(calendar: Calendar, first: date, days: int) -> date:
    """Of so many days; where all of them are off, the first."""
    found = (day for offset in range(days) if calendar.is_working_day(day := first + offset * ONE_DAY))
    return next(found, first)
