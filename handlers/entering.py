"""Someone comes in: through a poster on a door, a one-time link, out of a group, back to her seat, or by pressing Start.

Who comes for the first time is greeted once; whoever presses Start always gets an answer.
"""

import hashlib
from dataclasses import replace

from domain.messages import Draft
from domain.people import Role
from domain.places import Place
from handlers import menu, neighbours
from handlers.conversation import Turn, finish
from handlers.desk import Desk
from handlers.report import next_question
from handlers.scene import scene_of
from handlers.steward import is_staff
from handlers.texts import telling
from handlers.texts.say import place_words
from handlers.told import tolds
from handlers.unfinished import UNFINISHED

ENTERED = "entered"


def press_start(desk: Desk, draft: Draft) -> Turn | None:
    """What she can do here; in the midst of a telling, the question she was asked."""
    if is_staff(desk.speaker.role):
        return Turn((menu.welcome(desk),), draft)
    if not desk.speaker.greeted:
        return enter(desk, ENTERED, draft)
    if draft.step in UNFINISHED and tolds(draft):
        return next_question(draft, scene_of(desk))
    shown = menu.menu(desk.speaker, desk.directory)
    return Turn((telling.here_again(desk.language, desk.book.numbers).with_choices(*shown),), draft)


def enter(desk: Desk, door: str, draft: Draft) -> Turn | None:
    building = desk.directory.behind_door(door)
    if building:
        return enter_building(desk, Place(building.estate, building.number), draft)
    from_group = neighbours.through(desk, door, draft)
    if from_group is not None:
        greet(desk)
        return Turn(from_group, draft)
    if door != ENTERED:
        person = desk.tx.invites.take(hashed(door), desk.now)
        if person is None or desk.address is None:
            greet(desk)
            return finish(None, telling.unknown_door(desk.language))
        desk.tx.people.link(person, desk.address, desk.now)
        desk.said_by = desk.tx.people.get(person)
        desk.look_again()
    if is_staff(desk.speaker.role):
        return Turn((menu.welcome(desk),), draft) if new_here(desk) else Turn(draft=draft)
    greet(desk)
    return Turn(draft=draft)


def enter_building(desk: Desk, place: Place, draft: Draft) -> Turn:
    speaker = desk.speaker
    home = speaker.home
    if (home.estate, home.building) != (place.estate, place.building):
        desk.tx.people.set_home(speaker.id, place)
        desk.said_by = replace(speaker, home=place)
    if not speaker.greeted and speaker.role is Role.RESIDENT:
        greet(desk)
        return finish(None)
    if draft.step in UNFINISHED and tolds(draft):
        return next_question(draft, scene_of(desk))
    return Turn((telling.welcome_back(desk.language, place_words(place, desk.directory)),), draft)


def new_here(desk: Desk) -> bool:
    """Nothing was ever said to her in this chat: a page opened again is not greeted again."""
    return desk.address is not None and desk.tx.transcript.last_notice(desk.address) is None


def hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def greet(desk: Desk) -> None:
    """The first contact: who reads this and what is kept, once."""
    speaker = desk.speaker
    if speaker.greeted or speaker.role is not Role.RESIDENT:
        return
    community = desk.directory.community_of(speaker.home.estate).name
    place = place_words(speaker.home, desk.directory, room=False)
    desk.reply(telling.hello(desk.language, community, desk.book.numbers, place))
    desk.tx.people.greeted(speaker.id)
