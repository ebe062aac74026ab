"""Danger to life: numbers first, before any other logic; then the duty people are called until one of them answers."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from domain.cases import Case, EventKind, State, Urgency
from domain.messages import Draft, Notice
from domain.people import Level
from domain.reading import Tier
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.discretion import OFFICE_ONLY, complained_about, office_of, post_for, same_circle
from handlers.dispatch import choose
from handlers.hers import hers
from handlers.letters import tell_reporters
from handlers.opening import new_case, opening
from handlers.texts import danger
from handlers.told import UNSORTED, Told
from routing.read import Reader

KEY_NINE = "9"
ONE_DANGER = timedelta(hours=1)
SAYS_SAFE = re.compile("(?<![不没])安全了|没事了|没危险了|(?<!not )safe now", re.IGNORECASE)
DOUBTS = re.compile("不安全|吗|[?？]|not safe|n't safe", re.IGNORECASE)
ITEM_OF = {"E6": "DT1", "E1": "XF4", "E2": "XF4", "E7": "XF5", "E10": "GK2", "E11": "FW1"}


def cries_for_help(reader: Reader, text: str) -> bool:
    """Key 9, or words that speak plainly of danger to life."""
    return unicodedata.normalize("NFKC", text) == KEY_NINE or reader.danger(text).tier is Tier.HARD


@dataclass(frozen=True, slots=True)
class CallDuty(Act):
    """`kind`: E1 … E16, or None when only key 9 was pressed. Never waits for an address or an answer."""

    kind: str | None
    words: str = ""
    enclosed: tuple[int, ...] = ()

    def perform(self, desk: Desk) -> Turn | None:
        running = running_danger(desk, self.kind)
        if running:
            words = self.words if self.kind else "（又按了紧急键）"
            return MoreOfDanger(running.number, words, self.enclosed).perform(desk)
        case = open_danger(desk, self.kind, self.words, self.enclosed)
        call_everyone(desk, case)
        return ask(danger_follow, Draft().answer(case=case.number), danger.are_you_safe(desk.language, case))


def running_danger(desk: Desk, kind: str | None = None) -> Case | None:
    """The danger she spoke of within the hour and that nobody has ended: what she says next belongs to it.

    Not if `kind` may be told to other people only.
    """
    since = desk.now - ONE_DANGER
    open_now = desk.tx.cases.of_reporter(desk.speaker.id, only_open=True)
    recent = (case for case in open_now if case.danger and case.told_at >= since)
    return next((case for case in recent if kind is None or same_circle(case, kind)), None)


def open_danger(desk: Desk, kind: str | None, words: str, enclosed: tuple[int, ...]) -> Case:
    """A case that is already in hand: with the nearest steward, or the office alone where discretion matters."""
    found = desk.reader.place(words, desk.speaker.home)
    place = found if found.known else desk.speaker.home
    why = (f"{desk.book.emergencies[kind].name if kind else '居民按了紧急键'}",)
    told = Told(words, ITEM_OF.get(kind or "", UNSORTED), place=place, why=why)
    case = new_case(desk, told, enclosed, reporter=desk.speaker.id, urgency=Urgency.P0, danger=kind or KEY_NINE)
    first = choose(desk, case, Level.OFFICE if kind in OFFICE_ONLY else Level.BUILDING)
    event = desk.event(EventKind.ASSIGNED, why="；".join(first.why), detail={"to": first.person})
    return desk.open(case, opening(desk, case), event, assignee=first.person, level=first.level, assigned_at=desk.now)


def duty_people(desk: Desk, case: Case) -> tuple[int, ...]:
    """P0 goes to all levels at once; what must stay discreet goes to the office alone."""
    if case.danger in OFFICE_ONLY:
        return office_of(desk, case)
    nearest = tuple(choose(desk, case, level).person for level in (Level.BUILDING, Level.ESTATE))
    everyone = (*nearest, *desk.staff(Level.GRID, Level.OFFICE, community=case.community))
    kept_out = complained_about(desk, case)
    return tuple(person for person in everyone if person is not None and person not in kept_out)


def call_everyone(desk: Desk, case: Case, *, again: int = 0) -> None:
    kind = desk.book.emergencies.get(case.danger or "")
    desk.write_all(duty_people(desk, case), danger.alert(case, kind, desk.directory, again=again), urgency=case.urgency)


@dataclass(frozen=True, slots=True)
class MoreOfDanger(Act):
    number: str
    words: str = ""
    enclosed: tuple[int, ...] = ()
    unsafe: bool = False

    def perform(self, desk: Desk) -> Turn | None:
        case = hers(desk, self.number)
        if case is None or not case.state.open:
            desk.reply(danger.safe_noted(desk.language))
            return None
        said = "不安全" if self.unsafe else self.words
        case = desk.move(
            case,
            desk.event(EventKind.ADDED, words=said, enclosed=self.enclosed),
            enclosed=(*case.enclosed, *self.enclosed),
        )
        notice = danger.update(case, self.words, self.enclosed, unsafe=self.unsafe)
        desk.write_all(duty_people(desk, case), notice, urgency=case.urgency)
        return ask(danger_follow, Draft().answer(case=case.number), self.answer(desk, case))

    def answer(self, desk: Desk, case: Case) -> Notice:
        numbers = desk.book.numbers
        if self.unsafe:
            return danger.unsafe_noted(desk.language, case, desk.book.emergencies.get(case.danger or ""), numbers)
        return danger.more_passed_on(desk.language, case, numbers)


@dataclass(frozen=True, slots=True)
class NoteSafe(Act):
    number: str
    words: str = ""

    def perform(self, desk: Desk) -> Turn | None:
        case = hers(desk, self.number)
        if case is None or not case.state.open:
            desk.reply(danger.safe_noted(desk.language))
            return None
        words = f"居民说现在安全：{self.words}" if self.words else "居民说现在安全"
        case = desk.move(case, desk.event(EventKind.ADDED, words=words))
        desk.write_all(duty_people(desk, case), danger.someone_is_safe(case, words), urgency=case.urgency)
        desk.reply(danger.safe_noted(desk.language))
        return None


@step
def danger_follow(draft: Draft, said: Said, scene: Scene) -> Turn:
    """Whatever she writes next goes to the duty people, until she says she is safe."""
    number = draft.get("case", "")
    if not any(case.number == number for case in scene.open_cases):
        return finish(None, danger.safe_noted(scene.language))
    if said.verb == "safe" or (not said.code and SAYS_SAFE.search(said.text) and not DOUBTS.search(said.text)):
        return finish(NoteSafe(number, "" if said.code else said.text))
    return finish(MoreOfDanger(number, said.text, said.enclosed, unsafe=said.verb == "unsafe"))


def acknowledge(desk: Desk, case: Case, name: str) -> Case:
    """A human answers: the calling ends, and whoever answered has it from now on."""
    if case.acknowledged_at:
        return case
    event = desk.event(EventKind.ACKNOWLEDGED, human=True)
    case = desk.move(case, event, acknowledged_at=desk.now, contacted_at=case.contacted_at or desk.now)
    if case.state is State.ASSIGNED:
        taken = desk.event(EventKind.ACCEPTED, why="应答紧急呼叫")
        case = desk.move(case, taken, assignee=desk.speaker.id, level=level_of(desk, case), accepted_at=desk.now)
    tell_reporters(desk, case, danger.acknowledged(case, name))
    others = [person for person in duty_people(desk, case) if person != desk.speaker.id]
    desk.write_all(others, danger.someone_has_it(case, name), urgency=case.urgency)
    return case


def level_of(desk: Desk, case: Case) -> Level:
    post = post_for(desk, desk.speaker.id, case)
    return post.level if post else Level.OFFICE
