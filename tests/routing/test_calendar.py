"""Working time on a real calendar: hand-counted cases first, then what must hold on any calendar."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.errors import OperatorError
from routing.book.clock import Hours, Span
from routing.calendar import Calendar, make_calendar, public_days
from tests.routing.clockwork import RULES, at, moments_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS_2026 = {
    date(2026, 9, 20): True,
    date(2026, 9, 25): False,
    date(2026, 10, 10): True,
    **{date(2026, 10, day): False for day in (1, 2, 5, 6, 7)},
    date(2027, 1, 1): False,
}
OFFICE = make_calendar(RULES.hours, "Asia/Shanghai", DAYS_2026)
QUARTER = timedelta(minutes=15)


def calendar(zone: str, *duty: str, week: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)) -> Calendar:
    hours = {"duty": duty, "week": week, "quiet": "21:00-07:30", "ask": "10:00-20:00", "night": "22:00-08:00"}
    return Calendar(Hours.model_validate(hours), ZoneInfo(zone), {})


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),  # Monday
        ("2026-11-23 10:00", 1, "2026-11-23 11:00"),
        ("2026-11-23 10:00", 2, "2026-11-23 12:00"),  # up to lunch
        ("2026-11-23 10:00", 4, "2026-11-23 15:00"),  # over lunch
        ("2026-11-23 12:30", 0, "2026-11-23 13:00"),  # told at lunch
        ("2026-11-23 12:30", 1, "2026-11-23 14:00"),
        ("2026-11-23 13:00", 4.5, "2026-11-23 17:30"),  # the last minute of Monday, not the first of Tuesday
        ("2026-11-23 17:30", 0, "2026-11-23 17:30"),
        ("2026-11-23 17:31", 0, "2026-11-24 08:30"),
        ("2026-11-23 05:00", 1, "2026-11-23 09:30"),
        ("2026-11-27 16:30", 2, "2026-11-30 09:30"),  # Friday
        ("2026-11-28 10:00", 8, "2026-11-30 17:30"),  # Saturday
        ("2026-09-30 16:30", 2, "2026-10-08 09:30"),  # the national week
        ("2026-10-03 12:00", 1, "2026-10-08 09:30"),
        ("2026-10-09 17:00", 1, "2026-10-10 09:00"),  # a Saturday that is worked
        ("2026-10-10 17:00", 1, "2026-10-12 09:00"),
        ("2026-09-18 17:00", 1, "2026-09-20 09:00"),  # a Sunday that is worked
        ("2026-09-24 17:00", 1, "2026-09-28 09:00"),  # Mid-Autumn on a Friday
        ("2026-12-31 17:00", 1, "2027-01-04 09:00"),  # over the turn of the year
        ("2026-11-23 10:00", -1, "2026-11-23 09:00"),
        ("2026-11-23 10:00", -2, "2026-11-20 17:00"),
        ("2026-11-28 10:00", -1, "2026-11-27 16:30"),
        ("2027-01-04 09:00", -1, "2026-12-31 17:00"),
    ],
)
def test_hours_of_duty(start: str, hours: float, end: str) -> None:
    assert OFFICE.add_work(at(start), timedelta(hours=hours)) == at(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24 10:00"),
        ("2026-11-23 10:00", 5, "2026-11-30 10:00"),
        ("2026-11-27 17:00", 1, "2026-11-30 17:00"),
        ("2026-11-29 20:00", 1, "2026-11-30 17:30"),  # told on Sunday evening: Monday whole
        ("2026-09-21 10:00", 15, "2026-10-19 10:00"),  # holidays out, the worked Saturday in
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),
    ],
)
def test_working_days(start: str, days: int, end: str) -> None:
    assert OFFICE.add_days(at(start), days) == at(end)


@pytest.mark.parametrize(
    ("a", "b", "hours"),
    [
        ("2026-11-23 08:30", "2026-11-23 17:30", 8),
        ("2026-11-23 11:30", "2026-11-23 13:30", 1),
        ("2026-11-27 17:00", "2026-11-30 09:00", 1),
        ("2026-11-28 00:00", "2026-11-30 00:00", 0),
        ("2026-09-30 08:30", "2026-10-12 08:30", 8 * 4),  # 30 September, 8, 9 and 10 October
        ("2026-11-30 09:00", "2026-11-27 17:00", -1),
    ],
)
def test_work_between(a: str, b: str, hours: float) -> None:
    assert OFFICE.work_between(at(a), at(b)) == timedelta(hours=hours)


def test_decades_ahead_cost_a_bounded_number_of_years() -> None:
    far = OFFICE.add_days(at("2080-01-01 09:00"), 2600)
    assert OFFICE.work_between(at("2080-01-01 09:00"), far) == timedelta(hours=8 * 2600)
    with pytest.raises(OperatorError, match="200"):
        OFFICE.add_work(at("2026-11-23 09:00"), timedelta(days=365 * 200))


def test_open_from_the_first_minute_to_before_the_last() -> None:
    marks = {"08:29": False, "08:30": True, "11:59": True, "12:00": False, "13:00": True, "17:30": False}
    assert {mark: OFFICE.is_open(at(f"2026-11-23 {mark}")) for mark in marks} == marks
    assert not OFFICE.is_open(at("2026-10-01 09:00"))
    assert OFFICE.is_open(at("2026-10-10 09:00"))


def test_quiet_hours_end_in_the_morning() -> None:
    assert OFFICE.after_quiet(at("2026-11-23 20:59")) == at("2026-11-23 20:59")
    assert OFFICE.after_quiet(at("2026-11-23 21:00")) == at("2026-11-24 07:30")
    assert OFFICE.after_quiet(at("2026-11-24 03:00")) == at("2026-11-24 07:30")
    assert OFFICE.after_quiet(at("2026-11-24 07:30")) == at("2026-11-24 07:30")
    assert [OFFICE.is_quiet(at(f"2026-11-23 {hour}")) for hour in ("07:29", "07:30", "20:59", "21:00")] == [
        True,
        False,
        False,
        True,
    ]


def test_residents_are_asked_by_day_also_at_weekends() -> None:
    assert OFFICE.ask_time(at("2026-11-28 09:00")) == at("2026-11-28 10:00")
    assert OFFICE.ask_time(at("2026-11-28 19:59")) == at("2026-11-28 19:59")
    assert OFFICE.ask_time(at("2026-11-28 20:00")) == at("2026-11-29 10:00")


def test_the_next_morning_of_work() -> None:
    assert OFFICE.next_work_morning(at("2026-11-23 08:00")) == at("2026-11-23 08:30")
    assert OFFICE.next_work_morning(at("2026-11-23 08:30")) == at("2026-11-24 08:30")
    assert OFFICE.next_work_morning(at("2026-09-30 09:00")) == at("2026-10-08 08:30")
    never = Calendar(RULES.hours, SHANGHAI, {date(2026, 11, 1) + timedelta(days=n): False for n in range(500)})
    with pytest.raises(OperatorError):
        never.next_work_morning(at("2026-11-23 09:00"))


def test_a_unit_says_which_clock() -> None:
    friday = at("2026-11-27 17:00")
    ends = {
        Span(90, "min"): "2026-11-27 18:30",
        Span(24, "h"): "2026-11-28 17:00",
        Span(7, "d"): "2026-12-04 17:00",
        Span(45, "wmin"): "2026-11-30 08:45",
        Span(4, "wh"): "2026-11-30 12:00",
        Span(-1, "wd"): "2026-11-26 17:00",
    }
    assert {span: OFFICE.plus(friday, span) for span in ends} == {span: at(end) for span, end in ends.items()}
    with pytest.raises(ValueError, match="share"):
        OFFICE.plus(friday, Span(80, "%"))


def test_a_night_of_duty_is_an_hour_shorter_or_longer_when_clocks_change() -> None:
    berlin = calendar("Europe/Berlin", "00:00-06:00")
    lengths = {
        day: berlin.work_between(at(f"{day} 00:00", "Europe/Berlin"), at(f"{day} 12:00", "Europe/Berlin"))
        for day in ("2026-03-28", "2026-03-29", "2026-10-25")
    }
    assert [length / timedelta(hours=1) for length in lengths.values()] == [6, 5, 7]
    seven_days = berlin.plus(at("2026-03-25 09:00", "Europe/Berlin"), Span(7, "d"))
    assert seven_days == at("2026-04-01 09:00", "Europe/Berlin")


def test_hours_inside_the_skipped_hour_are_neither_lost_nor_counted_twice() -> None:
    berlin = calendar("Europe/Berlin", "01:30-02:15", "02:15-02:45", "02:45-04:00")
    periods = list(berlin.duty_periods(2026))
    assert all(a < b for a, b in periods)
    assert all(one[1] <= two[0] for one, two in zip(periods, periods[1:], strict=False))


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(OperatorError, match="Mars/Base"):
        make_calendar(RULES.hours, "Mars/Base", {})


def test_public_days_hold_holidays_and_worked_weekends() -> None:
    days = public_days([2026])
    assert {day: days[day] for day in DAYS_2026 if day.year == 2026} == {
        day: worked for day, worked in DAYS_2026.items() if day.year == 2026
    }
    assert all(worked == (day.isoweekday() > 5) for day, worked in days.items())
    assert not any(public_days([2027]).values()), "adjusted days of 2027 became known: extend this test"


moments = moments_of(2025, 2028)
amounts = st.integers(0, 60 * 400).map(lambda minutes: timedelta(minutes=minutes)) | st.timedeltas(
    timedelta(), timedelta(hours=100)
)
zones = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    marks = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    pairs = [(marks[n], marks[n + 1]) for n in range(0, len(marks) - 1, 2)]
    duty = [f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}" for a, b in pairs]
    week = tuple(draw(st.sets(st.integers(1, 7), min_size=1)))
    days = draw(st.dictionaries(st.dates(date(2025, 1, 1), date(2028, 12, 31)), st.booleans(), max_size=30))
    plain = calendar(draw(zones), *duty, week=week)
    return Calendar(plain.hours, plain.zone, days)


@given(calendars(), moments, amounts, amounts)
@settings(max_examples=80, deadline=None)
def test_adding_is_additive_and_counts_back(cal: Calendar, start: datetime, a: timedelta, b: timedelta) -> None:
    once = cal.add_work(start, a + b)
    assert cal.add_work(cal.add_work(start, a), b) == once
    assert cal.work_between(start, once) == a + b
    assert cal.work_between(cal.add_work(start, -a), start) == a


@given(calendars(), moments, moments, amounts, amounts)
@settings(max_examples=80, deadline=None)
def test_later_never_comes_sooner(cal: Calendar, s: datetime, t: datetime, a: timedelta, b: timedelta) -> None:
    s, t = min(s, t), max(s, t)
    a, b = min(a, b), max(a, b)
    assert cal.add_work(s, a) <= cal.add_work(t, a)
    assert cal.add_work(s, a) <= cal.add_work(s, b)
    assert cal.add_work(s, -b) <= cal.add_work(s, -a) or a == timedelta()
    assert s + a <= cal.add_work(s, a)


@given(calendars(), moments, amounts)
@settings(max_examples=80, deadline=None)
def test_nothing_ends_in_closed_hours(cal: Calendar, start: datetime, amount: timedelta) -> None:
    end = cal.add_work(start, amount)
    assert cal.is_open(end) or cal.is_open(end - timedelta.resolution)
    assert cal.is_working_day(cal.local(end - timedelta.resolution).date()) or cal.is_open(end)


@given(moments, st.integers(0, 4 * 24 * 9), st.data())
@settings(max_examples=60, deadline=None)
def test_the_table_agrees_with_counting_quarters_on_the_wall(
    start: datetime, quarters: int, data: st.DataObject
) -> None:
    """In a zone whose clocks never change, against the plainest count there is."""
    cal = data.draw(calendars().filter(lambda c: c.zone.key in ("Asia/Shanghai", "Asia/Kathmandu")))
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    worked = timedelta()
    for n in range(quarters):
        wall = cal.local(start + n * QUARTER)
        minute = wall.hour * 60 + wall.minute
        if cal.is_working_day(wall.date()) and any(p.start <= minute < p.end for p in cal.hours.duty):
            worked += QUARTER
    assert cal.work_between(start, start + quarters * QUARTER) == worked


@given(calendars(), moments, moments, moments)
@settings(max_examples=80, deadline=None)
def test_between_adds_up(cal: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    assert cal.work_between(a, b) + cal.work_between(b, c) == cal.work_between(a, c)
    assert timedelta() <= cal.work_between(min(a, b), max(a, b)) <= abs(b - a)


@given(zones, moments)
@settings(max_examples=150, deadline=None)
def test_waiting_for_the_day_is_short_and_ends_by_day(zone: str, moment: datetime) -> None:
    cal = calendar(zone, "08:30-17:30", week=(1, 2, 3, 4, 5))
    loud, asked, morning = cal.after_quiet(moment), cal.ask_time(moment), cal.next_work_morning(moment)
    assert moment <= loud <= moment + timedelta(hours=12)
    assert not cal.is_quiet(loud)
    assert moment <= asked <= moment + timedelta(hours=15)
    assert time(10) <= cal.local(asked).time() < time(20)
    assert cal.ask_time(asked) == asked
    assert moment < morning <= moment + timedelta(days=4)
    assert cal.is_working_day(cal.local(morning).date())
    assume(cal.is_open(moment))
    assert cal.local(morning).date() > cal.local(moment).date()
