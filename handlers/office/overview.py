"""What waits for the office: facts to decide from, never a ranking of stewards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.cases import IN_HAND, Case, State
from domain.messages import Notice
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.discretion import may_see
from handlers.office.acts import presides
from handlers.texts import office, steward
from handlers.texts.absence import last_day
from handlers.texts.say import post_words

WAITING_FOR_US = IN_HAND | {State.RECEIVED, State.RETURNED}
# In order of need. Late is what waits for us: not what is on hold or waits for the resident.
ROWS: dict[str, Callable[[Case, datetime], bool]] = {
    "紧急未应答": lambda case, _: case.state in IN_HAND and case.danger is not None and not case.acknowledged_at,
    "待归类": lambda case, _: case.state is State.RECEIVED,
    "退回待裁决": lambda case, _: case.state is State.RETURNED,
    "延期待批": lambda case, _: case.state in IN_HAND and case.extension is not None and not case.extended,
    "逾期": lambda case, now: case.state in WAITING_FOR_US and case.finish_due < now,
    "挂账": lambda case, _: case.state is State.HUNG,
}


@dataclass(frozen=True, slots=True)
class ShowTodo(Act):
    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            desk.reply(steward.not_yours())
            return None
        desk.reply(todo(desk))
        return None


def todo(desk: Desk) -> Notice:
    cases = tuple(case for case in desk.tx.cases.for_office(desk.now) if may_see(desk, desk.speaker.id, case))
    rows = tuple((title, tuple(case for case in cases if belongs(case, desk.now))) for title, belongs in ROWS.items())
    zone = desk.own_zone
    names = {post.person: post.name for post in desk.directory.posts}
    absences = tuple(
        (names[a.person], last_day(a.until, zone))
        for a in desk.directory.absences
        if a.until > desk.now and a.person in names
    )
    missing = tuple(post_words(post, desk.directory) for post in desk.directory.unregistered)
    return office.todo(rows, absences, missing)
