"""为什么分到这类: whoever may see a case may ask. Answers from what was kept with it; sorts nothing anew."""

from dataclasses import dataclass

from domain.cases import Case, EventKind
from handlers.conversation import Turn
from handlers.desk import Desk
from handlers.discretion import post_for
from handlers.letters import holder_words
from handlers.office.acts import presides
from handlers.steward import StaffLook
from handlers.texts import office, steward
from handlers.texts.say import moment, who
from handlers.texts.why import why

ASKED = "为什么"


@dataclass(frozen=True, slots=True)
class Why(StaffLook):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        sorted_anew = [event for event in desk.tx.cases.events(case.id) if event.kind is EventKind.SORTED]
        changes = tuple(
            f"{moment(event.at, desk.now, desk.zone(case))} {who(post_for(desk, event.actor, case), case.level)}：{event.why}"
            for event in sorted_anew
        )
        choices = office.decisions(case, holder_words(desk, case)) if presides(desk) else steward.actions(case)
        desk.reply(why(case, desk.book.items[case.item], changes, desk.book.version, choices))
        return None
