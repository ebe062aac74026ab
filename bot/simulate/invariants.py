"""What must be true whatever happened? Each function names what is not, by case or letter number; empty means it holds.

Pure: looks at what is known of a stretch of time, in a simulation or a test, and changes nothing.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from bot.simulate.evidence import Evidence
from bot.simulate.faults import BEHIND, WRONG, Span
from bot.simulate.messenger import Handed
from domain.cases import Case, Event, EventKind, State, Urgency, after
from domain.chases import Act
from domain.errors import ForbiddenMove
from handlers.chase import ABANDONED_AFTER
from routing.chase import due, look_at
from routing.rates import life_of, recount
from storage.audit import Fate

GRACE = timedelta(minutes=15)  # a beat, and the longest pause between two tries of a letter
JUST_WRITTEN = ABANDONED_AFTER + GRACE  # a telling left in the middle is answered when it is taken as it stands
SAME_AGAIN = timedelta(minutes=2)
SAID = "m:"  # the origin of letters that follow from what somebody said
REACHES_HER = frozenset({Act.HALF_TIME, Act.ASK, Act.ARCHIVE})
REVIVES = frozenset({EventKind.REOPENED, EventKind.CONTINUED})
JAMS = frozenset({"jammed", "set_aside"})
AT_NIGHT_TOO = frozenset({Urgency.P0, Urgency.P1})

Broken = Iterator[str]


def every_open_case_has_a_next_look(seen: Evidence) -> Broken:
    """One that is in time, and the one the ladder asks for."""
    for case in seen.cases:
        if case.state.open and case.look_at is None:
            yield f"{case.number}: nobody will look at it again"
        elif case.look_at is not None and case.look_at < seen.now - GRACE:
            yield f"{case.number}: should have been looked at on {case.look_at}"
        elif case.look_at != look_at(case, seen.calendar, seen.rules):
            yield f"{case.number}: is looked at on {case.look_at}, the ladder says otherwise"


def no_case_is_silent_too_long(seen: Evidence) -> Broken:
    """From the telling to the end every reporter hears of it within what the ladder allows (`next_word`)."""
    words: dict[tuple[object, str | None], list[datetime]] = {}
    for handed in (one for one in seen.handed if one.case):
        words.setdefault((handed.address, handed.case), []).append(handed.at)
    for case in seen.cases:
        for person, since in seen.told_by(case).items():
            heard = sorted(at for chat in seen.chats.get(person, ()) for at in words.get((chat, case.number), ()))
            yield from silences(seen, case, [since, *(at for at in heard if at > since)])


def silences(seen: Evidence, case: Case, heard: list[datetime]) -> Broken:
    """Gaps while the case was open, longer than allowed in the state it was in when they began."""
    told = seen.events.get(case.id, ())
    moments = lived([event.at for event in told])
    revived = [at for at, event in zip(moments, told, strict=True) if event.kind in REVIVES and at > heard[0]]
    for at, following in pairwise(sorted([*heard, *revived, seen.now])):
        place = bisect_right(moments, at)
        ended = next((moments[n] for n in range(place, len(told)) if closes(told[n])), None)
        last = told[place - 1] if place else None
        if last is None or last.state is None or not last.state.open:
            continue
        allowed = promised(seen, case, told, place, at)
        until = min(following, ended or following)
        spans = {*seen.disturbed, *seen.idle}
        if allowed and until > seen.calendar.after_quiet(allowed + disturbance(spans, at, until)) + GRACE:
            yield f"{case.number} ({case.urgency}): silent from {at:%m-%d %H:%M} to {until:%m-%d %H:%M} while {last.state}"


def lived(moments: Sequence[datetime]) -> list[datetime]:
    """In order: what was written down by a clock that was ahead came no later than what followed."""
    return list(accumulate(reversed(moments), min))[::-1]


def closes(event: Event) -> bool:
    return event.state is not None and not event.state.open


def promised(seen: Evidence, case: Case, told: Sequence[Event], place: int, heard: datetime) -> datetime | None:
    """By when she shall hear again, by the class it had; sorted anew before that, by what it was from then on."""
    state, word, since = told[place - 1].state or State.RECEIVED, None, heard
    early = taken_early(seen, told)
    for urgency, until in classes(case, told[place:]):
        word = next_word(seen, urgency, told[:place], state, heard, early)
        if word is None or until is None or word <= until:
            break
        since = until
    return max(word, since) if word else None


def classes(case: Case, following: Iterable[Event]) -> Iterator[tuple[Urgency, datetime | None]]:
    """What it was taken for, and until when; last, what it is now."""
    for event in following:
        if event.kind is EventKind.SORTED:
            yield Urgency(event.detail["was"]), event.at
    yield case.urgency, None


def taken_early(seen: Evidence, told: Iterable[Event]) -> frozenset[str]:
    """The steps that were taken while the clock was ahead."""
    ahead = [Span(leap.end, leap.end + WRONG) for leap in seen.leaps]
    return frozenset(event.step for event in told if event.step and any(span.holds(event.at) for span in ahead))


def next_word(
    seen: Evidence, urgency: Urgency, told: Iterable[Event], state: State, heard: datetime, early: Iterable[str] = ()
) -> datetime | None:
    """By when the clock's rules promise her the next word: the step counted from the last one, or the next question.

    None: she has been asked as often as she is asked, and has the word.
    """
    calendar, answered = seen.calendar, last_answer(told)
    found = []
    for step in seen.rules.steps_for(state, urgency):
        conditional = bool(step.when)  # what comes on a condition is no promise
        if step.act not in REACHES_HER or conditional or any(f":{step.name}@" in taken for taken in early):
            continue
        after_it = step.after[urgency]
        if step.anchor == "heard":
            found.append(calendar.ask_time(calendar.plus(heard, after_it)))
        elif step.anchor == "answered" and answered:
            at = calendar.ask_time(calendar.plus(answered, after_it))
            free = calendar.ask_time(calendar.plus(heard, step.gap)) if step.gap else at
            found += [max(at, free)] if at > heard else []
    return min(found, default=None)


def last_answer(told: Iterable[Event]) -> datetime | None:
    return max((event.at for event in told if event.kind is EventKind.ANSWERED), default=None)


def disturbance(spans: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    parts = (min(end, span.end) - max(start, span.start) for span in spans)
    return sum((part for part in parts if part > timedelta()), timedelta())


def every_event_follows_from_the_last(seen: Evidence) -> Broken:
    for case in seen.cases:
        told = seen.events.get(case.id, ())
        if not told or told[0].kind is not EventKind.OPENED:
            yield f"{case.number}: does not begin with its opening"
            continue
        state = State.RECEIVED
        try:
            for event in told:
                state = after(state, event.kind)
                if event.state is not state:
                    yield f"{case.number}: {event.kind} leads to {state}, not {event.state}"
        except ForbiddenMove as error:
            yield f"{case.number}: {error}"
        if state is not case.state:
            yield f"{case.number}: is {case.state}, its events say {state}"


def no_step_is_taken_twice(seen: Evidence) -> Broken:
    for case in seen.cases:
        taken = Counter(event.step for event in seen.events.get(case.id, ()) if event.step)
        yield from (f"{case.number}: {step} was taken {times} times" for step, times in taken.items() if times > 1)


def no_step_is_missing(seen: Evidence) -> Broken:
    """What the ladder calls for by now has been done, and what the case says was done is in its events."""
    for case in seen.cases:
        owed = due(case, seen.calendar, seen.rules, seen.now - GRACE)
        if owed:
            yield f"{case.number}: {owed.step} was due on {owed.at}"
        taken = {event.step for event in seen.events.get(case.id, ()) if event.step}
        yield from (f"{case.number}: {step} is ticked off and did not happen" for step in sorted(case.done - taken))


def no_step_comes_late(seen: Evidence) -> Broken:
    """Each at its moment, or as soon as what happened before has called for it."""
    for case in seen.cases:
        for before, event in pairwise(seen.events.get(case.id, ())):
            if event.step and event.due:
                since = max(event.due, before.at)
                if event.at - since > GRACE + disturbance(seen.idle, since, event.at):
                    yield f"{case.number}: {event.step} was due on {event.due}, and taken on {event.at}"


def no_letter_is_lost(seen: Evidence) -> Broken:
    """Settled ones reached somebody or were given up openly; the others still go, or are held for an address."""
    reached = {handed.letter for handed in seen.handed}
    for letter in seen.letters:
        if letter.settled_at and not letter.failed and letter.id not in reached:
            yield f"letter {letter.id}: is called sent and reached nobody"
        elif not letter.settled_at and letter.address and letter.go_at < seen.now - GRACE and not behind(letter, seen):
            yield f"letter {letter.id}: should have gone on {letter.go_at}"


def no_letter_comes_late(seen: Evidence) -> Broken:
    """By the clock, and by the time people live by where the clock was ahead of it."""
    came = {handed.letter: min(handed.at, handed.lived) for handed in first_time(seen)}
    for letter, since in zip(seen.letters, dues(seen.letters), strict=True):
        at = came.get(letter.id, seen.now)
        coming = letter.id in came or letter.address and not letter.settled_at
        if coming and at - since > GRACE + disturbance(seen.disturbed, since, at):
            yield f"letter {letter.id}: due on {since:%m-%d %H:%M}, had not come by {at:%m-%d %H:%M}"


def dues(letters: Sequence[Fate]) -> Iterator[datetime]:
    """When each should go: at its own moment; but at once, what a clock that was ahead wrote to go at once."""
    for letter, written in zip(letters, lived([letter.created_at for letter in letters]), strict=True):
        ahead = letter.created_at - written > -BEHIND  # else the clock was only set back that little
        yield written if ahead and letter.not_before <= letter.created_at else letter.not_before


def behind(letter: Fate, seen: Evidence) -> bool:
    """Another of the same chat goes first."""
    return any(
        other.address == letter.address and not other.settled_at and other.id < letter.id for other in seen.letters
    )


def no_letter_goes_twice(seen: Evidence) -> Broken:
    """But those in the hands of a process that was killed: whether they arrived nobody could know."""
    times = Counter(handed.letter for handed in seen.handed)
    yield from (f"letter {id}: went {n} times" for id, n in times.items() if n > 1 and id not in seen.cut_off)


def nobody_reads_the_same_twice(seen: Evidence) -> Broken:
    """What we say of our own accord, twice in one breath. What somebody said twice is told twice."""
    ours = {letter.id: letter.created_at for letter in seen.letters if not letter.origin.startswith(SAID)}
    latest: dict[tuple[object, str], int] = {}
    for handed in first_time(seen):
        if handed.letter not in ours:
            continue
        before = latest.get((handed.address, handed.words))
        latest[handed.address, handed.words] = handed.letter
        if before and abs(ours[handed.letter] - ours[before]) <= SAME_AGAIN:
            yield f"letters {before} and {handed.letter}: the same words"


def letters_keep_their_order(seen: Evidence) -> Broken:
    """In each chat; only one that had to wait for the morning may be overtaken."""
    waited = {letter.id: letter.not_before for letter in seen.letters}
    gone: dict[object, list[Handed]] = {}
    for handed in first_time(seen):
        before = gone.setdefault(handed.address, [])
        if before and before[-1].letter > handed.letter:
            overtakers = [other for other in before if other.letter > handed.letter]
            if any(waited[handed.letter] <= other.at for other in overtakers):
                yield f"letter {handed.letter}: came after {overtakers[-1].letter}"
        before.append(handed)
        before.sort(key=lambda other: other.letter)


def nights_are_quiet(seen: Evidence) -> Broken:
    """Unless it is urgent, or answers somebody who has just written."""
    wrote, written = spoken_at(seen), {letter.id: letter.created_at for letter in seen.letters}
    cases = {case.number: case for case in seen.cases}
    for handed in first_time(seen):
        if not seen.calendar.is_quiet(handed.at) or handed.urgent:
            continue
        case = cases.get(handed.case or "")
        since = written[handed.letter]
        if case and AT_NIGHT_TOO & {u for u, _ in classes(case, (e for e in seen.events[case.id] if e.at >= since))}:
            continue
        lately = handed.at - JUST_WRITTEN
        if not wrote_since(wrote, handed, lately - disturbance(seen.leaps, lately, handed.at)):
            yield f"letter {handed.letter} ({handed.kind}): came at {seen.calendar.local(handed.at):%m-%d %H:%M}"


def first_time(seen: Evidence) -> Iterator[Handed]:
    known: set[int] = set()
    for handed in seen.handed:
        if handed.letter not in known:
            known.add(handed.letter)
            yield handed


def spoken_at(seen: Evidence) -> dict[object, list[datetime]]:
    found: dict[object, list[datetime]] = {}
    for message in seen.said:
        found.setdefault(message.address, []).append(message.at)
    return {address: sorted(moments) for address, moments in found.items()}


def wrote_since(wrote: dict[object, list[datetime]], handed: Handed, since: datetime) -> bool:
    moments = wrote.get(handed.address, [])
    place = bisect_right(moments, handed.at)
    return place > 0 and moments[place - 1] >= since


def counted_rates_are_those_that_happened(seen: Evidence) -> Broken:
    lives = [life_of(case, seen.events.get(case.id, ())) for case in seen.cases]
    for (since, until), counts in seen.counted.items():
        told = recount(lives, since, until)
        if told != counts:
            yield f"{since:%m-%d} to {until:%m-%d}: counted {counts}, happened {told}"


def nothing_is_solved_without_her(seen: Evidence) -> Broken:
    """A reporter says so; for somebody without a chat whoever carries her word, never who did the work."""
    for case in seen.cases:
        holder = None
        for event in seen.events.get(case.id, ()):
            if event.kind is EventKind.ASSIGNED:
                holder = event.detail.get("to")
            elif event.kind is EventKind.ACCEPTED:
                holder = event.actor
            elif event.kind is EventKind.CONFIRMED and event.actor not in seen.told_by(case):
                carried = case.filed_by is not None and event.actor not in (None, holder)
                if not carried:
                    yield f"{case.number}: confirmed by {event.actor}"


def all_words_are_kept(seen: Evidence) -> Broken:
    """Whatever anybody wrote stands in her chat, once; what was told as a matter is in it whole."""
    for message in seen.said:
        kept = seen.heard.get((message.address, message.key), ())
        if kept != (message.text,):
            yield f"message {message.key}: kept {len(kept)} times, {'' if message.text in kept else 'not '}as written"


def nothing_jams(seen: Evidence) -> Broken:
    """Neither a case that raises when its time has come, nor a telling that cannot be taken as it stands."""
    yield from (
        f"letter {handed.letter}: {handed.kind} {handed.case or ''}" for handed in seen.handed if handed.kind in JAMS
    )


INVARIANTS: tuple[Callable[[Evidence], Iterator[str]], ...] = (
    every_open_case_has_a_next_look,
    no_case_is_silent_too_long,
    every_event_follows_from_the_last,
    no_step_is_taken_twice,
    no_step_is_missing,
    no_step_comes_late,
    no_letter_is_lost,
    no_letter_comes_late,
    no_letter_goes_twice,
    nobody_reads_the_same_twice,
    letters_keep_their_order,
    nights_are_quiet,
    counted_rates_are_those_that_happened,
    nothing_is_solved_without_her,
    all_words_are_kept,
    nothing_jams,
)


def broken(seen: Evidence) -> dict[str, list[str]]:
    """By invariant, everything that is not as it must be."""
    return {check.__name__: list(check(seen)) for check in INVARIANTS}
