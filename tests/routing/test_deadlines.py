"""A year of deadlines reckoned by hand, with a wall calendar and the State Council's list for 2026 beside it.

Duty is 08:30–12:00 and 13:00–17:30, so a full day is eight hours. Told within duty hours, n working days later is the
same clock time n working days on; told after hours or on a day off, it is the closing of the n-th working day; told at
noon, the noon of the day after, for the afternoon and the next morning make a day.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import Urgency
from routing.book.clock import Hours, Span
from routing.calendar import Calendar, adjusted_days_missing, make_calendar, public_days
from routing.deadlines import deadlines
from tests.routing.clockwork import CALENDAR, RULES, at, moments_of


def days_of(month: int, *days: int, year: int = 2026) -> list[date]:
    return [date(year, month, day) for day in days]


OFF = [
    *days_of(1, 1, 2, 3),
    *days_of(2, 15, 16, 17, 18, 19, 20, 21, 22, 23),
    *days_of(4, 4, 5, 6),
    *days_of(5, 1, 2, 3, 4, 5),
    *days_of(6, 19, 20, 21),
    *days_of(9, 25, 26, 27),
    *days_of(10, 1, 2, 3, 4, 5, 6, 7),
    *days_of(1, 1, year=2027),
]
WORKED = [*days_of(1, 4), *days_of(2, 14, 28), *days_of(5, 9), *days_of(9, 20), *days_of(10, 10)]
DAYS = {**dict.fromkeys(OFF, False), **dict.fromkeys(WORKED, True)}
COMMUNITY = make_calendar(RULES.hours, "Asia/Shanghai", DAYS)

YEAR = """
P2  2025-12-31 15:00   2026-01-04 15:00   2026-01-08 15:00   over New Year, Sunday is worked
P2  2026-01-02 10:00   2026-01-04 17:30   2026-01-08 17:30   told on the holiday
P2  2026-01-09 16:00   2026-01-12 16:00   2026-01-16 16:00   over a weekend
P2  2026-01-10 09:00   2026-01-12 17:30   2026-01-16 17:30   told on a Saturday
P2  2026-01-12 12:30   2026-01-13 12:00   2026-01-19 12:00   told at lunch
P2  2026-02-13 17:00   2026-02-14 17:00   2026-02-27 17:00   the Saturday before the Spring Festival is worked
P2  2026-02-14 18:00   2026-02-24 17:30   2026-02-28 17:30   after the last closing before it
P2  2026-02-17 11:00   2026-02-24 17:30   2026-02-28 17:30   on the first day of the year
P3  2026-02-09 09:00   2026-02-10 09:00   2026-03-06 09:00   fifteen working days around it
P2  2026-02-28 08:30   2026-02-28 17:30   2026-03-05 17:30   at the opening of a worked Saturday
P2  2026-03-01 20:00   2026-03-02 17:30   2026-03-06 17:30   on a Sunday evening
P2  2026-04-03 15:00   2026-04-07 15:00   2026-04-13 15:00   before Qingming
P2  2026-04-06 10:00   2026-04-07 17:30   2026-04-13 17:30   on its Monday
P2  2026-04-30 16:30   2026-05-06 16:30   2026-05-11 16:30   before May Day, a Saturday is worked after it
P2  2026-05-03 09:00   2026-05-06 17:30   2026-05-11 17:30   within it
P2  2026-05-08 17:30   2026-05-09 17:30   2026-05-14 17:30   at the very closing
P2  2026-05-09 11:00   2026-05-11 11:00   2026-05-15 11:00   on the worked Saturday
P2  2026-06-18 14:00   2026-06-22 14:00   2026-06-26 14:00   before the Dragon Boat Festival
P2  2026-06-19 10:00   2026-06-22 17:30   2026-06-26 17:30   on it
P2  2026-09-18 17:00   2026-09-20 17:00   2026-09-24 17:00   the Sunday is worked
P2  2026-09-19 12:00   2026-09-20 17:30   2026-09-24 17:30   on the Saturday before it
P2  2026-09-24 16:00   2026-09-28 16:00   2026-10-09 16:00   Mid-Autumn, then the national week
P2  2026-09-30 11:30   2026-10-08 11:30   2026-10-13 11:30   the last morning before it
P2  2026-09-30 17:31   2026-10-08 17:30   2026-10-13 17:30   a minute after closing
P2  2026-10-03 15:00   2026-10-08 17:30   2026-10-13 17:30   within it
P2  2026-10-09 13:00   2026-10-10 12:00   2026-10-15 12:00   after lunch, the Saturday is worked
P2  2026-10-10 10:00   2026-10-12 10:00   2026-10-16 10:00   on that Saturday
P2  2026-10-11 07:00   2026-10-12 17:30   2026-10-16 17:30   on the Sunday after it
P2  2026-11-23 07:00   2026-11-23 17:30   2026-11-27 17:30   before the opening
P2  2026-11-23 12:00   2026-11-24 12:00   2026-11-30 12:00   as lunch begins
P2  2026-12-31 09:00   2027-01-04 09:00   2027-01-08 09:00   into the next year
P1  2026-02-17 14:00   2026-02-17 14:30   2026-02-20 14:00   urgent: no holiday counts
P1  2026-10-03 22:00   2026-10-03 23:00   2026-10-06 22:00   as the night begins
P1  2026-11-23 07:45   2026-11-23 08:30   2026-11-26 07:45   no later than who tells at eight
P1  2026-11-23 03:00   2026-11-23 04:00   2026-11-26 03:00   in the night
P1  2026-11-23 21:59   2026-11-23 22:29   2026-11-26 21:59   a minute before it
P1  2026-12-31 23:30   2027-01-01 00:30   2027-01-03 23:30   over midnight and the year
P1  2026-11-23 08:00   2026-11-23 08:30   2026-11-26 08:00   as it ends
P0  2026-02-16 23:55   2026-02-17 00:05   2026-02-17 23:55   danger on New Year's Eve
P0  2026-11-29 12:00   2026-11-29 12:10   2026-11-30 12:00   danger on a Sunday
P4  2026-11-27 09:15   2026-11-30 09:15   2026-11-30 09:15   a question over a weekend
P4  2026-02-14 16:00   2026-02-24 16:00   2026-02-24 16:00   a question over the festival
P3  2026-09-03 15:00   2026-09-04 15:00   2026-09-23 15:00   fifteen days, one of them a Sunday
P3  2026-04-15 10:30   2026-04-16 10:30   2026-05-09 10:30   fifteen days around May Day
"""
ROWS = [
    (row[:2], row[4:20], row[23:39], row[42:58]) for row in YEAR.strip().splitlines()
]  # class, told, a human speaks to her by, finished by


@pytest.mark.parametrize(("urgency", "told", "contact", "finish"), ROWS, ids=lambda part: part)
def test_a_year_of_deadlines(urgency: str, told: str, contact: str, finish: str) -> None:
    due = deadlines(Urgency(urgency), at(told), COMMUNITY, RULES)
    assert (due.contact, due.finish) == (at(contact), at(finish))


def test_the_year_is_whole() -> None:
    assert len(ROWS) >= 40
    assert {told[:7] for _, told, _, _ in ROWS} >= {"2026-01", "2026-02", "2026-05", "2026-10", "2026-12"}


SPLIT = Calendar(
    Hours.model_validate(
        {
            "duty": ["07:00-09:00", "11:00-13:00", "18:00-20:00"],
            "week": [1, 2, 3, 4, 5, 6, 7],
            "quiet": "21:00-07:30",
            "ask": "10:00-20:00",
            "night": "22:00-08:00",
        }
    ),
    ZoneInfo("Asia/Shanghai"),
    {},
)


@pytest.mark.parametrize(
    ("told", "span", "by"),
    [
        ("2026-03-02 08:30", Span(4, "wh"), "2026-03-02 19:30"),  # half an hour, two at noon, one and a half at night
        ("2026-03-02 12:30", Span(4, "wh"), "2026-03-03 08:30"),
        ("2026-03-02 19:00", Span(1, "wd"), "2026-03-03 19:00"),  # six hours in three shifts
        ("2026-03-02 09:30", Span(30, "wmin"), "2026-03-02 11:30"),  # told between two shifts
        ("2026-03-02 20:30", Span(2, "wd"), "2026-03-04 20:00"),
    ],
)
def test_split_shifts(told: str, span: Span, by: str) -> None:
    assert SPLIT.plus(at(told), span) == at(by)


BERLIN = make_calendar(RULES.hours, "Europe/Berlin", {})


@pytest.mark.parametrize(
    ("told", "span", "by"),
    [
        ("2026-03-27T11:00+00:00", Span(3, "d"), "2026-03-30T10:00+00:00"),  # noon to noon, an hour shorter
        ("2026-03-28T11:00+00:00", Span(24, "h"), "2026-03-29T11:00+00:00"),  # hours are hours
        ("2026-03-29T00:45+00:00", Span(30, "min"), "2026-03-29T01:15+00:00"),  # 01:45, then 03:15 on the wall
        ("2026-10-24T10:00+00:00", Span(1, "d"), "2026-10-25T11:00+00:00"),  # an hour longer
        ("2026-10-25T00:30+00:00", Span(60, "min"), "2026-10-25T01:30+00:00"),  # 02:30, and 02:30 again
        ("2026-03-27T15:30+00:00", Span(1, "wd"), "2026-03-30T14:30+00:00"),  # Friday 16:30 to Monday 16:30
        ("2026-10-23T14:30+00:00", Span(1, "wd"), "2026-10-26T15:30+00:00"),
    ],
)
def test_where_clocks_change(told: str, span: Span, by: str) -> None:
    assert BERLIN.plus(datetime.fromisoformat(told), span) == datetime.fromisoformat(by)


def test_the_state_council_s_list_is_what_the_library_knows() -> None:
    """The same days by another way: those of the list that fall on the other side of the week."""
    differs = {day: working for day, working in DAYS.items() if working == (day.isoweekday() > 5) and day.year == 2026}
    assert public_days([2026]) == differs


def test_a_rest_day_is_over_on_the_next_working_morning() -> None:
    assert COMMUNITY.after_rest(at("2026-02-14 12:00")) == at("2026-02-14 12:00")
    assert COMMUNITY.after_rest(at("2026-02-14 22:00")) == at("2026-02-24 08:30")
    assert COMMUNITY.after_rest(at("2026-02-18 10:00")) == at("2026-02-24 08:30")
    assert COMMUNITY.after_rest(at("2026-11-23 23:00")) == at("2026-11-24 07:30")
    assert COMMUNITY.after_rest(at("2026-11-23 23:00")) - at("2026-11-23 23:00") == timedelta(hours=8.5)


def test_a_year_whose_moved_days_are_not_known_is_named_in_time() -> None:
    assert adjusted_days_missing(DAYS, date(2026, 10, 31)) is None
    assert adjusted_days_missing(DAYS, date(2026, 11, 1)) == 2027
    assert adjusted_days_missing(DAYS, date(2027, 1, 2)) == 2027
    known = {**DAYS, **dict.fromkeys(days_of(2, 6, 14, 27, year=2027), True)}
    assert adjusted_days_missing(known, date(2026, 12, 31)) is None
    assert adjusted_days_missing({}, date(2026, 3, 1)) == 2026


moments = moments_of(2026)


@given(st.sampled_from(Urgency), moments, st.timedeltas(timedelta(), timedelta(days=2)))
def test_who_tells_sooner_is_served_no_later(urgency: Urgency, told: datetime, later: timedelta) -> None:
    first = deadlines(urgency, told, CALENDAR, RULES)
    second = deadlines(urgency, told + later, CALENDAR, RULES)
    assert told < first.contact <= first.finish
    assert first.contact <= second.contact
    assert first.finish <= second.finish
