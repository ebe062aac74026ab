"""What is on hold, with its reason and the day it comes up again: shown in every digest, counted in no rate's favour."""

from domain.cases import Case, EventKind, State
from handlers.desk import Desk
from handlers.digest.circular import for_all
from handlers.texts.digest import Held


def hung(desk: Desk) -> tuple[Held, ...]:
    cases = for_all(desk, desk.tx.cases.in_state(State.HUNG))
    return tuple(
        Held(case, reason(desk, case), desk.calendar().local(case.review_at or case.told_at).date()) for case in cases
    )


def reason(desk: Desk, case: Case) -> str:
    said = [event.why for event in desk.tx.cases.events(case.id) if event.kind is EventKind.HUNG]
    return said[-1] if said else ""


def topic_name(desk: Desk, code: str) -> str:
    topic = desk.book.topics.get(code)
    return topic.name if topic else code
