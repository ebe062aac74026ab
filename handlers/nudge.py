"""The clock speaks to a steward: at once about P0 and P1, else a few times a day, all that waits in one letter.

Every step is recorded by itself and on time (`handlers/chase`); only the letters are merged. How a case stands is looked
up when its nudge is said: what has moved on meanwhile is left out, and so is what the morning list shows already.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from domain.cases import IN_HAND, Case, EventKind
from domain.messages import Notice
from domain.people import Role
from handlers.desk import NIGHT_TOO, Desk, House
from handlers.letters import holder_words
from handlers.texts import digest, office, steward
from handlers.texts import nudge as texts
from storage.nudges import LAST_TOLD, Nudge, Waiting
from storage.tx import Tx

log = logging.getLogger(__name__)
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
    REMIND = "remind"  # whoever holds it shall act
    DECIDE = "decide"  # the office shall decide something
    SORT = "sort"  # nobody has sorted it
    STREET = "street"  # to be passed on to the street
    LOOK = "look"  # it was done by somebody else: does it hold?


def nudge(desk: Desk, people: Iterable[int | None], case: Case, about: About, why: str) -> None:
    if case.urgency in NIGHT_TOO:
        desk.write_all(people, NOTICES[about](desk, case, why), urgency=case.urgency)
        return
    for person in dict.fromkeys(people):
        if person is not None:
            desk.tx.nudges.put(Nudge(person, case.id, about, why, case.state, desk.now))


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
    About.REMIND: reminder,
    About.DECIDE: decide,
    About.SORT: sort,
    About.STREET: to_street,
    About.LOOK: look,
}


def say_nudges(tx: Tx, house: House, now: datetime) -> None:
    """To everyone for whom something waits, if it may be said now. Safe to repeat at any time, and cheap while nobody
    may be told more."""
    people = tx.nudges.people()
    desk = Desk(tx, house, now, "nudge")
    if not people or not may_chase(desk):
        return
    most = as_often_as(desk)
    for person, said in told_today(desk, people).items():
        if said >= most or desk.directory.absence_of(person, now):
            continue
        try:
            with tx.savepoint():
                say_to(desk, person, said)
        except Exception as error:  # what cannot be worded is not tried for ever: the steps stand, the list shows them
            log.exception("nudges.dropped", extra={"error": type(error).__name__})
            tx.nudges.drop(tx.nudges.of(person))


def may_chase(desk: Desk) -> bool:
    """On working days only, from the hour of the morning list to the quiet hours."""
    calendar = desk.calendar()
    return not calendar.is_quiet(desk.now) and not calendar.is_rest_day(desk.now) and desk.now >= list_time(desk)


def list_time(desk: Desk) -> datetime:
    calendar = desk.calendar()
    return calendar.moment(calendar.local(desk.now).date(), desk.book.clock.digests.steward)


def say_to(desk: Desk, person: int, said: int) -> None:
    waiting = desk.tx.nudges.of(person)
    news = [one.nudge for one in waiting if still_true(one) and not in_list(desk, one)]
    if news:
        today = desk.calendar().local(desk.now).date()
        desk.origin, desk.letters = f"nudge:{today}:{person}:{said + 1}", 0
        desk.write(person, worded(desk, person, news))
        desk.tx.notes.set(f"{LAST_TOLD}{person}", f"{today} {said + 1}")
    desk.tx.nudges.drop(waiting)


def told_today(desk: Desk, noted: Mapping[int, str]) -> dict[int, int]:
    """How often each was told something today."""
    today = f"{desk.calendar().local(desk.now).date()} "
    return {person: int(note.removeprefix(today)) if note.startswith(today) else 0 for person, note in noted.items()}


def as_often_as(desk: Desk) -> int:
    """So often a day at most; the last word of the day waits for the afternoon, so that it holds what comes up until then."""
    rules, calendar = desk.book.clock.chases, desk.calendar()
    last = calendar.moment(calendar.local(desk.now).date(), rules.last)
    return rules.a_day if desk.now >= last else rules.a_day - 1


def still_true(one: Waiting) -> bool:
    """Nothing has happened to the case since, and a reminder still finds the same holder."""
    moved_on = one.nudge.kind == About.REMIND and one.holder not in (None, one.nudge.person)
    return one.state is one.nudge.state and not moved_on


def in_list(desk: Desk, one: Waiting) -> bool:
    """This morning's list has it: the nudge is from before, and the case in her hands."""
    listed = list_time(desk)
    hers = one.holder == one.nudge.person and one.state in IN_HAND
    return hers and one.nudge.at < listed and desk.now < listed + LIST_COUNTS


def worded(desk: Desk, person: int, news: list[Nudge]) -> Notice:
    first = [(desk.tx.cases.get(one.case), one) for one in news[: texts.SHOWN]]
    if len(news) == 1:
        case, one = first[0]
        return NOTICES[About(one.kind)](desk, case, one.why)
    office_reads = desk.tx.people.get(person).role is Role.OFFICE
    return texts.merged(len(news), tuple((case, one.why) for case, one in first), office=office_reads)
