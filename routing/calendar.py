"""What moment is it after four working hours, on this community's calendar? All arithmetic of time, nothing of cases.

Every moment goes in and comes out aware, in UTC; the zone decides what day and hour it is. Duty hours of a year are
laid out once as a table and then found by bisection, so a step costs the same next week and next decade. What it must
not do: read a clock, or know why anybody asks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import OperatorError
from routing.book.clock import Hours, Period, Span

NOTHING = timedelta()
ONE_DAY = timedelta(days=1)
FARTHEST = 200  # years anyone may reckon ahead or back; a rule book asking for more is mistaken
FEWEST_MOVED = 3  # weekends worked in a year whose list is known; it has been five or more
ANNOUNCED = 11  # the month by whose beginning next year's moved days are usually known
REMEMBERED = 4096  # moments of each kind
LONGEST_REST = 400  # days without duty in a row, likewise


@dataclass(frozen=True, slots=True)
class YearTable:
    """The duty periods of one year, in UTC. `before[i]`, `upto[i]`: duty of the year gone by at opens[i], closes[i]."""

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    upto: tuple[timedelta, ...]
    total: timedelta

    def worked(self, at: datetime) -> timedelta:
        """Duty time of this year gone by at `at`."""
        index = bisect_right(self.opens, at) - 1
        if index < 0:
            return NOTHING
        return self.before[index] + min(at, self.closes[index]) - self.opens[index]

    def first_with(self, worked: timedelta) -> datetime:
        """The earliest moment at which `worked` (0 < worked ≤ total) has gone by."""
        index = bisect_left(self.upto, worked)
        return self.closes[index] - (self.upto[index] - worked)

    def last_with(self, worked: timedelta) -> datetime:
        """The latest moment at which no more than `worked` (0 ≤ worked < total) has gone by."""
        index = bisect_right(self.before, worked) - 1
        return self.opens[index] + (worked - self.before[index])


@dataclass(frozen=True, eq=False)
class Calendar:
    """`days` are the exceptions to the week: True a working day, False a day off."""

    hours: Hours
    zone: ZoneInfo
    days: Mapping[date, bool]
    tables: dict[int, YearTable] = field(default_factory=dict, repr=False)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    @cached_property
    def working_day(self) -> timedelta:
        """The length of one full working day."""
        return sum((timedelta(minutes=p.end - p.start) for p in self.hours.duty), NOTHING)

    def is_working_day(self, day: date) -> bool:
        return self.days.get(day, day.isoweekday() in self.hours.week)

    def is_open(self, at: datetime) -> bool:
        """On duty; at the very moment of closing no longer."""
        table = self.year(self.local(at).year)
        index = bisect_right(table.opens, at) - 1
        return index >= 0 and at < table.closes[index]

    def add_work(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest moment by which `amount` of duty time has passed since `start`; the latest before, if negative.

        It lies in duty hours or at their closing: Friday's last minute, not Monday's first. Nothing added to a moment
        off duty gives the next opening.
        """
        if amount < NOTHING:
            return self.take_work(start, -amount)
        if amount == NOTHING:
            return self.duty_from(start)
        year = first = self.local(start).year
        left = self.year(year).worked(start) + amount
        while left > self.year(year).total:
            left -= self.year(year).total
            year = near(year + 1, first)
        return self.year(year).first_with(left)

    def take_work(self, end: datetime, amount: timedelta) -> datetime:
        """The latest moment after which `amount` of duty time still passes until `end`."""
        year = first = self.local(end).year
        left = self.year(year).worked(end) - amount
        while left < NOTHING:
            year = near(year - 1, first)
            left += self.year(year).total
        return self.year(year).last_with(left)

    def duty_from(self, at: datetime) -> datetime:
        """`at` itself in duty hours or at their closing, else the next opening."""
        year = first = self.local(at).year
        while True:
            table = self.year(year)
            index = bisect_left(table.closes, at)
            if index < len(table.closes):
                return max(at, table.opens[index])
            year = near(year + 1, first)

    def add_days(self, start: datetime, n: int) -> datetime:
        """`n` full working days of duty time later."""
        return self.add_work(start, n * self.working_day)

    def work_between(self, a: datetime, b: datetime) -> timedelta:
        """Duty time from `a` to `b`; negative when `b` comes first."""
        if b < a:
            return -self.work_between(b, a)
        first, last = self.local(a).year, self.local(b).year
        whole = sum((self.year(y).total for y in range(first, near(last, first))), NOTHING)
        return whole + self.year(last).worked(b) - self.year(first).worked(a)

    def part(self, a: datetime, b: datetime, share: float) -> datetime:
        """When that share of the duty time from `a` to `b` has passed."""
        return self._part(a, b, share)

    @cached_property
    def _part(self) -> Callable[[datetime, datetime, float], datetime]:
        return lru_cache(REMEMBERED)(lambda a, b, share: self.add_work(a, self.work_between(a, b) * share))

    def plus(self, start: datetime, span: Span) -> datetime:
        """`start` moved by a span of the rule book (not a share)."""
        return self._plus(start, span.amount, span.unit)

    @cached_property
    def _plus(self) -> Callable[[datetime, int, str], datetime]:
        """The same moments of a case are asked for again after each of its steps."""
        return lru_cache(REMEMBERED)(self._moved)

    def _moved(self, start: datetime, amount: int, unit: str) -> datetime:
        match unit:
            case "min":
                return start + timedelta(minutes=amount)
            case "h":
                return start + timedelta(hours=amount)
            case "d":
                return (self.local(start) + timedelta(days=amount)).astimezone(UTC)
            case "wmin":
                return self.add_work(start, timedelta(minutes=amount))
            case "wh":
                return self.add_work(start, timedelta(hours=amount))
            case "wd":
                return self.add_days(start, amount)
        raise ValueError(f"a share is no length of time: {amount}{unit}")

    def is_quiet(self, at: datetime) -> bool:
        return self.hours.quiet.holds(minute_of(self.local(at)))

    def is_night(self, at: datetime) -> bool:
        return self.hours.night.holds(minute_of(self.local(at)))

    def is_rest_day(self, at: datetime) -> bool:
        return not self.is_working_day(self.local(at).date())

    def after_rest(self, at: datetime) -> datetime:
        """`at` itself on a working day outside the quiet hours, else the next moment that is one."""
        while self.is_quiet(at) or self.is_rest_day(at):
            at = self.after_quiet(at) if self.is_quiet(at) else self.next_work_morning(at)
        return at

    def after_quiet(self, at: datetime) -> datetime:
        return self.next_in(self.hours.quiet.rest, at)

    def quiet_since(self, at: datetime) -> datetime:
        """When the quiet hours that `at` lies in began."""
        local, start = self.local(at), self.hours.quiet.start
        return self.moment(local.date() if minute_of(local) >= start else local.date() - ONE_DAY, start)

    def ask_time(self, at: datetime) -> datetime:
        return self._ask_time(at)

    @cached_property
    def _ask_time(self) -> Callable[[datetime], datetime]:
        return lru_cache(REMEMBERED)(lambda at: self.next_in(self.hours.ask, at))

    def next_in(self, period: Period, at: datetime) -> datetime:
        """`at` itself inside the daily period, else the next moment it begins."""
        local = self.local(at)
        if period.holds(minute_of(local)):
            return at
        day = local.date() if minute_of(local) < period.start else local.date() + ONE_DAY
        return self.moment(day, period.start, fold=local.fold if day == local.date() else 0)

    def next_work_morning(self, at: datetime) -> datetime:
        """The next time a working day begins, always later than `at`."""
        today = self.local(at).date()
        for offset in range(LONGEST_REST):
            day = today + offset * ONE_DAY
            morning = self.moment(day, self.hours.duty[0].start)
            if morning > at and self.is_working_day(day):
                return morning
        raise OperatorError("日历", f"{today} 之后一年多没有工作日")

    def moment(self, day: date, minute: int, fold: int = 0) -> datetime:
        """The moment, in UTC, of a wall-clock minute; one that a clock change skips comes as much later."""
        wall = datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(minutes=minute)
        return wall.replace(fold=fold).astimezone(UTC)

    def year(self, year: int) -> YearTable:
        table = self.tables.get(year)
        if table is None:
            table = self.tables[year] = lay_out(self.duty_periods(year))
        return table

    def duty_periods(self, year: int) -> Iterator[tuple[datetime, datetime]]:
        """In order, without overlap, each longer than nothing, also on the days clocks change."""
        day, last = date(year, 1, 1), datetime.min.replace(tzinfo=UTC)
        for _ in range((date(year, 12, 31) - day).days + 1):
            for period in self.hours.duty if self.is_working_day(day) else ():
                opens = max(last, self.moment(day, period.start))
                closes = max(self.moment(day, period.end), self.moment(day, period.end, fold=1))
                if opens < closes:
                    yield opens, closes
                    last = closes
            day += ONE_DAY


