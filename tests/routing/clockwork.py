"""The packaged clock, a calendar of 2026 and cases at any point of their life, for the tests of time."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.cases import Case, State, Urgency
from domain.places import Place
from routing.book.clock import ClockRules
from routing.book.source import read_table
from routing.calendar import make_calendar, public_days
from routing.deadlines import deadlines

CLOCK_FILE = Path(str(files("routing.book") / "default" / "clock.toml"))
RULES = read_table(CLOCK_FILE, ClockRules)
CALENDAR = make_calendar(RULES.hours, "Asia/Shanghai", public_days([2026]))


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """A moment written as the wall clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def moments_of(*years: int) -> st.SearchStrategy[datetime]:
    first, last = (
        datetime.fromisoformat(f"{year}-{day}") for year, day in ((min(years), "01-01"), (max(years), "12-31"))
    )
    return st.datetimes(first, last, timezones=st.just(UTC))


def case_told(told_at: datetime, urgency: Urgency = Urgency.P2, **more: Any) -> Case:
    """A case as it stands right after it was told: assigned, and she has her number."""
    limits = deadlines(urgency, told_at, CALENDAR, RULES)
    usual: dict[str, Any] = {
        "state": State.ASSIGNED,
        "contact_due": limits.contact,
        "finish_due": limits.finish,
        "assigned_at": told_at,
        "told_resident_at": told_at,
        "assignee": 7,
    }
    return Case(
        id=1,
        number="XH-0001",
        community="xh",
        reporter=1,
        urgency=urgency,
        told_at=told_at,
        topic="WX",
        item="WX3",
        words="",
        gist="",
        place=Place("hm", "3"),
        **{**usual, **more},
    )
