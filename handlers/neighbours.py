"""A neighbour comes out of the estate's group into a talk of her own: to go on there, or because hers is the same matter."""

from dataclasses import dataclass, replace

from domain.cases import Case
from domain.messages import Draft, Notice
from domain.places import Place
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.discretion import may_be_joined
from handlers.doors import OPENS_TALK, case_behind, estate_behind
from handlers.opening import join
from handlers.texts import group, telling
from handlers.texts.say import place_words
from handlers.told import Told


def through(desk: Desk, door: str, draft: Draft) -> tuple[Notice, ...] | None:
    """What she reads who presses a button of the group's; None if the code is not one of ours."""
    number = case_behind(desk, door)
    if number:
        return (same_matter(desk, number),)
    estate = estate_behind(desk, OPENS_TALK, door)
    if estate is None:
        return None
    at_home_in(desk, estate)
    silent = draft.step or not desk.speaker.greeted or (desk.address and desk.tx.outbox.awaited(desk.address))
    return () if silent else (telling.greeting(desk.language, desk.book.numbers),)


def at_home_in(desk: Desk, estate: str) -> None:
    """Whoever speaks in an estate's group lives there, as far as we know."""
    if desk.speaker.home == Place():
        home = Place(estate=estate)
        desk.tx.people.set_home(desk.speaker.id, home)
        desk.said_by = replace(desk.speaker, home=home)


def same_matter(desk: Desk, number: str) -> Notice:
    case = desk.tx.cases.by_number(number)
    if case is None or not may_be_joined(desk, case):
        return group.over(desk.language)
    if desk.speaker.id in desk.tx.cases.reporters(case.id):
        return group.yours_already(desk.language, case)
    return group.same_matter(desk.language, case, where(desk, case))


def where(desk: Desk, case: Case) -> str:
    return place_words(Place(case.place.estate, case.place.building), desk.directory)


@dataclass(frozen=True, slots=True)
class Also(Act):
    """She says that it is the same; "no": it is not."""

    number: str

    def perform(self, desk: Desk) -> Turn | None:
        case = desk.tx.cases.by_number(self.number)
        if case is None:
            desk.reply(group.what_then(desk.language))
        elif not may_be_joined(desk, case):
            desk.reply(group.over(desk.language))
        elif desk.speaker.id in desk.tx.cases.reporters(case.id):
            desk.reply(group.yours_already(desk.language, case))
        else:
            join(desk, Told("我家也是", joins=case.number), ())
        return None
