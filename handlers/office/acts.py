"""An act of the community office: who may do it at all, and on which cases."""

from dataclasses import dataclass

from domain.cases import Case
from domain.people import Level, Role
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.discretion import may_see, note_refusal
from handlers.texts import office, steward


def presides(desk: Desk) -> bool:
    """The office, and the grid leader who sits in it."""
    if desk.speaker.role is Role.OFFICE:
        return True
    return any(post.person == desk.speaker.id and post.level >= Level.GRID for post in desk.directory.posts)


def sits_in_office(desk: Desk, community: str) -> bool:
    """The office itself; the grid leader only where no office is set up."""
    there = {post.level for post in desk.directory.posts if post.area == community}
    lowest = Level.OFFICE if Level.OFFICE in there else Level.GRID
    return any(post.person == desk.speaker.id and post.level >= lowest for post in desk.directory.posts)


@dataclass(frozen=True, slots=True)
class OfficeAct(Act):
    """An act for the office alone, on one case."""

    number: str

    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            note_refusal(desk, self.number)
            desk.reply(steward.not_yours())
            return None
        case = desk.tx.cases.by_number(self.number)
        if case is None or not may_see(desk, desk.speaker.id, case):
            desk.reply(office.no_such_case(self.number))
            return None
        return self.act_on(desk, case)

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        raise TypeError(f"{type(self).__name__} does not say what it does")
