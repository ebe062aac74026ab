"""An act on one of a resident's own cases: whose it is, and the polite answer when it is not hers."""

from dataclasses import dataclass

from domain.cases import Case, State
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.discretion import carriers, note_refusal
from handlers.texts import news


def hers(desk: Desk, number: str) -> Case | None:
    """Her own case, joined or told; a carrier of someone else's confirmation counts for that case."""
    case = desk.tx.cases.by_number(number)
    if case is None:
        return None
    if desk.speaker.id in desk.tx.cases.reporters(case.id):
        return case
    if case.filed_by is None:
        return None
    return case if desk.speaker.id in (*carriers(desk, case), case.filed_by) and may_speak(desk, case) else None


def may_speak(desk: Desk, case: Case) -> bool:
    """Whoever filed it may add to it at any time, but while he is the one who works on it he cannot call it solved."""
    return desk.speaker.id != case.assignee or case.state is not State.ANSWERED


@dataclass(frozen=True, slots=True)
class OnCase(Act):
    """An act on one of her cases; a foreign or unknown number is answered politely."""

    number: str

    def perform(self, desk: Desk) -> Turn | None:
        case = hers(desk, self.number)
        if case is None:
            note_refusal(desk, self.number)
            desk.reply(news.not_yours(desk.language))
            return None
        return self.act_on(desk, case)

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        raise TypeError(f"{type(self).__name__} does not say what it does")
