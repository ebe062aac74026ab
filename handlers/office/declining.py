"""Not ours (不归社区管): the office says so, the resident gets the right door and words for it, the steward is freed."""

from dataclasses import dataclass

from domain.cases import Case, EventKind, State
from domain.messages import Draft
from handlers.conversation import Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.forward import draft_of
from handlers.letters import tell_reporters
from handlers.office.acts import OfficeAct
from handlers.texts import declining as texts
from handlers.texts import office, steward


@dataclass(frozen=True, slots=True)
class AskDecline(OfficeAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.danger:
            desk.reply(office.danger_goes_on(case))
            return None
        item, hotline = desk.book.items[case.item], desk.book.numbers.hotline
        return ask(why_decline, Draft().answer(case=case.number), texts.why_decline(case, item, hotline))


@step
def why_decline(draft: Draft, said: Said, scene: Scene) -> Turn:
    number = draft.get("case", "")
    if not said.text:
        return finish(AskDecline(number))
    return finish(Decline(number, "" if said.verb == "door" else said.text))


@dataclass(frozen=True, slots=True)
class Decline(OfficeAct):
    """不归我们管: with the right door, and whoever held it is freed."""

    reason: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        item = desk.book.items[case.item]
        door, hotline = texts.right_door(item), desk.book.numbers.hotline
        reason = self.reason or texts.not_ours(door, hotline)
        event = desk.event(EventKind.DECLINED, why=reason, human=True)
        contacted, held = case.contacted_at or desk.now, case.assignee if case.state is not State.HUNG else None
        case = desk.move(case, event, closed_at=desk.now, contacted_at=contacted, told_resident_at=desk.now)
        tell_reporters(desk, case, texts.declined(case, reason, door, draft_of(desk, case), hotline))
        desk.write(held, steward.off_your_list(case, "不归社区管，已告知居民去处"), urgency=case.urgency)
        desk.reply(office.settled(case, "已告知居民去处。"))
        return None
