"""What has climbed to the street (L5) and waits: collected, without anything that tells who told it or which door.

What is known to the office alone stays with the office, here too.
"""

from datetime import timedelta

from domain.cases import Case
from domain.people import Level
from handlers.desk import Desk
from handlers.digest import pictures
from handlers.digest.circular import Circular, for_all
from handlers.digest.periods import today
from handlers.discretion import OFFICE_ONLY
from handlers.nudge import WORTH_TELLING
from handlers.press import Form, Row, drawn, tabulated
from handlers.texts import digest as texts
from handlers.texts.digest import Passed, short
from handlers.texts.office import EVENT_NAMES
from handlers.texts.say import in_chinese

A_WEEK = timedelta(days=7)


def make(desk: Desk) -> tuple[Circular, ...]:
    wished = desk.tx.cases.forwarded(desk.now - A_WEEK)
    cases = for_all(desk, (*desk.figures.at_level(Level.STREET), *wished))
    passed = tuple(told_on(desk, case) for case in cases if case.danger not in OFFICE_ONLY)
    if not passed:
        return ()
    name = texts.street_title(today(desk))
    papers = (
        *drawn(desk.house.press, name, pictures.of_street(name, passed)),
        *tabulated(desk.house.press, Form.STREET, [row_of(one) for one in passed], name),
    )
    return (Circular(desk.office(), texts.street(today(desk), passed), papers, mailed=True),)


def told_on(desk: Desk, case: Case) -> Passed:
    estate = desk.directory.estate(case.place.estate)
    item = desk.book.items.get(case.item)
    calendar = desk.calendar(case.place.estate)
    answer_by = calendar.plus(desk.now, desk.book.clock.digests.street_answers)
    done = dict.fromkeys(EVENT_NAMES[e.kind] for e in desk.tx.cases.events(case.id) if e.kind in WORTH_TELLING)
    return Passed(
        number=case.number,
        estate=estate.name if estate else "本社区",
        issue=in_chinese(case),
        overdue=max(0, (desk.now - case.finish_due).days) if case.state.open else 0,
        tried=("、".join(done) or "多次催办") if case.state.open else texts.WISHED,
        asked=(item.codoor or item.door) if item else "有关部门",
        answer_by=short(calendar.local(answer_by).date()),
    )


def row_of(one: Passed) -> Row:
    return one._asdict()
