"""The clock speaks to a steward: at once about P0 and P1, else a few times a day, all that waits in one letter, what it
handed to her or took from her as well.

Every step is recorded by itself and on time (`handlers/chase`); only the letters are merged. How a case stands is looked
up when its nudge is said: what has moved on meanwhile is left out, and so is what the morning list shows already.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from domain.cases import IN_HAND, Case, EventKind, State
from domain.messages import Notice
from domain.people import Role
from handlers.desk import NIGHT_TOO, Desk, House
from handlers.letters import card_for, holder_words
from handlers.texts import digest, office, steward
from handlers.texts import nudge as texts
from routing.calendar import Calendar
from storage.nudges import LAST_TOLD, Nudge, Waiting
from storage.tx import Tx

log = logging.getLogger(__name__)
UNANSWERED = IN_HAND | {State.RECEIVED, State.RETURNED}
LIST_COUNTS = timedelta(hours=6)  # so late the morning list may still come
WORTH_TELLING = frozenset(
    {
        EventKind.ASSIGNED,
        EventKind.CONTACTED,
        EventKind.NOTED,
        EventKind.ANSWERED,
        EventKind.REOPENED,
        EventKind.EXTENDED,
    }
)


class About(StrEnum):
    NEW = "new"  # it has been handed to her
    GONE = "gone"  # somebody else has it now
    REMIND = "remind"  # whoever holds it shall act
    WATCH = "watch"  # the level above shall look over the holder's shoulder
    DECIDE = "decide"  # the office shall decide something
    LATE = "late"  # likewise, because its time is over: whatever has been begun since
    SORT = "sort"  # nobody has sorted it
    STREET = "street"  # to be passed on to the street
    LOOK = "look"  # it was done by somebody else: does it hold?


def nudge(desk: Desk, people: Iterable[int | None], case: Case, about: About, why: str) -> None:
    if case.urgency in NIGHT_TOO:
        desk.write_all(people, NOTICES[about](desk, case, why), urgency=case.urgency)
        return
    for person in dict.fromkeys(people):
        if person is not None:
            keep(desk, person, case, about, why)


def keep(desk: Desk, person: int, case: Case, about: About, why: str) -> None:
    """Until it may be said. Of what she never heard that it is hers she is told so, or that it is not hers nothing."""
    unheard = about in (About.REMIND, About.GONE) and desk.tx.nudges.kind(person, case.id) == About.NEW
    if unheard and about is About.GONE:
        desk.tx.nudges.take_back(person, case.id)
    else:
        kind = About.NEW if unheard else about
        desk.tx.nudges.put(Nudge(person, case.id, kind, why, case.state, desk.now))


def off_list(desk: Desk, case: Case, why: str) -> Notice:
    return steward.off_your_list(case, why)


def reminder(desk: Desk, case: Case, why: str) -> Notice:
    return steward.reminder(case, why, desk.zone(case), desk.now)


def decide(desk: Desk, case: Case, why: str) -> Notice:
    return office.must_decide(case, why, holder_words(desk, case), desk.zone(case), desk.now)


def sort(desk: Desk, case: Case, why: str) -> Notice:
    reading = desk.reader.read(case.words)
    guesses = [guess.item for matter in reading.matters[:1] for guess in matter.verdict.guesses]
    items = tuple(desk.book.items[code] for code in guesses)
    return office.triage(case, items, desk.directory, desk.zone(case), desk.now)


def to_street(desk: Desk, case: Case, why: str) -> Notice:
    events = desk.tx.cases.events(case.id)
    tried = tuple(dict.fromkeys(office.EVENT_NAMES[event.kind] for event in events if event.kind in WORTH_TELLING))
    return digest.street_digest(case, desk.directory, tried, desk.zone(case), desk.now)


def look(desk: Desk, case: Case, why: str) -> Notice:
    return texts.please_look(case, desk.directory)


NOTICES: dict[About, Callable[[Desk, Case, str], Notice]] = {
    About.GONE: off_list,
    About.REMIND: reminder,
    About.WATCH: reminder,
    About.DECIDE: decide,
    About.LATE: decide,
    About.SORT: sort,
    About.STREET: to_street,
    About.LOOK: look,
}


def say_nudges(tx: Tx, house: House, now: datetime) -> None:
    """To everyone for whom something waits, if it may be said now. Safe to repeat at any time, and cheap while nobody
    may be told more."""
    people = tx.nudges.people()
    desk = Desk(tx, house, now, "nudge")
    for calendar in dict.fromkeys(desk.calendar_of(person) for person in people):
        if may_chase(desk, calendar):
            theirs = {person: note for person, note in people.items() if desk.calendar_of(person) is calendar}
            say_by(desk, calendar, theirs)


def say_by(desk: Desk, calendar: Calendar, noted: Mapping[int, str]) -> None:
    """To those who live by this calendar."""
    tx, most = desk.tx, as_often_as(desk, calendar)
    for person, note in noted.items():
        if told_today(desk, calendar, note) >= most or desk.directory.absence_of(person, desk.now):
            continue
        try:
            with tx.savepoint():
                say_to(desk, calendar, person, most)
        except Exception as error:  # what cannot be worded is not tried for ever: the steps stand, the list shows them
            log.exception("nudges.dropped", extra={"error": type(error).__name__})
            tx.nudges.drop(tx.nudges.of(person))


def may_chase(desk: Desk, calendar: Calendar) -> bool:
    """On working days only, from the hour of the morning list to the quiet hours."""
    by_day = not calendar.is_quiet(desk.now) and not calendar.is_rest_day(desk.now)
    return by_day and desk.now >= list_time(desk, calendar)


def list_time(desk: Desk, calendar: Calendar) -> datetime:
    return calendar.moment(calendar.local(desk.now).date(), desk.book.clock.digests.steward)


def say_to(desk: Desk, calendar: Calendar, person: int, most: int) -> None:
    """Counted anew once what waits is ours: until then another process may have told her."""
    waiting = desk.tx.nudges.of(person)
    said = told_today(desk, calendar, desk.tx.notes.get(f"{LAST_TOLD}{person}") or "")
    if said >= most:
        return
    news = [one for one in waiting if still_true(one) and not in_list(desk, calendar, one)]
    if news:
        # not by day or number: after a clock that ran ahead and was set back those come again
        desk.origin, desk.letters = f"nudge:{person}:{news[0].nudge.case}:{news[0].version}", 0
        desk.write(person, worded(desk, person, [one.nudge for one in news]))
        desk.tx.notes.set(f"{LAST_TOLD}{person}", f"{calendar.local(desk.now).date()} {said + 1}")
    desk.tx.nudges.drop(waiting)


def told_today(desk: Desk, calendar: Calendar, note: str) -> int:
    """How often she was told something today."""
    today = f"{calendar.local(desk.now).date()} "
    return int(note.removeprefix(today)) if note.startswith(today) else 0


def as_often_as(desk: Desk, calendar: Calendar) -> int:
    """So often a day at most; the last word of the day waits for the afternoon, so that it holds what comes up until then."""
    rules = desk.book.clock.chases
    last = calendar.moment(calendar.local(desk.now).date(), rules.last)
    return rules.a_day if desk.now >= last else rules.a_day - 1


def still_true(one: Waiting) -> bool:
    """Nothing has happened to the case since, and what is said to its holder still finds her. That its time is over
    stays true until it is answered, put off or given longer."""
    same, hers = one.state is one.nudge.state, one.holder in (None, one.nudge.person)
    match About(one.nudge.kind):
        case About.GONE:
            return not hers
        case About.NEW | About.REMIND:
            return same and hers
        case About.LATE | About.STREET:
            return one.state in UNANSWERED and one.finish_due <= one.nudge.at
        case _:
            return same


def in_list(desk: Desk, calendar: Calendar, one: Waiting) -> bool:
    """This morning's list has it: the nudge is from before, and the case in her hands."""
    listed = list_time(desk, calendar)
    hers = one.holder == one.nudge.person and one.state in IN_HAND
    return hers and one.nudge.at < listed and desk.now < listed + LIST_COUNTS


def worded(desk: Desk, person: int, news: list[Nudge]) -> Notice:
    """What she does not know of yet comes first, each of them by name."""
    if len(news) == 1:
        case, one = desk.tx.cases.get(news[0].case), news[0]
        return card_for(desk, case, person) if one.kind == About.NEW else NOTICES[About(one.kind)](desk, case, one.why)
    gone = [one for one in news if one.kind == About.GONE]
    new = [one for one in news if one.kind == About.NEW]
    hers = new + [one for one in news if one not in gone and one not in new]
    shown = hers[: max(texts.SHOWN, min(len(new), texts.MOST))]
    return texts.merged(
        len(hers),
        tuple((desk.tx.cases.get(one.case), told_of(one)) for one in shown),
        tuple((desk.tx.cases.get(one.case), one.why) for one in gone),
        office=desk.tx.people.get(person).role is Role.OFFICE,
    )


def told_of(one: Nudge) -> str:
    return texts.newly(one.why) if one.kind == About.NEW else one.why
