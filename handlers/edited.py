"""A message worded anew. In a telling the new words replace the old; a case that came of it gets them; else they are kept.

What was said stays in her chat as she said it; nothing here forgets a word.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.cases import IN_HAND, Case, EventKind, State
from domain.messages import Draft, InboundMessage
from domain.places import Place, Point
from domain.reading import Intent, Reading, Tier
from handlers import resident
from handlers.conversation import STEPS, Act, Said, Turn, finish, typed_choice
from handlers.danger import MoreOfDanger
from handlers.desk import Desk, Scene
from handlers.discretion import office_of
from handlers.dispatch import assign_and_tell, call_office
from handlers.hers import OnCase, hers
from handlers.letters import holder_post
from handlers.menu import file_for
from handlers.reopen import add
from handlers.steward import is_staff
from handlers.texts import edited, telling
from handlers.texts.say import place_words
from handlers.told import UNSORTED, enclosed, keys_of
from handlers.unfinished import UNFINISHED, Meanwhile
from routing.read import Context

ANEW = "改了原话："
FIRST = frozenset({EventKind.OPENED, EventKind.JOINED})
STAFF_WORDS = frozenset({EventKind.NOTED, EventKind.ANSWERED, EventKind.RELAYED})
MOVABLE = IN_HAND | {State.RECEIVED}
TELLS = frozenset({Intent.REPORT, Intent.HELP, Intent.SUGGESTION, Intent.ENQUIRY})


def earlier(desk: Desk, message: InboundMessage) -> str | None:
    """What the message said before; None if it corrects nothing we ever heard, and so is news to us.

    Then what it corrects is not heard any more: it can only come late.
    """
    if message.corrects is None:
        return None
    words = desk.tx.transcript.words_of(message.address, message.corrects, message.key)
    if words is None:
        desk.tx.inbox.first_time(message.address, message.corrects, desk.now)
    return words


def danger_of(said: Said, key: str | None, draft: Draft) -> tuple[Said, Draft]:
    """What an alarm is made of: a telling that is nothing but the message worded anew goes into it."""
    if key is None or keys_of(draft) != (key,):
        return said, draft
    return replace(said, enclosed=(*enclosed(draft), *said.enclosed)), Draft()


def tapped(said: Said) -> Act | None:
    return Moved(said.argument) if said.verb == "moved" else None


def anew(desk: Desk, key: str | None, said: Said, draft: Draft, scene: Scene) -> Turn | None:
    """What follows from the new words; None if the old led to nothing and the new ones tell of something."""
    said = replace(said, code=None)
    if key is None:
        return None
    if key in keys_of(draft):
        return reread(draft, key, said.text, scene)
    found = desk.tx.cases.told_in(scene.speaker.id, key)
    told = tuple(dict.fromkeys(case for case, event in found if event.kind in FIRST)) or tuple(c for c, _ in found[:1])
    if any(event.kind in STAFF_WORDS for _, event in found):
        return Turn((edited.not_passed_on(desk.tx.cases.get(told[0])),), draft)
    numbers = tuple(case.number for id in told if (case := desk.tx.cases.get(id)).state.open)
    if numbers:
        act = Reworded(numbers, said.text)
        return finish(Meanwhile(act, draft) if draft.step in UNFINISHED else act)
    return Turn(draft=draft) if told or draft.step or not tells(said, scene) else None


def tells(said: Said, scene: Scene) -> bool:
    reading: Reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    told = reading.intent in TELLS and any(matter.verdict.best for matter in reading.matters)
    return told or reading.danger.tier is not Tier.NONE


def reread(draft: Draft, key: str, words: str, scene: Scene) -> Turn:
    """The telling once more from its first message, with the new words in their place.

    Where it had been called out in a group, the group hears no more of it: what is worded anew was said to us alone.
    """
    entries = [{**entry, "text": words, "code": None} if entry["key"] == key else entry for entry in draft.get("said")]
    first, *rest = entries
    said = said_in(first, Turn())
    turn = file_for(Draft(), said, scene) if is_staff(scene.speaker.role) else resident.speaks(said, scene)
    while turn.act is None and (fitting := next((e for e in rest if e["step"] == turn.draft.step), None)):
        rest.remove(fitting)
        turn = STEPS[fitting["step"]](turn.draft, said_in(fitting, turn), scene)
    return turn


def said_in(entry: Mapping[str, Any], asked: Turn) -> Said:
    offered = asked.notices[-1].choices if asked.notices else ()
    point = Point(**entry["point"]) if entry["point"] else None
    code = entry["code"] or typed_choice(entry["text"], offered)
    return Said(entry["text"], code, tuple(entry["enclosed"]), None, entry["key"], point)


@dataclass(frozen=True, slots=True)
class Reworded(Act):
    """The cases that came of it get the new words; whoever has them is told once, and she hears that it is noted."""

    numbers: tuple[str, ...]
    words: str

    def perform(self, desk: Desk) -> Turn | None:
        cases = [case for number in self.numbers if (case := hers(desk, number)) and case.state.open]
        for case in cases:
            if case.danger:
                return MoreOfDanger(case.number, f"{ANEW}{self.words}").perform(desk)
        noted = [add(desk, case, f"{ANEW}{self.words}", ()) for case in cases]
        if len(noted) == 1:
            ask_what_changed(desk, noted[0], self.words)
        elif noted:
            desk.reply(edited.noted(noted[0]))
        return None


def ask_what_changed(desk: Desk, case: Case, words: str) -> None:
    """Another place is asked about with two buttons; another topic is for the office to see."""
    place = other_place(desk, case, words)
    if place:
        desk.reply(edited.other_place(case, place_words(place, desk.directory)))
    else:
        desk.reply(edited.noted(case))
    verdict = desk.reader.matter(words).verdict
    if verdict.sure and verdict.best and case.topic not in (UNSORTED, verdict.best.topic):
        items = tuple(desk.book.items[guess.item] for guess in verdict.guesses)
        desk.write_all(office_of(desk, case), edited.other_topic(case, words, items), urgency=case.urgency)


def other_place(desk: Desk, case: Case, words: str) -> Place | None:
    """The place the words clearly name, if it is not where the case is."""
    found, here = desk.reader.place(words, desk.speaker.home), case.place
    if case.state not in MOVABLE or desk.directory.building(found.estate, found.building) is None:
        return None
    same = (found.estate, found.building) == (here.estate, here.building) and found.unit in (None, here.unit)
    return None if same else found


@dataclass(frozen=True, slots=True)
class Moved(OnCase):
    """She says that the new place is the right one: the case goes there, to whoever cares for it."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        said = [e.words for e in desk.tx.cases.events(case.id) if e.words.startswith(ANEW)][-1:]
        place = other_place(desk, case, said[0].removeprefix(ANEW)) if said else None
        if place is None or case.danger:
            desk.reply(telling.past(desk.language))
            return None
        where = place_words(place, desk.directory)
        case = desk.move(case, desk.event(EventKind.ADDED, words=f"地点改为{where}"), place=place)
        if case.state is State.RECEIVED:
            case = call_office(desk, case)
        else:
            case = assign_and_tell(desk, case, case.level, why=("居民改了地点",), title="地点改了")
        desk.reply(edited.moved(case, where, holder_post(desk, case)))
        return None
