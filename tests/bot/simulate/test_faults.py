"""What goes wrong is settled before the month begins, and strikes once."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.simulate.faults import Blow, Fault, Faults, Span, draw_faults

BEGIN = datetime(2026, 9, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


def drawn(*chosen: Fault) -> Faults:
    return draw_faults(chosen, BEGIN, 30, Random(1))


def test_a_kill_strikes_once_when_its_time_has_come() -> None:
    faults = Faults(Random(1), kills={Blow.IN_A_TURN: [BEGIN + HOUR]})
    assert not faults.strikes(Blow.IN_A_TURN, BEGIN)
    assert not faults.strikes(Blow.IDLE, BEGIN + 2 * HOUR)
    assert faults.strikes(Blow.IN_A_TURN, BEGIN + 2 * HOUR)
    assert not faults.strikes(Blow.IN_A_TURN, BEGIN + 3 * HOUR)


def test_only_what_was_chosen_goes_wrong() -> None:
    assert (drawn().kills, drawn().outages, drawn().sleeps, drawn().sets, drawn().repeats) == ({}, (), (), (), False)
    assert drawn(Fault.KILL).kills
    assert drawn(Fault.KILL).outages == ()
    assert drawn(Fault.OUTAGE).outages
    assert drawn(Fault.DUPLICATES).repeats
    assert drawn(Fault.DISORDER).sleeps
    assert drawn(Fault.DISORDER).sets[-1][1] == timedelta()


def test_what_a_clock_set_forward_never_showed_was_not_lived() -> None:
    """Set right after an hour's delay it leaps that hour; set a day ahead it leaps the day, which is lived later."""
    slow, ahead = BEGIN + 5 * HOUR, BEGIN + 48 * HOUR
    sets = ((slow, -HOUR), (slow + 3 * HOUR, timedelta()), (ahead, 24 * HOUR), (ahead + HOUR, timedelta()))
    outage = Span(slow + HOUR, slow + 2 * HOUR)
    faults = Faults(Random(1), sets=sets, outages=(outage,))
    caught_up, leap = Span(slow + 2 * HOUR, slow + 3 * HOUR), Span(ahead, ahead + 24 * HOUR)
    assert faults.leaps == (caught_up, leap)
    assert faults.disturbed == (Span(slow, slow + 2 * HOUR), caught_up)


@pytest.mark.parametrize("days", [1, 2, 3, 4, 5, 30])
def test_the_clock_is_set_right_before_it_is_set_wrong_again(days: int) -> None:
    faults = draw_faults([Fault.DISORDER], BEGIN, days, Random(1))
    moments = [at for at, _ in faults.sets]
    assert moments == sorted(moments)
    assert moments[3] < BEGIN + timedelta(days=days)
    [outage] = faults.outages
    assert outage.start < moments[4] < moments[5] < outage.end, "the second time nobody takes letters meanwhile"


@pytest.mark.parametrize("days", [1, 4, 30])
def test_even_a_short_month_has_an_outage_if_it_shall(days: int) -> None:
    [first, *_] = draw_faults([Fault.OUTAGE], BEGIN, days, Random(3)).outages
    assert BEGIN <= first.start < BEGIN + timedelta(days=days)


def test_choosing_one_fault_more_moves_none_of_the_others() -> None:
    assert drawn(Fault.OUTAGE).outages == drawn(Fault.OUTAGE, Fault.KILL).outages
