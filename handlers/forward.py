"""It is not ours, and she wants help with the right door: passed to the street, or words to say there herself."""

from dataclasses import dataclass, replace

from domain.cases import Case, EventKind, State
from domain.messages import Draft
from domain.people import Level
from handlers.conversation import Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.discretion import office_of
from handlers.hers import OnCase
from handlers.texts import declining as texts
from handlers.texts import news
from handlers.texts.say import place_words


def draft_of(desk: Desk, case: Case, *, building: bool = True) -> str:
    """Our wording of it, with as much of the place as she allows."""
    place = replace(case.place, unit=None, point=None, spot=None)
    place = place if building else replace(place, building=None)
    where = place_words(place, desk.directory, room=False) or desk.directory.community_of(case.place.estate).name
    return texts.draft(case, where, desk.zone(case))


def forwarded_already(desk: Desk, case: Case) -> bool:
    return any(event.kind is EventKind.FORWARDED for event in desk.tx.cases.events(case.id))


@dataclass(frozen=True, slots=True)
class AskForward(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state is not State.DECLINED or forwarded_already(desk, case):
            desk.reply(news.too_late(case))
            return None
        if not case.place.building:
            return Forward(case.number).act_on(desk, case)
        house = place_words(replace(case.place, unit=None), desk.directory, room=False)
        return ask(how_much_place, Draft().answer(case=case.number), texts.how_much_place(case, house))


@step
def how_much_place(draft: Draft, said: Said, scene: Scene) -> Turn:
    """Whatever is not a plain yes to the building is taken as no."""
    return finish(Forward(draft.get("case", ""), building=said.code == "place:building"))


@dataclass(frozen=True, slots=True)
class Forward(OnCase):
    building: bool = False

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state is not State.DECLINED or forwarded_already(desk, case):
            desk.reply(news.too_late(case))
            return None
        words = draft_of(desk, case, building=self.building)
        case = desk.move(case, desk.event(EventKind.FORWARDED, detail={"draft": words}), level=Level.STREET)
        desk.write_all(office_of(desk, case), texts.please_forward(case, words))
        desk.reply(texts.forwarded(case, words))
        return None


@dataclass(frozen=True, slots=True)
class CallMyself(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        desk.reply(texts.call_yourself(case, desk.book.numbers.hotline, draft_of(desk, case)))
        return None
