"""Standing still, told anew from what happened: by cause and reason, and no minute counted twice."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases import MOVES, Event, EventKind, State, after
from routing.pauses import Cause, Pause, pauses
from tests.routing.clockwork import at, case_told

MONDAY = at("2026-11-23 10:00")
CASE = case_told(MONDAY)


def life(*happened: tuple[EventKind, str, str, bool]) -> list[Event]:
    events, state = [], State.ASSIGNED
    for kind, when, why, human in happened:
        state = after(state, kind)
        events.append(Event(kind, at(when), why=why, human=human, state=state))
    return events


def test_a_question_to_her_waits_for_her_word() -> None:
    events = life(
        (EventKind.RELAYED, "2026-11-23 11:00", "", True),
        (EventKind.REMINDED, "2026-11-23 12:00", "", False),
        (EventKind.ADDED, "2026-11-23 15:00", "", False),
    )
    assert pauses(CASE, events) == (Pause(Cause.ASKED, at("2026-11-23 11:00"), at("2026-11-23 15:00")),)


def test_feedback_waits_for_her_confirmation_however_often_she_is_asked() -> None:
    events = life(
        (EventKind.ANSWERED, "2026-11-24 10:00", "", True),
        (EventKind.ASKED, "2026-11-26 10:00", "", False),
        (EventKind.REOPENED, "2026-11-27 10:00", "", False),
    )
    assert pauses(CASE, events) == (Pause(Cause.CONFIRM, at("2026-11-24 10:00"), at("2026-11-27 10:00")),)


def test_on_hold_and_longer_have_their_reason() -> None:
    events = life(
        (EventKind.EXTENDED, "2026-11-24 09:00", "等配件", False),
        (EventKind.HUNG, "2026-11-25 09:00", "资金没有着落", False),
        (EventKind.HALF_TIME, "2026-12-25 10:00", "", False),
    )
    extended, hung = pauses(CASE, events)
    assert (extended.cause, extended.why, extended.length(MONDAY)) == (Cause.EXTENDED, "等配件", timedelta())
    assert hung == Pause(Cause.HUNG, at("2026-11-25 09:00"), None, "资金没有着落")
    assert hung.length(at("2026-12-25 09:00")) == timedelta(days=30)


def test_one_pause_ends_where_the_next_begins() -> None:
    events = life(
        (EventKind.RELAYED, "2026-11-23 11:00", "", True),
        (EventKind.HUNG, "2026-11-23 13:00", "打官司", False),
        (EventKind.ASSIGNED, "2026-11-24 13:00", "", False),
    )
    assert [(pause.cause, pause.since, pause.until) for pause in pauses(CASE, events)] == [
        (Cause.ASKED, at("2026-11-23 11:00"), at("2026-11-23 13:00")),
        (Cause.HUNG, at("2026-11-23 13:00"), at("2026-11-24 13:00")),
    ]


def test_a_closed_case_stands_still_no_more() -> None:
    events = life(
        (EventKind.ANSWERED, "2026-11-24 10:00", "", True), (EventKind.CONFIRMED, "2026-11-24 18:00", "", False)
    )
    assert pauses(CASE, events)[0].until == at("2026-11-24 18:00")


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """Any life the table of moves allows."""
    now, state, events = MONDAY, State.ASSIGNED, []
    for _ in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from([kind for kind, (starts, _) in MOVES.items() if state in starts]))
        now += draw(st.timedeltas(timedelta(), timedelta(days=5)))
        state = after(state, kind)
        events.append(Event(kind, now, human=draw(st.booleans()), state=state))
    return events


@given(lives())
@settings(max_examples=200, deadline=None)
def test_no_minute_is_counted_twice(events: list[Event]) -> None:
    found = pauses(CASE, events)
    ended: datetime = MONDAY
    for pause in found:
        assert pause.since >= ended
        ended = pause.until or pause.since
        assert ended >= pause.since
    assert all(pause.until is not None for pause in found[:-1])
    whole = sum((pause.length(ended) for pause in found), timedelta())
    assert whole <= (events[-1].at if events else MONDAY) - MONDAY
