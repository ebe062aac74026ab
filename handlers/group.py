"""Somebody calls us in an estate's group: one line there that tells nothing, everything else in a talk with her alone.

Of a call we keep only what her own chat then holds; of anything else said in a group, nothing.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

from domain.messages import Draft, InboundMessage, Notice
from domain.people import Person, Role
from domain.places import Place
from handlers.conversation import Turn
from handlers.danger import cries_for_help
from handlers.desk import Desk, House
from handlers.doors import LINKS_GROUP, OPENS_TALK, estate_behind, make_door
from handlers.entering import greet
from handlers.inbox import START, converse, turn
from handlers.neighbours import at_home_in, same_matter
from handlers.opening import OpenCases
from handlers.texts import group as texts
from handlers.texts import trouble
from handlers.told import tolds
from routing.identifiers import without_identifiers
from routing.read import language_of
from storage.tx import Tx

SAME_LATELY = timedelta(hours=6)
SAME_IN_REPLY = timedelta(days=7)
SAME_WORDS = re.compile(
    r"(?:我|我们|咱|咱们|俺)?(?:家|家里|这里|这边|这儿|楼里|这幢|这栋)?也(?:是|有|一样|这样|同样)(?:的|啊|呢|了|哦)*"
    r"|同样(?:的情况)?|同上|一样的?|\+1|加1|加一|算我一个|metoo|ustoo|same(?:here)?"
)
SHORT = 15
FEW = 3
MARKS = re.compile(r"[\s。，！？、!?,.~…]+")


def call(tx: Tx, message: InboundMessage, house: House, now: datetime) -> bool:
    """One call. False if it had been heard before."""
    if message.group is None or not tx.inbox.first_time(message.group, message.key, now):
        return False
    spoken_in = tx.people.meet(message.group, now, role=Role.GROUP)
    tx.people.seen(message.group, now)
    origin = f"g:{message.group.channel}:{message.group.key}:{message.key}"
    desk = Desk(tx, house, now, origin, spoken_in, message.group)
    if message.door:
        link(desk, message.door)
    else:
        answer(desk, message)
    return True


def link(desk: Desk, door: str) -> None:
    """The office's link was used to bring us into this group."""
    estate = desk.directory.estate(estate_behind(desk, LINKS_GROUP, door))
    if estate is None:
        desk.reply(texts.link_unknown())
        return
    desk.tx.people.set_home(desk.speaker.id, Place(estate=estate.code))
    desk.reply(texts.linked(estate.name))
    desk.write_all(desk.office(), texts.told_office(estate.name))


def answer(desk: Desk, message: InboundMessage) -> None:
    """Numbers first if life may be at stake, whoever asks and wherever."""
    in_danger = cries_for_help(desk.reader, message.text)
    if in_danger:
        desk.reply(texts.danger(language_of(message.text), desk.book.numbers))
    estate = desk.speaker.home.estate
    if estate is None:
        say_once_not_linked(desk)
        return
    answer_alone(desk, message, make_door(desk.house, OPENS_TALK, estate, desk.now))


def say_once_not_linked(desk: Desk) -> None:
    if not desk.speaker.greeted:
        desk.reply(texts.not_linked())
        desk.tx.people.greeted(desk.speaker.id)


def answer_alone(desk: Desk, message: InboundMessage, door: str) -> None:
    """One line for the group; whatever it is goes on in her own chat, or waits there for her."""
    caller = desk.tx.people.meet(message.address, desk.now, reachable=False)
    words = without_identifiers(message.text)
    if not message.goes_along:
        desk.reply(line(desk, caller, message, words, door))
    if caller.role is Role.RESIDENT and (words not in ("", START) or message.enclosed):
        go_on_alone(desk, caller, message, words)


def line(desk: Desk, caller: Person, message: InboundMessage, words: str, door: str) -> Notice:
    if caller.role is not Role.RESIDENT:
        return texts.work(door)
    if words in ("", START) and not message.enclosed:
        return texts.what_for(door)
    language = language_of(words) if len(words) > FEW else caller.language
    reached = desk.tx.people.reachable(message.address)
    return texts.answered(language, door) if reached else texts.go_on(language, door)


def go_on_alone(desk: Desk, caller: Person, message: InboundMessage, words: str) -> None:
    case = None if cries_for_help(desk.reader, words) else case_meant(desk, message, words)

    def take(her: Desk, said: InboundMessage, draft: Draft) -> Turn | None:
        at_home_in(her, desk.speaker.home.estate or "")
        outcome = same(her, case, draft) if case else said_in_group(her, said, draft, desk.speaker.id)
        return outcome if words == message.text else with_hint(outcome, her)

    converse(desk.tx, replace(message, text=words, answers=None), desk.house, desk.now, caller, take)


def case_meant(desk: Desk, message: InboundMessage, words: str) -> str | None:
    """The case that "ours too" is about: the one our line told of that she replies to, or the last one told of lately."""
    plain = MARKS.sub("", unicodedata.normalize("NFKC", words)).casefold()
    same_words = SAME_WORDS.fullmatch(plain) is not None
    told = desk.tx.transcript
    assert message.group is not None
    if message.answers and (same_words or ("也" in plain and len(plain) <= SHORT)):
        meant = told.last_case(message.group, since=desk.now - SAME_IN_REPLY, vendor=message.answers)
        if meant:
            return meant
    return told.last_case(message.group, since=desk.now - SAME_LATELY) if same_words else None


def same(her: Desk, case: str, draft: Draft) -> Turn:
    greet(her)
    return Turn((same_matter(her, case),), draft)


def said_in_group(her: Desk, said: InboundMessage, draft: Draft, spoken_in: int) -> Turn | None:
    """As if she had said it to us alone, with her words before the answer and the group noted for what comes of it."""
    outcome = turn(her, said, draft)
    if outcome is None or cries_for_help(her.reader, said.text):
        return outcome
    if said.text:
        outcome = replace(outcome, notices=(texts.you_said(her.language, said.text), *outcome.notices))
    return outcome if draft.step else named_in(outcome, spoken_in)


def named_in(outcome: Turn, spoken_in: int) -> Turn:
    """What she tells alone, before or after, is none of the group's business."""
    act, after = outcome.act, outcome.draft
    if isinstance(act, OpenCases):
        act = replace(act, group=(spoken_in, len(act.matters)))
    if tolds(after):
        after = after.answer(group=[spoken_in, len(tolds(after))])
    return replace(outcome, draft=after, act=act)


def with_hint(outcome: Turn | None, her: Desk) -> Turn:
    outcome = outcome or Turn()
    return replace(outcome, notices=(*outcome.notices, texts.recall(her.language)))


def set_aside(tx: Tx, message: InboundMessage, error: str, house: House, now: datetime) -> None:
    """A call that no try could handle: the group hears where to go on, the office reads what may be kept of it."""
    assert message.group is not None
    kept = replace(message, text=without_identifiers(message.text))
    tx.inbox.set_aside(kept, error, now)
    spoken_in = tx.people.meet(message.group, now, role=Role.GROUP)
    desk = Desk(tx, house, now, f"aside:{message.group.key}:{message.key}", spoken_in, message.group)
    estate = spoken_in.home.estate
    if estate:
        desk.reply(texts.go_on(language_of(message.text), make_door(house, OPENS_TALK, estate, now)))
        desk.write_all(desk.office(), trouble.set_aside(kept.text))
