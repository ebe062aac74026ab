"""Each rule notices when it is broken: one thing is spoilt in a month that kept them all, and that rule alone is asked."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from types import FunctionType
from typing import Any

from bot.simulate import invariants
from bot.simulate.evidence import Evidence
from bot.simulate.faults import Span
from domain.cases import Case, Event, EventKind, State, Urgency

DAY = timedelta(days=1)
Check = Callable[[Evidence], Iterable[str]]


def found(check: Check, seen: Evidence) -> list[str]:
    return list(check(seen))


def with_case(seen: Evidence, case: Case) -> Evidence:
    return replace(seen, cases=tuple(case if other.id == case.id else other for other in seen.cases))


def with_events(seen: Evidence, case: Case, *events: Event) -> Evidence:
    return replace(seen, events={**seen.events, case.id: events})


def open_case(seen: Evidence) -> Case:
    return next(case for case in seen.cases if case.state in (State.ASSIGNED, State.ACCEPTED, State.WORKING))


def solved_case(seen: Evidence) -> Case:
    return next(case for case in seen.cases if case.state is State.SOLVED)


def test_a_case_nobody_will_look_at(seen: Evidence) -> None:
    check = invariants.every_open_case_has_a_next_look
    case = open_case(seen)
    assert found(check, seen) == []
    assert found(check, with_case(seen, replace(case, look_at=None))) != []
    assert found(check, with_case(seen, replace(case, look_at=seen.now - DAY))) != []
    assert found(check, with_case(seen, replace(case, look_at=seen.now + 300 * DAY))) != []


def test_a_resident_who_hears_nothing(seen: Evidence) -> None:
    check = invariants.no_case_is_silent_too_long
    case = next(c for c in seen.cases if c.urgency is Urgency.P2 and c.reporter and c.state is State.WORKING)
    unheard = tuple(handed for handed in seen.handed if handed.case != case.number)
    later = replace(seen, now=seen.now + 40 * DAY)
    quiet = replace(later, cases=(case,), handed=unheard)
    assert found(check, seen) == []
    assert [line.partition(" ")[0] for line in found(check, quiet)] == [case.number]


def test_a_word_from_us_in_time_is_no_silence(seen: Evidence) -> None:
    case = next(c for c in seen.cases if c.urgency is Urgency.P2 and c.reporter and c.state is State.WORKING)
    [chat] = seen.chats[case.reporter or 0]
    pattern = next(handed for handed in seen.handed if handed.case == case.number)
    words = tuple(replace(pattern, address=chat, at=case.told_at + n * DAY) for n in range(1, 17))
    assert (
        found(
            invariants.no_case_is_silent_too_long,
            replace(seen, cases=(case,), handed=words, now=case.told_at + 17 * DAY),
        )
        == []
    )


def test_an_event_out_of_the_blue(seen: Evidence) -> None:
    check = invariants.every_event_follows_from_the_last
    case = solved_case(seen)
    told = seen.events[case.id]
    assert found(check, seen) == []
    assert found(check, with_events(seen, case, *told[1:])) != []
    assert found(check, with_events(seen, case, *told, replace(told[-1], kind=EventKind.ACCEPTED))) != []
    assert found(check, with_case(seen, replace(case, state=State.HUNG))) != []


def test_a_step_taken_twice(seen: Evidence) -> None:
    check = invariants.no_step_is_taken_twice
    case = next(case for case in seen.cases if any(event.step for event in seen.events[case.id]))
    told = seen.events[case.id]
    again = next(event for event in told if event.step)
    assert found(check, seen) == []
    assert found(check, with_events(seen, case, *told, again)) != []


def test_a_step_left_out(seen: Evidence) -> None:
    check = invariants.no_step_is_missing
    case = open_case(seen)
    assert found(check, seen) == []
    assert found(check, replace(seen, now=case.finish_due + 30 * DAY)) != []
    assert found(check, with_case(seen, replace(case, done=case.done | {"0:never_happened"}))) != []


def test_a_step_days_late(seen: Evidence) -> None:
    """Whatever else the case has had by the end: what counts is when the step was taken."""
    check = invariants.no_step_comes_late
    case = next(case for case in seen.cases if any(event.step for event in seen.events[case.id]))
    told = seen.events[case.id]
    place = next(n for n, event in enumerate(told) if event.step)
    late = replace(told[place], at=max(told[place].at, told[place - 1].at) + 2 * DAY)
    spoilt = with_events(seen, case, *told[:place], late)
    assert found(check, seen) == []
    assert found(check, spoilt) != []
    assert found(check, replace(spoilt, sleeps=(Span(late.at - 2 * DAY, late.at),))) == []


def test_a_step_called_for_by_what_has_just_happened_is_not_late(seen: Evidence) -> None:
    case = next(case for case in seen.cases if any(event.step for event in seen.events[case.id]))
    told = seen.events[case.id]
    place = next(n for n, event in enumerate(told) if event.step)
    since = replace(told[place - 1], at=told[place].at)
    early = replace(told[place], due=case.told_at - DAY)
    assert found(invariants.no_step_comes_late, with_events(seen, case, since, early)) == []


def test_a_letter_that_comes_a_day_late(seen: Evidence) -> None:
    """By a clock that was ahead it may look so; by the time people live by it was in time."""
    check = invariants.no_letter_comes_late
    handed = seen.handed[0]
    late = replace(handed, at=handed.at + DAY, lived=handed.lived + DAY)
    assert found(check, seen) == []
    assert found(check, replace(seen, handed=[late])) != []
    assert found(check, replace(seen, handed=[replace(handed, at=handed.at + DAY)])) == []
    assert found(check, replace(seen, handed=[late], disturbed=(Span(handed.at, late.at),))) == []


def test_what_was_urgent_is_held_to_it_until_it_was_sorted_anew(seen: Evidence) -> None:
    case = next(c for c in seen.cases if c.urgency is Urgency.P3 and c.reporter and c.state is State.ASSIGNED)
    sort = Event(EventKind.SORTED, case.told_at + 6 * DAY, state=State.RECEIVED, detail={"was": "P1"})
    opened = replace(seen.events[case.id][0], at=case.told_at)
    again = replace(opened, kind=EventKind.ASSIGNED, at=sort.at, state=State.ASSIGNED)
    quiet = replace(with_case(seen, case), cases=(case,), handed=(), now=case.told_at + 7 * DAY)
    assert found(invariants.no_case_is_silent_too_long, with_events(quiet, case, opened)) == []
    assert found(invariants.no_case_is_silent_too_long, with_events(quiet, case, opened, sort, again)) != []
    soon = replace(sort, at=case.told_at + DAY)
    assert found(invariants.no_case_is_silent_too_long, with_events(quiet, case, opened, soon, again)) == []


def test_what_a_clock_that_was_ahead_wrote_down_came_before_what_followed(seen: Evidence) -> None:
    first = seen.now
    ahead, right = first + DAY, first + timedelta(hours=1)
    assert invariants.lived([first, ahead, right, right + DAY]) == [first, right, right, right + DAY]


def test_a_letter_written_by_a_clock_that_was_ahead_does_not_wait_for_that_day(seen: Evidence) -> None:
    check = invariants.no_letter_comes_late
    [first, second, *_] = sorted(seen.letters, key=lambda letter: letter.created_at)
    ahead = replace(first, created_at=first.created_at + DAY, not_before=first.created_at + DAY)
    handed = replace(seen.handed[0], letter=ahead.id, at=ahead.not_before, lived=ahead.not_before)
    kept = replace(seen, letters=(ahead, second), handed=[handed], now=second.created_at)
    assert found(check, kept) != []
    assert found(check, replace(kept, letters=(second, ahead))) == [], "nothing says that the clock was set back"


def test_a_letter_that_waits_for_a_day_it_should_not(seen: Evidence) -> None:
    sent = next(letter for letter in seen.letters if letter.settled_at)
    stuck = replace(sent, settled_at=None, go_at=seen.now + DAY)
    late = replace(seen, letters=(stuck,), handed=[], now=sent.not_before + DAY)
    assert found(invariants.no_letter_comes_late, late) != []


def test_a_lost_letter(seen: Evidence) -> None:
    check = invariants.no_letter_is_lost
    sent = next(letter for letter in seen.letters if letter.settled_at)
    assert found(check, seen) == []
    assert found(check, replace(seen, handed=[h for h in seen.handed if h.letter != sent.id])) != []
    stuck = replace(sent, settled_at=None, go_at=seen.now - DAY)
    assert found(check, replace(seen, letters=(stuck,))) != []


def test_a_letter_that_goes_twice(seen: Evidence) -> None:
    check = invariants.no_letter_goes_twice
    twice = replace(seen, handed=[*seen.handed, seen.handed[0]])
    assert found(check, seen) == []
    assert found(check, twice) != []
    assert found(check, replace(twice, cut_off=frozenset({seen.handed[0].letter}))) == []


def test_the_same_words_again(seen: Evidence) -> None:
    check = invariants.nobody_reads_the_same_twice
    ours = next(letter for letter in seen.letters if letter.origin.startswith("t:") and letter.settled_at)
    first = next(handed for handed in seen.handed if handed.letter == ours.id)
    twin = replace(ours, id=10**6)
    twice = replace(seen, letters=(ours, twin), handed=[first, replace(first, letter=twin.id)])
    assert found(check, seen) == []
    assert found(check, twice) != []
    assert found(check, replace(twice, letters=(ours, replace(twin, created_at=ours.created_at + DAY)))) == []


def test_letters_in_the_wrong_order(seen: Evidence) -> None:
    check = invariants.letters_keep_their_order
    chat = seen.handed[0].address
    own = [handed for handed in seen.handed if handed.address == chat]
    assert len(own) > 1
    assert found(check, seen) == []
    assert found(check, replace(seen, handed=own[::-1])) != []


def test_a_letter_in_the_night(seen: Evidence) -> None:
    check = invariants.nights_are_quiet
    usual = next(case for case in seen.cases if case.urgency is Urgency.P2)
    handed = next(h for h in seen.handed if h.case == usual.number and not h.urgent)
    night = seen.calendar.local(handed.at).replace(hour=23, minute=0)
    late = replace(handed, at=night.astimezone(handed.at.tzinfo))
    calm: dict[str, Any] = {"said": (), "events": {**seen.events, usual.id: ()}}
    assert found(check, seen) == []
    assert found(check, replace(seen, handed=[late], **calm)) != []
    assert found(check, replace(seen, handed=[replace(late, urgent=True)], **calm)) == []
    wrote = replace(seen.said[0], address=late.address, at=late.at - timedelta(minutes=1))
    assert found(check, replace(seen, handed=[late], **{**calm, "said": (wrote,)})) == []


def test_a_figure_that_was_never_lived(seen: Evidence) -> None:
    check = invariants.counted_rates_are_those_that_happened
    span, counts = next(iter(seen.counted.items()))
    assert found(check, seen) == []
    assert found(check, replace(seen, counted={span: replace(counts, solved=counts.solved + 1)})) != []


def test_solved_by_whoever_did_the_work(seen: Evidence) -> None:
    check = invariants.nothing_is_solved_without_her
    case = solved_case(seen)
    told = tuple(
        replace(event, actor=case.assignee) if event.kind is EventKind.CONFIRMED else event
        for event in seen.events[case.id]
    )
    assert found(check, seen) == []
    assert found(check, with_events(seen, case, *told)) != []


def test_words_that_got_lost(seen: Evidence) -> None:
    check = invariants.all_words_are_kept
    message = next(message for message in seen.said if message.text)
    key = (message.address, message.key)
    rest = {other: texts for other, texts in seen.heard.items() if other != key}
    assert found(check, seen) == []
    assert found(check, replace(seen, heard=rest)) != []
    assert found(check, replace(seen, heard={**rest, key: (message.text, message.text)})) != []


def test_a_case_that_jams(seen: Evidence) -> None:
    check = invariants.nothing_jams
    assert found(check, seen) == []
    assert found(check, replace(seen, handed=[replace(seen.handed[0], kind="jammed")])) != []


def test_no_rule_is_left_out_here() -> None:
    asked = {name for test in globals().values() for name in names_in(test)}
    assert {check.__name__ for check in invariants.INVARIANTS} <= asked


def names_in(test: object) -> tuple[str, ...]:
    return test.__code__.co_names if isinstance(test, FunctionType) else ()
