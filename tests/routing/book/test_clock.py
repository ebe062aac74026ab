"""The clock's file: what an operator may write, and how a mistake is named."""

from pathlib import Path

import pytest

from domain.cases import OPEN, State, Urgency
from domain.errors import OperatorError
from routing.book.clock import ClockRules, Period, Span
from routing.book.source import read_table
from tests.routing.clockwork import CLOCK_FILE, RULES

WRITTEN = CLOCK_FILE.read_text(encoding="utf-8")


def reading(folder: Path, old: str, new: str) -> ClockRules:
    """The packaged clock with one edit."""
    assert old in WRITTEN
    path = folder / "clock.toml"
    path.write_text(WRITTEN.replace(old, new, 1), encoding="utf-8")
    return read_table(path, ClockRules)


def test_lengths_and_periods_are_read_as_written() -> None:
    assert RULES.classes[Urgency.P2].finish == Span(5, "wd")
    assert RULES.classes[Urgency.P1].contact_night == Span(60, "min")
    assert RULES.hours.duty == (Period(510, 720), Period(780, 1050))
    assert RULES.digests.office == 480
    assert [RULES.hours.quiet.holds(minute) for minute in (449, 450, 1259, 1260)] == [True, False, False, True]
    assert [urgency for urgency in Urgency if RULES.classes[urgency].round_the_clock] == [Urgency.P0, Urgency.P1]


def test_lengths_are_said_in_words() -> None:
    spans = [Span(4, "wh"), Span(-1, "wd"), Span(15, "min"), Span(10, "wmin")]
    assert [str(span) for span in spans] == ["4个工作小时", "1个工作日", "15分钟", "10分钟（上班时间）"]


def test_every_open_state_of_every_class_is_watched() -> None:
    for state in OPEN:
        for urgency in Urgency:
            assert any(step.endless for step in RULES.steps_for(state, urgency)), (state, urgency)
    assert RULES.steps_for(State.WITHDRAWN, Urgency.P2) == ()


def test_the_ladder_is_the_operators_to_change(tmp_path: Path) -> None:
    mine = reading(tmp_path, 'after = { P1 = "15min", P2 = "2wh"', 'after = { P1 = "5min", P2 = "1wh"')
    assert mine.steps["accept_remind"].after[Urgency.P2] == Span(1, "wh")


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('finish = "5wd"', 'finish = "5 weeks"', "classes.P2.finish", "看不懂的时长"),
        ('finish = "5wd"', 'finish = "-5wd"', "classes.P2.finish", "正的时长"),
        ('finish = "5wd"', "", "classes.P2.finish", "缺少"),
        ('"08:30-12:00", "13:00-17:30"', '"13:00-17:30", "08:30-12:00"', "hours.duty", "先后"),
        ('"08:30-12:00"', '"08:30-25:00"', "hours.duty.0", "25:00"),
        ("week = [1, 2, 3, 4, 5]", "week = []", "hours.week", ""),
        ('quiet = "21:00-07:30"', 'quiet = "21:00-21:00"', "hours.quiet", "没有长度"),
        ('office = "08:00"', 'office = "8 Uhr"', "digests.office", "看不懂的时刻"),
        ('act = "backup"', 'act = "call mother"', "steps.accept_backup.act", ""),
        ("level = 2\n", "", "steps.accept_up", "level"),
        ("[steps.accept_backup]", "[steps.accept_remind]", "", "TOML"),
        ("[steps.accept_backup]", "[steps.BACKUP]", "steps.BACKUP", ""),
        ("[classes.P4]", "[classes.P9]", "classes.P9", ""),
        ('after = { P1 = "50%"', 'after = { P9 = "1h"', "steps.half.after.P9", ""),
        ('every = { P0 = "1d", P1 = "1d", ', 'every = { P0 = "1d", ', "steps.finish_watch", "every"),
        ('from = "finish"\nafter = { P1 = "80%"', 'from = "told"\nafter = { P1 = "80%"', "steps.progress_up", "finish"),
        ('why = "办结时限前{after}', 'why = "办结时限前{days}', "steps.finish_remind", "why"),
        ("[limits]", "[limits]\nsurprise = 1", "limits.surprise", "不认识"),
        ("week = [1, 2, 3, 4, 5]", "week = [1, 2]\nweeks = [1, 2]", "hours.weeks", "不认识"),
        ("[classes.P0]", '[hours."市场社区"]\nquite = "21:00-07:30"\n[classes.P0]', "hours.市场社区.quite", "不认识"),
        ("[classes.P0]", '[hours."市场社区"]\nquiet = "all day"\n[classes.P0]', "hours.市场社区.quiet", "看不懂"),
        ("[classes.P0]", '[hours."市场社区"]\nduty = ["19:00-08:00"]\n[classes.P0]', "hours.市场社区.duty", "先后"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key(tmp_path: Path, old: str, new: str, key: str, problem: str) -> None:
    with pytest.raises(OperatorError) as caught:
        reading(tmp_path, old, new)
    error = caught.value
    assert error.where == "clock.toml"
    assert (error.key or "").startswith(key)
    assert problem in error.problem
    assert error.line


def test_a_community_with_hours_of_its_own_writes_only_what_differs(tmp_path: Path) -> None:
    own = '[hours."市场社区"]\nduty = ["10:00-19:00"]\nweek = [2, 3, 4, 5, 6]\n\n[classes.P0]'
    hours = reading(tmp_path, "[classes.P0]", own).hours
    market = hours.of("市场社区")
    assert hours.communities == ("市场社区",)
    assert (market.duty, market.week) == ((Period(600, 1140),), frozenset({2, 3, 4, 5, 6}))
    assert (market.quiet, market.ask, market.night) == (hours.quiet, hours.ask, hours.night)
    assert hours.of("another").duty == RULES.hours.duty


def test_a_ladder_that_would_forget_a_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="忘掉"):
        reading(tmp_path, "[steps.finish_watch]\n", "[steps.finish_watch]\nrounds = 3\n")
