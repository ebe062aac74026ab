"""Rates say what they stand on: intervals where n is small, nothing where it is tiny, silence apart."""

import pytest

from domain.cases import Event, EventKind, State, Urgency
from domain.figures import Counts, Share
from routing.rates import Rate, RateKind, life_of, rates, recount, wilson
from tests.routing.clockwork import at, case_told

MONDAY = at("2026-11-23 09:00")
NEXT_MONDAY = at("2026-11-30 09:00")


def found(counts: Counts, kind: RateKind) -> Rate | None:
    return next((rate for rate in rates(counts) if rate.kind is kind), None)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilsons_interval_as_published(hits: int, n: int, low: float, high: float) -> None:
    """The last is Newcombe's own example (1998, method 3)."""
    assert list(wilson(hits, n)) == pytest.approx([low, high], abs=5e-5)


def test_fewer_than_five_are_no_rate_and_a_hundred_need_no_interval() -> None:
    assert found(Counts(responded=Share(4, 4)), RateKind.RESPONDED) is None
    few, many = (found(Counts(responded=Share(n - 1, n)), RateKind.RESPONDED) for n in (99, 100))
    assert few is not None
    assert few.interval is not None
    assert many is not None
    assert many.interval is None


def test_silence_is_neither_solved_nor_unsolved() -> None:
    counts = Counts(solved=6, partly=2, silent=4)
    strict, wide, silent = (found(counts, kind) for kind in (RateKind.SOLVED, RateKind.SOLVED_WIDE, RateKind.SILENT))
    assert strict is not None
    assert wide is not None
    assert silent is not None
    assert (strict.share, wide.share, silent.share) == (Share(6, 12), Share(7, 8), Share(4, 12))


def told(*events: Event, urgency: Urgency = Urgency.P2) -> Counts:
    case = case_told(MONDAY, urgency)
    opened = Event(EventKind.OPENED, MONDAY)
    return recount([life_of(case, (opened, *events))], MONDAY, NEXT_MONDAY)


GIVEN = Event(EventKind.ASSIGNED, MONDAY)


def test_mostly_satisfied_is_satisfied() -> None:
    end = (GIVEN, Event(EventKind.ANSWERED, at("2026-11-23 11:00")), Event(EventKind.CONFIRMED, at("2026-11-23 12:00")))
    scores = [told(*end, Event(EventKind.RATED, at("2026-11-23 13:00"), detail={"score": n})) for n in (1, 2, 3)]
    assert [(counts.satisfied, counts.rated) for counts in scores] == [(0, 1), (1, 1), (1, 1)]


def test_what_comes_back_is_counted_of_what_has_ended() -> None:
    share = found(Counts(told=100, valid=100, solved=8, silent=2, recurring=2), RateKind.RECURRING)
    assert share is not None
    assert share.share == Share(2, 10)


def test_what_the_machine_says_is_no_contact() -> None:
    asked = told(GIVEN, Event(EventKind.HALF_TIME, at("2026-11-23 10:00")))
    spoken = told(GIVEN, Event(EventKind.CONTACTED, at("2026-11-23 10:00"), human=True))
    assert (asked.responded, spoken.responded) == (Share(0, 1), Share(1, 1))


def test_a_false_closing_does_not_count_as_answered_in_time() -> None:
    answered = Event(EventKind.ANSWERED, at("2026-11-23 11:00"), human=True)
    back = Event(EventKind.REOPENED, at("2026-11-24 11:00"))
    assert told(GIVEN, answered).answered == 1
    again = told(GIVEN, answered, back)
    assert (again.answered, again.reopened) == (0, Share(1, 1))


def test_what_was_withdrawn_or_answered_at_once_is_in_no_rate() -> None:
    withdrawn = told(GIVEN, Event(EventKind.WITHDRAWN, at("2026-11-23 10:00")))
    at_once = told(GIVEN, Event(EventKind.ANSWERED, at("2026-11-23 09:59"), human=True), urgency=Urgency.P4)
    later = told(GIVEN, Event(EventKind.ANSWERED, at("2026-11-23 10:01"), human=True), urgency=Urgency.P4)
    assert (withdrawn.told, withdrawn.valid, withdrawn.withdrawn) == (1, 0, 1)
    assert (at_once.valid, at_once.at_once, at_once.responded) == (0, 1, Share(0, 0))
    assert (later.valid, later.at_once) == (1, 0)


def test_a_period_holds_its_first_moment_and_not_its_last() -> None:
    life = life_of(case_told(MONDAY), (Event(EventKind.OPENED, MONDAY), Event(EventKind.WITHDRAWN, NEXT_MONDAY)))
    assert recount([life], MONDAY, NEXT_MONDAY).told == 1
    assert recount([life], MONDAY, NEXT_MONDAY).ended == 0
    assert recount([life], NEXT_MONDAY, at("2026-12-07 09:00")).ended == 1
    assert life.state is State.WITHDRAWN
