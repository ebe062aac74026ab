"""One row a case, field by field, for those who must enter them elsewhere: nobody shall type twice.

The words the fields come under, and their order, are the operator's (`bot/sheet`). Nothing here names a person.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.cases import Case
from handlers.desk import Desk
from handlers.digest.circular import for_all
from handlers.digest.periods import Period
from handlers.discretion import OFFICE_ONLY
from handlers.press import Cell, Form, Row
from handlers.texts.say import in_chinese, level_name, place_words

WITHHELD = "（不便写出，请在聊天里看）"
TIMES = ("told_at", "contact_due", "finish_due", "contacted_at", "answered_at", "closed_at")
OFFICE_FIELDS = frozenset(
    {"number", "community", "estate", "building", "unit", "room", "place", "topic", "item", "issue", "words", "answer"}
    | {"door", "codoor", "urgency", "state", "level", "holder", "returned", "reopened", "extended", *TIMES}
)
STREET_FIELDS = frozenset({"number", "estate", "issue", "overdue", "tried", "asked", "answer_by"})


def of_office(desk: Desk, period: Period) -> tuple[Form, Sequence[Row]]:
    """Everything told or ended in the period."""
    answers = desk.figures.answers(period.since, period.until)
    cases = for_all(desk, desk.figures.touched(period.since, period.until))
    return Form.OFFICE, [row_of(desk, case, answers.get(case.id, "")) for case in cases]


def row_of(desk: Desk, case: Case, answer: str) -> Row:
    topic, item = desk.book.topics.get(case.topic), desk.book.items.get(case.item)
    community = desk.directory.community_of(case.place.estate)
    estate = desk.directory.estate(case.place.estate)
    withheld = case.danger in OFFICE_ONLY
    return {
        "number": case.number,
        "community": community.name,
        "estate": estate.name if estate else "",
        "building": case.place.building,
        "unit": case.place.unit,
        "room": case.place.room,
        "place": place_words(case.place, desk.directory, room=False),
        "topic": topic.name if topic else case.topic,
        "item": item.name if item else case.item,
        "issue": in_chinese(case),
        "words": WITHHELD if withheld else case.words,
        "answer": WITHHELD if withheld and answer else answer,
        "door": item.door if item else "",
        "codoor": item.codoor if item else "",
        "urgency": case.urgency.value,
        "state": case.state.value,
        "level": int(case.level),
        "holder": level_name(case.level),
        "returned": case.returned,
        "reopened": case.reopened,
        "extended": int(case.extended),
        **{name: local(desk, getattr(case, name)) for name in TIMES},
    }


def local(desk: Desk, at: datetime | None) -> Cell:
    """As the community's clock shows it: spreadsheets know no zones."""
    return desk.calendar().local(at).replace(tzinfo=None, microsecond=0) if at else None