def minute_of(local: datetime) -> int:
    return local.hour * 60 + local.minute


def near(year: int, first: int) -> int:
    if abs(year - first) > FARTHEST:
        raise OperatorError("日历", f"从 {first} 年算起超过 {FARTHEST} 年，时限或工作日表有误")
    return year


def lay_out(periods: Iterable[tuple[datetime, datetime]]) -> YearTable:
    opens, closes, before, upto = [], [], [], []
    total = NOTHING
    for start, end in periods:
        opens.append(start)
        closes.append(end)
        before.append(total)
        total += end - start
        upto.append(total)
    return YearTable(tuple(opens), tuple(closes), tuple(before), tuple(upto), total)


def make_calendar(hours: Hours, zone: str, days: Mapping[date, bool]) -> Calendar:
    """Raises OperatorError for a zone nobody knows."""
    try:
        return Calendar(hours, ZoneInfo(zone), dict(days))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise OperatorError("时区", f"没有“{zone}”这个时区，写法如 Asia/Shanghai") from error


def adjusted_days_missing(days: Mapping[date, bool], today: date) -> int | None:
    """The year at hand, or in its last months the next, if hardly a weekend of it is worked: each year some are.

    The State Council says which in autumn; until then a table holds the statutory holidays at best.
    """
    years = (today.year, today.year + 1) if today.month >= ANNOUNCED else (today.year,)
    moved = [day.year for day, working in days.items() if working and day.isoweekday() > 5]
    return next((year for year in years if moved.count(year) < FEWEST_MOVED), None)


def public_days(years: Iterable[int]) -> dict[date, bool]:
    """China's public holidays on weekdays (False) and adjusted working days at weekends (True), to seed the table.

    A year whose adjusted days are not published yet has its statutory holidays only.
    """
    import holidays  # only when a table is seeded, not at every start

    found: dict[date, bool] = {}
    for year in years:
        china = holidays.country_holidays("CN", years=year)
        for offset in range((date(year, 12, 31) - date(year, 1, 1)).days + 1):
            day = date(year, 1, 1) + offset * ONE_DAY
            if china.is_working_day(day) != (day.isoweekday() <= 5):
                found[day] = china.is_working_day(day)
    return found
