"""By when: each class counted by hand, and never later for having been told sooner."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import Urgency
from routing.deadlines import deadlines
from tests.routing.clockwork import CALENDAR, RULES, at, moments_of


@pytest.mark.parametrize(
    ("urgency", "told", "contact", "finish"),
    [
        (Urgency.P0, "2026-11-28 03:00", "2026-11-28 03:10", "2026-11-29 03:00"),
        (Urgency.P1, "2026-11-28 14:00", "2026-11-28 14:30", "2026-12-01 14:00"),
        (Urgency.P1, "2026-11-28 23:00", "2026-11-29 00:00", "2026-12-01 23:00"),  # at night
        (Urgency.P1, "2026-11-28 07:50", "2026-11-28 08:30", "2026-12-01 07:50"),  # as the first of the morning
        (Urgency.P2, "2026-11-23 10:00", "2026-11-24 10:00", "2026-11-30 10:00"),
        (Urgency.P2, "2026-11-28 10:00", "2026-11-30 17:30", "2026-12-04 17:30"),  # on a Saturday
        (Urgency.P2, "2026-09-29 16:00", "2026-09-30 16:00", "2026-10-12 16:00"),  # before the national week
        (Urgency.P3, "2026-09-21 10:00", "2026-09-22 10:00", "2026-10-19 10:00"),
        (Urgency.P4, "2026-11-27 16:00", "2026-11-30 16:00", "2026-11-30 16:00"),
    ],
)
def test_limits_by_hand(urgency: Urgency, told: str, contact: str, finish: str) -> None:
    found = deadlines(urgency, at(told), CALENDAR, RULES)
    assert (found.contact, found.finish) == (at(contact), at(finish))


moments = moments_of(2026)


@given(st.sampled_from(Urgency), moments, st.timedeltas(timedelta(), timedelta(days=2)))
def test_who_tells_sooner_is_served_no_later(urgency: Urgency, told: datetime, later: timedelta) -> None:
    first = deadlines(urgency, told, CALENDAR, RULES)
    second = deadlines(urgency, told + later, CALENDAR, RULES)
    assert told < first.contact <= first.finish
    assert first.contact <= second.contact
    assert first.finish <= second.finish
