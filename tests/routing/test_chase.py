"""The ladder against a case: timelines counted by hand, and what no case and no moment may break."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases import OPEN, Case, State, Urgency
from domain.chases import Act
from domain.people import Level
from routing.chase import due, look_at, schedule
from tests.routing.clockwork import CALENDAR, RULES, at, case_told
from tests.routing.lives import TO_RESIDENTS, cases, moment_of, moments, names, take, walk

MONDAY = at("2026-11-23 10:00")


def test_an_ordinary_case_nobody_touches_climbs_to_the_street() -> None:
    assert walk(case_told(MONDAY), at("2026-12-15 00:00")) == [
        ("11-23 12:00", "remind", None),
        ("11-23 15:00", "backup", None),
        ("11-23 17:00", "escalate", 2),
        ("11-24 10:00", "escalate", 3),
        ("11-25 10:00", "remind", None),
        ("11-25 15:00", "half_time", None),
        ("11-27 10:00", "remind", None),
        ("11-27 10:00", "office", None),
        ("11-30 10:00", "escalate", 4),
        ("12-02 15:00", "half_time", None),
        ("12-07 10:00", "escalate", 5),
        ("12-09 15:00", "half_time", None),
        ("12-14 10:00", "office", None),
    ]


def test_an_urgent_case_climbs_day_and_night() -> None:
    assert walk(case_told(at("2026-11-28 23:00"), Urgency.P1), at("2026-12-02 23:30")) == [
        ("11-28 23:15", "remind", None),
        ("11-28 23:30", "backup", None),
        ("11-28 23:45", "escalate", 2),
        ("11-29 00:30", "escalate", 3),
        ("11-29 01:00", "remind", None),
        ("11-30 11:00", "half_time", None),
        ("12-01 08:36", "office", None),
        ("12-01 21:00", "remind", None),
        ("12-01 23:00", "escalate", 4),
        ("12-02 11:00", "half_time", None),
        ("12-02 23:00", "escalate", 5),
    ]


def test_danger_rings_until_a_human_answers() -> None:
    case = case_told(at("2026-11-28 03:00"), Urgency.P0, danger="E1", level=Level.OFFICE)
    rung = [when for when, act, _ in walk(case, at("2026-11-28 06:30")) if act == "alert"]
    minutes = ["03:10", "03:20", "03:30", "03:40", "03:50", "04:00"]
    assert rung == [f"11-28 {minute}" for minute in (*minutes, "05:00", "06:00")]
    heard = replace(case, acknowledged_at=at("2026-11-28 03:12"))
    assert "alert" not in {act for _, act, _ in walk(heard, at("2026-11-28 06:30"))}
    assert "danger_watch#1" in names(heard)


def test_what_nobody_sorted_stays_before_the_office_and_climbs_too() -> None:
    unsorted: dict[str, Any] = {"state": State.RECEIVED, "level": Level.OFFICE, "assignee": None, "assigned_at": None}
    case = case_told(at("2026-11-28 10:00"), **unsorted)
    assert walk(case, at("2026-12-01 10:00")) == [
        ("11-30 08:40", "office", None),
        ("11-30 13:40", "office", None),
        ("11-30 17:30", "office", None),  # nobody has spoken to her
        ("12-01 08:40", "office", None),
    ]
    assert ("12-11 17:30", "escalate", 5) in walk(case, at("2026-12-12 10:00"))


def test_the_office_hears_the_yellow_of_a_case_that_stands_at_the_grid_already() -> None:
    case = case_told(MONDAY, level=Level.GRID, targets=frozenset({"property"}))
    told = [step for step in walk(case, at("2026-11-28 00:00")) if step[1] == "office"]
    assert told == [("11-24 10:00", "office", None), ("11-27 10:00", "office", None)]


def test_one_word_to_her_is_no_progress_a_note_is() -> None:
    spoken = case_told(MONDAY, state=State.WORKING, contacted_at=MONDAY, accepted_at=MONDAY)
    noted = replace(spoken, noted_at=at("2026-11-25 10:00"))
    assert ("11-27 10:00", "escalate", 3) in walk(spoken, at("2026-11-28 00:00"))
    assert "progress_up" not in names(noted)
    handed_on = replace(noted, state=State.ASSIGNED, assigned_at=at("2026-11-25 11:00"))
    assert "progress_up" in names(handed_on), "who got it since has said nothing"


def test_the_office_is_reminded_of_what_came_back_until_it_rules() -> None:
    back: dict[str, Any] = {"state": State.RETURNED, "returned": 2, "returned_at": at("2026-11-23 11:00")}
    case = case_told(MONDAY, level=Level.OFFICE, contacted_at=MONDAY, **back)
    assert walk(case, at("2026-11-24 17:00")) == [
        ("11-23 16:00", "office", None),
        ("11-23 16:00", "remind", None),
        ("11-24 11:00", "office", None),
        ("11-24 11:00", "office", None),  # the working day it has for ruling is over
        ("11-24 16:00", "office", None),
    ]
    again = replace(case, returned=3, returned_at=at("2026-11-25 09:00"))
    assert moment_of(again, "return_office") == at("2026-11-25 14:00")


def test_what_came_back_and_nobody_spoke_to_her_climbs_meanwhile() -> None:
    case = case_told(MONDAY, state=State.RETURNED, returned=2, returned_at=at("2026-11-23 11:00"))
    assert ("11-24 10:00", "escalate", 3) in walk(case, at("2026-11-24 17:00"))


def test_signing_ends_the_chase_for_signing_and_speaking_the_one_for_speaking() -> None:
    case = case_told(MONDAY)
    accepted = replace(case, state=State.ACCEPTED, accepted_at=MONDAY)
    spoken = replace(accepted, state=State.WORKING, contacted_at=at("2026-11-23 11:00"))
    assert {"accept_remind", "accept_backup", "accept_up", "contact_up"} < set(names(case))
    assert [n for n in names(accepted) if n.startswith("accept")] == []
    assert "contact_up" in names(accepted)
    assert "contact_up" not in names(spoken)
    assert {"finish_remind", "finish_red"} < set(names(spoken))


def test_half_time_is_left_out_when_she_has_heard_something() -> None:
    case = case_told(MONDAY)
    assert "half" in names(replace(case, told_resident_at=at("2026-11-24 11:59")))
    assert "half" not in names(replace(case, told_resident_at=at("2026-11-24 12:01")))


def test_she_is_asked_three_times_in_a_week_by_day_then_it_is_archived_then_asked_again() -> None:
    case = case_told(MONDAY, state=State.ANSWERED)
    evening = at("2026-11-24 20:30")
    case = replace(case, answered_at=evening, told_resident_at=evening)
    assert walk(case, at("2027-02-01 00:00")) == [
        ("11-27 10:00", "ask", None),
        ("12-01 10:00", "ask", None),
        ("12-02 10:00", "archive", None),
        ("12-09 10:00", "recheck", None),
    ]


def test_a_machine_that_slept_does_not_ask_twice_and_archive_in_one_breath() -> None:
    case = case_told(MONDAY, state=State.ANSWERED, answered_at=MONDAY)
    now = at("2026-12-05 12:00")
    asked = due(case, CALENDAR, RULES, now)
    assert asked is not None
    assert asked.act is Act.ASK
    assert due(take(case, asked, now), CALENDAR, RULES, now) is None


def test_danger_is_never_closed_by_silence() -> None:
    answered: dict[str, Any] = {"state": State.ANSWERED, "answered_at": MONDAY}
    assert "archive" in names(case_told(MONDAY, **answered))
    assert "archive" not in names(case_told(MONDAY, danger="E6", **answered))
    assert "archive" not in names(case_told(MONDAY, Urgency.P0, **answered))


@pytest.mark.parametrize(("urgency", "weeks"), [(Urgency.P1, 2), (Urgency.P2, 1), (Urgency.P3, 2), (Urgency.P4, 1)])
def test_rechecks_after_closing(urgency: Urgency, weeks: int) -> None:
    case = case_told(MONDAY, urgency, state=State.SOLVED, closed_at=at("2026-11-25 08:00"))
    moments = [c.at for c in schedule(case, CALENDAR, RULES)]
    assert moments == [at("2026-12-02 10:00"), at("2026-12-25 10:00")][:weeks]
    done = replace(case, done=frozenset(c.step for c in schedule(case, CALENDAR, RULES)))
    assert look_at(done, CALENDAR, RULES) is None


def test_a_hung_case_comes_up_on_its_day_and_she_hears_every_month() -> None:
    case = case_told(MONDAY, state=State.HUNG, review_at=at("2026-12-20 09:00"), told_resident_at=MONDAY)
    assert walk(case, at("2027-01-31 00:00"))[:4] == [
        ("12-20 09:00", "review", None),
        ("12-22 17:30", "office", None),
        ("12-23 10:00", "half_time", None),
        ("12-29 17:30", "office", None),
    ]
    again = replace(case, done=frozenset(names(case)), review_at=at("2027-01-10 09:00"))
    assert moment_of(again, "review") == at("2027-01-10 09:00")


def test_an_extension_brings_the_steps_of_the_new_deadline() -> None:
    case = case_told(MONDAY, state=State.WORKING, contacted_at=MONDAY)
    reminded = replace(case, done=frozenset(c.step for c in schedule(case, CALENDAR, RULES)))
    extended = replace(reminded, finish_due=at("2026-12-07 10:00"), extended=True)
    assert "finish_remind" not in names(reminded)
    assert moment_of(extended, "finish_remind") == at("2026-12-04 10:00")
    assert moment_of(extended, "finish_red") == at("2026-12-07 10:00")


def test_a_new_holder_is_reminded_anew_but_the_case_keeps_its_own_clock() -> None:
    case = case_told(MONDAY)
    tired = replace(case, done=frozenset(c.step for c in schedule(case, CALENDAR, RULES)), level=Level.ESTATE)
    handed = replace(tired, assigned_at=at("2026-11-25 08:30"), assignee=8)
    assert moment_of(handed, "accept_remind") == at("2026-11-25 10:30")
    assert "contact_up" not in names(handed)
    assert "accept_backup" not in names(handed), "backups never hand it round among themselves"
    assert "accept_up" not in names(handed)
    fresh = replace(case, assigned_at=at("2026-11-23 15:00"), assignee=8)
    assert moment_of(fresh, "accept_up") == at("2026-11-23 17:00"), "handing it round wins nobody time"


def test_missed_rounds_are_taken_as_one_and_single_steps_each_in_turn() -> None:
    case = case_told(MONDAY, state=State.RECEIVED, assigned_at=None)
    now, acts = at("2026-12-21 10:00"), []
    while chase := due(case, CALENDAR, RULES, now):
        acts.append(str(chase.act))
        case = take(case, chase, now)
    assert sorted(acts) == ["escalate"] * 3 + ["half_time"] + ["office"] * 3


def test_every_step_says_why_in_words() -> None:
    for urgency in Urgency:
        for state in State:
            for chase in schedule(case_told(MONDAY, urgency, state=state), CALENDAR, RULES):
                assert chase.why
                assert "{" not in chase.why


@given(cases())
@settings(max_examples=300, deadline=None)
def test_no_open_case_is_without_a_next_look(case: Case) -> None:
    for _ in range(20):
        now = look_at(case, CALENDAR, RULES)
        if case.state not in OPEN and now is None:
            return
        assert now is not None
        chase = due(case, CALENDAR, RULES, now)
        assert chase is not None
        assert chase.step not in case.done
        case = take(case, chase, now)


@given(cases(), moments)
@settings(max_examples=300, deadline=None)
def test_a_schedule_is_sorted_undone_and_agrees_with_what_is_due(case: Case, now: datetime) -> None:
    steps = schedule(case, CALENDAR, RULES)
    first, chase = look_at(case, CALENDAR, RULES), due(case, CALENDAR, RULES, now)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert len({step.step for step in steps}) == len(steps)
    assert not case.done & {step.step for step in steps}
    assert first == (steps[0].at if steps else None)
    assert (chase is None) == (first is None or first > now)
    assert chase is None or chase.at <= now


@given(cases())
@settings(max_examples=300, deadline=None)
def test_no_step_falls_where_it_must_not(case: Case) -> None:
    for chase in schedule(case, CALENDAR, RULES):
        if chase.act in TO_RESIDENTS:
            assert time(10) <= CALENDAR.local(chase.at).time() < time(20)
        elif case.urgency not in (Urgency.P0, Urgency.P1) and chase.act in (Act.REMIND, Act.BACKUP, Act.ESCALATE):
            assert CALENDAR.is_open(chase.at) or CALENDAR.is_open(chase.at - timedelta.resolution)
        assert (chase.act is Act.ESCALATE) == (chase.level is not None)
        assert chase.level is None or chase.level > case.level


@given(moments, st.sampled_from(Urgency), st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=3)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_whoever_looks_whenever_each_step_is_taken_once_and_rungs_in_order(
    told: datetime, urgency: Urgency, pauses: list[timedelta]
) -> None:
    """Ticks at random moments, some late by days: no step twice, no rung after a higher one, none left out."""
    case, now, climbed, taken = case_told(told, urgency), told, [], []
    for pause in [*pauses, timedelta(days=60)]:
        now += pause
        while chase := due(case, CALENDAR, RULES, now):
            taken.append(chase.step)
            climbed += [chase.level] if chase.level else []
            case = take(case, chase, now)
    assert len(taken) == len(set(taken))
    everything = [Level.OFFICE, Level.STREET] if urgency is Urgency.P0 else [2, 3, 4, 5]
    assert climbed == everything
