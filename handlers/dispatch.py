"""Handing a case to someone: the first steward, the next one up, a backup, whoever the office names."""

from datetime import datetime
from typing import Any

from domain.cases import Case, Event, EventKind, State
from domain.people import Level
from handlers.desk import NIGHT_TOO, Desk
from handlers.discretion import complained_about, lowest_level, office_of
from handlers.letters import holder_words, send_card
from handlers.nudge import About, nudge
from handlers.texts import office, steward
from routing.assign import Assignment, assign


def choose(desk: Desk, case: Case, level: Level) -> Assignment:
    """By the map of duties, from `level` up, past whoever must keep out of it."""
    rung = max(level, lowest_level(case))
    return assign(desk.directory, case.place, desk.now, level=rung, avoid=complained_about(desk, case))


def assign_and_tell(
    desk: Desk,
    case: Case,
    level: Level,
    *,
    why: tuple[str, ...] = (),
    title: str = "新任务",
    said: str = "",
    opening: Event | None = None,
) -> Case:
    """By the map of duties, from `level` up. `opening`: of a case that is not stored yet."""
    found = choose(desk, case, level)
    if found.person is None:
        return call_office(desk, desk.open(case, opening) if opening else case)
    case = hand_to(desk, case, found.person, found.level, (*why, *found.why), title=title, said=said, opening=opening)
    if not case.targets:
        copies = [person for person in found.copies if person != found.person]
        desk.write_all(copies, steward.copy(case, desk.directory, holder_words(desk, case)), urgency=case.urgency)
    return case


def hand_to(
    desk: Desk,
    case: Case,
    person: int,
    level: Level,
    why: tuple[str, ...],
    *,
    title: str = "新任务",
    said: str = "",
    step: str | None = None,
    due: datetime | None = None,
    opening: Event | None = None,
) -> Case:
    """`step`: of the ladder that hands it on; what is not urgent is then told with all else the clock has to say."""
    before = case.assignee
    event = desk.event(
        EventKind.ASSIGNED, by_rule=True, why="；".join(why), step=step, due=due, detail={"to": person, "from": before}
    )
    changes: dict[str, Any] = {
        "assignee": person,
        "level": level,
        "assigned_at": desk.now,
        "accepted_at": None,
        "why": (*case.why, *(reason for reason in why if reason not in case.why)),
    }
    if step:
        changes["done"] = case.done | {step}
    if case.state is State.HUNG:
        changes["resumed_at"] = desk.now
    case = desk.open(case, opening, event, **changes) if opening else desk.move(case, event, **changes)
    off = why[0] if why else "已改派"
    gone = before if before != person else None
    if step and case.urgency not in NIGHT_TOO:
        nudge(desk, (person,), case, About.NEW, off)
        nudge(desk, (gone,), case, About.GONE, off)
    else:
        send_card(desk, case, person, title, said)
        desk.write(gone, steward.off_your_list(case, off), urgency=case.urgency)
    return case


def call_office(desk: Desk, case: Case, guesses: tuple[str, ...] = ()) -> Case:
    """Nobody fits by rule: the office sorts it with two taps."""
    items = tuple(desk.book.items[code] for code in guesses)
    notice = office.triage(case, items, desk.directory, desk.zone(case), desk.now)
    desk.write_all(office_of(desk, case), notice, urgency=case.urgency)
    return case
