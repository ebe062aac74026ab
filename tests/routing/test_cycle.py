"""Cases that come back: chased anew, in a short run, with their deadline where it was."""

from dataclasses import replace
from typing import Any

from domain.cases import Case, State, Urgency
from domain.chases import Act
from domain.people import Level
from routing.chase import schedule
from tests.routing.clockwork import CALENDAR, RULES, at, case_told
from tests.routing.lives import moment_of, names, walk

MONDAY = at("2026-11-23 10:00")


def reopened(when: str, **more: Any) -> Case:
    first = case_told(MONDAY, contacted_at=MONDAY, level=Level.ESTATE)
    spent = frozenset(c.step for c in schedule(first, CALENDAR, RULES))
    now = at(when)
    return replace(first, reopened=1, reopened_at=now, assigned_at=now, told_resident_at=now, done=spent, **more)


def test_reopened_after_its_deadline_it_is_chased_again_without_a_burst() -> None:
    case = reopened("2026-12-14 09:30")
    assert case.finish_due < at("2026-12-14 09:30"), "the deadline has not moved"
    assert walk(case, at("2026-12-24 00:00")) == [
        ("12-14 11:30", "remind", None),
        ("12-14 14:30", "backup", None),
        ("12-15 09:30", "escalate", 3),
        ("12-15 10:00", "half_time", None),
        ("12-15 15:18", "office", None),
        ("12-16 09:30", "remind", None),
        ("12-16 09:30", "escalate", 4),
        ("12-22 10:00", "half_time", None),
        ("12-23 09:30", "escalate", 5),
    ]


def test_handing_a_reopened_case_on_does_not_begin_a_new_cycle() -> None:
    case = reopened("2026-12-14 09:30")
    handed = replace(case, assigned_at=at("2026-12-14 14:30"), assignee=8)
    assert moment_of(handed, "accept_remind") == at("2026-12-14 16:30")
    assert moment_of(handed, "contact_up") == moment_of(case, "contact_up") == at("2026-12-15 09:30")
    assert moment_of(handed, "finish_red") == moment_of(case, "finish_red")


def test_reopened_before_its_deadline_it_keeps_the_later_of_the_two() -> None:
    early = reopened("2026-11-24 10:00")
    assert moment_of(early, "finish_red") == early.finish_due
    assert moment_of(early, "finish_remind") == at("2026-11-27 10:00")
    late = reopened("2026-11-30 09:00")
    assert moment_of(late, "finish_red") == at("2026-12-02 09:00")
    assert "finish_remind" not in names(late), "nobody is told of a deadline ahead that is none"


def on_hold(until: str, **more: Any) -> Case:
    """Told three weeks ago, put on hold on its fourth day, gone on with now."""
    first = case_told(at("2026-11-02 10:00"), contacted_at=at("2026-11-02 11:00"))
    spent = frozenset(c.step for c in schedule(first, CALENDAR, RULES))
    now = at(until)
    return replace(first, resumed_at=now, assigned_at=now, told_resident_at=now, done=spent, **more)


def test_gone_on_with_after_a_pause_it_is_chased_again_without_a_burst() -> None:
    case = on_hold("2026-12-03 10:00")
    assert walk(case, at("2026-12-16 00:00")) == [
        ("12-03 12:00", "remind", None),
        ("12-03 15:00", "backup", None),
        ("12-03 17:00", "escalate", 2),
        ("12-04 10:00", "half_time", None),
        ("12-04 10:00", "escalate", 3),
        ("12-04 15:48", "office", None),
        ("12-07 10:00", "remind", None),
        ("12-07 10:00", "escalate", 4),
        ("12-11 10:00", "half_time", None),
        ("12-14 10:00", "escalate", 5),
    ]
    assert case.finish_due < at("2026-12-03 10:00"), "the deadline has not moved"


def test_the_rest_of_what_was_solved_in_part_gets_a_short_run() -> None:
    first = case_told(MONDAY, Urgency.P1, contacted_at=MONDAY)
    again = at("2026-12-03 10:00")
    rest = replace(first, state=State.WORKING, resumed_at=again, told_resident_at=at("2026-11-24 10:00"))
    assert walk(rest, at("2026-12-05 11:00")) == [
        ("12-04 05:12", "escalate", 3),
        ("12-04 10:00", "half_time", None),
        ("12-04 10:00", "escalate", 4),
        ("12-05 10:00", "escalate", 5),
    ]


def test_a_reopening_after_a_pause_begins_its_own_cycle() -> None:
    again = replace(on_hold("2026-12-03 10:00"), reopened=1, reopened_at=at("2026-12-14 09:30"))
    assert moment_of(again, "contact_up") == at("2026-12-15 09:30")
    assert {chase.step.partition(":")[0] for chase in schedule(again, CALENDAR, RULES)} == {"1"}


def test_after_a_reopening_the_first_contact_no_longer_counts_but_work_begun_again_does() -> None:
    case = reopened("2026-12-14 09:30")
    assert "contact_up" in names(case)
    assert "contact_up" not in names(replace(case, state=State.WORKING))


def test_danger_reopened_rings_until_somebody_signs() -> None:
    first = case_told(MONDAY, Urgency.P0, danger="E1", acknowledged_at=MONDAY, level=Level.OFFICE)
    again = replace(first, reopened=1, reopened_at=at("2026-11-24 03:00"), assigned_at=at("2026-11-24 03:00"))
    assert "alert#1" not in names(first)
    assert moment_of(again, "alert#1") == at("2026-11-24 03:10")
    assert "alert#1" not in names(replace(again, state=State.ACCEPTED))
    assert "alert#1" not in names(replace(again, acknowledged_at=at("2026-11-24 03:05")))


def test_red_is_said_even_when_the_case_stands_at_the_top_already() -> None:
    case = reopened("2026-12-14 09:30", level=Level.OFFICE)
    red = next(c for c in schedule(case, CALENDAR, RULES) if "finish_red" in c.step)
    assert (red.act, red.level) == (Act.OFFICE, None)
    assert [c.level for c in schedule(case, CALENDAR, RULES) if c.act is Act.ESCALATE] == [Level.STREET]
