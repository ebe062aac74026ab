"""A message arrives: heard once, its words kept, danger first, then whatever the conversation makes of it."""

import hashlib
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

from domain.cases import Case
from domain.errors import ForbiddenMove
from domain.messages import Choice, Draft, InboundMessage, Notice
from domain.people import Role
from domain.places import Place
from domain.reading import Tier
from handlers import danger as emergency
from handlers import follow, menu, privacy, resident, steward
from handlers.conversation import CASE_NUMBER, STEPS, Act, Said, Turn, carry_out, finish, meant
from handlers.desk import Desk, House, Scene
from handlers.reopen import REVIVABLE
from handlers.report import UNFINISHED, Meanwhile, next_question, words_so_far
from handlers.texts import danger, news, telling, trouble
from handlers.texts import steward as steward_texts
from handlers.texts.say import place_words
from handlers.told import enclosed, tolds
from routing.book import EmergencyKind
from routing.read import language_of
from storage.tx import Tx

ENTERED = "entered"
START = "/start"
HUMAN_WORDS = frozenset({"人工", "转人工", "找人工", "人工服务", "human"})
LATELY = timedelta(days=30)
LAPSES_AFTER = timedelta(hours=2)
CANCEL_WORDS = frozenset({"算了", "取消", "cancel"})


def hear(tx: Tx, message: InboundMessage, house: House, now: datetime) -> bool:
    """One turn. False if the message had been heard before."""
    if not tx.inbox.first_time(message.address, message.key, now):
        return False
    speaker = tx.people.meet(message.address, now)
    tx.people.seen(message.address, now)
    tx.transcript.heard(message, now)
    origin = f"m:{message.address.channel}:{message.address.key}:{message.key}"
    desk = Desk(tx, house, now, origin, speaker, message.address)
    before = tx.drafts.get(message.address)
    try:
        with tx.savepoint():
            after = carry_out(desk, turn(desk, message, before))
    except ForbiddenMove:
        desk = Desk(tx, house, now, origin, speaker, message.address)
        going_on = before if before.step in UNFINISHED else Draft()
        after = carry_out(desk, Turn((too_late(desk, message, before),), going_on))
    tx.drafts.save(message.address, after, now)
    return True


def not_lapsed(desk: Desk, draft: Draft) -> Draft:
    """A question left alone for hours no longer takes the next message for its answer."""
    old = draft.updated_at is not None and desk.now - draft.updated_at > LAPSES_AFTER
    return Draft() if old and draft.step not in UNFINISHED else draft


def turn(desk: Desk, message: InboundMessage, draft: Draft) -> Turn | None:
    if message.door or message.text.strip() == START:
        return enter(desk, message.door or ENTERED, draft)
    desk.tapped = message.tap is not None
    draft = not_lapsed(desk, draft)
    offers = desk.tx.transcript.last_offers(message.address)
    standing = menu.menu(desk.speaker, desk.directory)
    said = meant(message, numbered(desk, draft, offers), (*(choice for offer in offers for choice in offer), *standing))
    set_language(desk, said)
    danger_turn = danger_first(desk, said, draft)
    if danger_turn:
        return danger_turn
    greet(desk)
    return answer(desk, said, draft)


def numbered(desk: Desk, draft: Draft, offers: tuple[tuple[Choice, ...], ...]) -> tuple[Choice, ...]:
    """A typed number means the choices she saw last; inside a question that offers none it is just a number."""
    if draft.step and not draft.offered:
        return ()
    return offers[0] if offers else ()


def set_language(desk: Desk, said: Said) -> None:
    """The language of the last message that was long enough to tell."""
    speaker = desk.speaker
    if speaker.role is not Role.RESIDENT or said.code or len(said.text) < 4:
        return
    language = language_of(said.text)
    if language == "zh" and not any("一" <= letter <= "鿿" for letter in said.text):
        return
    if language != speaker.language:
        desk.tx.people.set_language(speaker.id, language)
        desk.said_by = replace(speaker, language=language)


def danger_first(desk: Desk, said: Said, draft: Draft) -> Turn | None:
    """Numbers before anything else. Staff in the middle of an action see them too, and their action goes on."""
    nine = unicodedata.normalize("NFKC", said.text) == emergency.KEY_NINE
    resident_speaks = desk.speaker.role is Role.RESIDENT
    bare_nine = nine and (resident_speaks or (said.code is None and not draft.step))
    if said.code in ("danger:9", "danger:yes") or bare_nine:
        return speak_of_danger(desk, None, said, draft)
    if said.code or not said.text:
        return None
    found = desk.reader.danger(said.text)
    if found.tier is not Tier.HARD:
        return None
    acting = bool(draft.step and draft.step not in menu.FILING and not draft.get("filed"))
    if not resident_speaks and (acting or said.quotes):
        desk.reply(danger.numbers_first(desk.language, kind_of(desk, found.kind), desk.book.numbers))
        return None
    return speak_of_danger(desk, found.kind, said, draft)


def kind_of(desk: Desk, code: str | None) -> EmergencyKind | None:
    return desk.book.emergencies.get(code or "")


def speak_of_danger(desk: Desk, kind: str | None, said: Said, draft: Draft) -> Turn:
    """Key 9 says nothing by itself: the danger is what she wrote before, or the one already spoken of.

    What she was telling meanwhile is kept as a matter of its own.
    """
    words = said.text if kind else desk.earlier_words(but=said.text)
    if kind is None and words:
        kind = desk.reader.danger(words).kind
    running = emergency.running_danger(desk)
    shown = kind or (running.danger if running else None)
    numbers = danger.numbers_first(desk.language, kind_of(desk, shown), desk.book.numbers)
    call: Act = emergency.CallDuty(kind, words, said.enclosed)
    if draft.step in UNFINISHED and words_so_far(draft) != words:
        call = Meanwhile(call, draft)
    return Turn((numbers,), Draft(), call)


def greet(desk: Desk) -> None:
    """The first contact: who reads this and what is kept, once."""
    speaker = desk.speaker
    if speaker.greeted or speaker.role is not Role.RESIDENT:
        return
    community = desk.directory.community_of(speaker.home.estate).name
    place = place_words(speaker.home, desk.directory, room=False)
    desk.reply(telling.hello(desk.language, community, desk.book.numbers, place))
    desk.tx.people.greeted(speaker.id)


def answer(desk: Desk, said: Said, draft: Draft) -> Turn:
    """Global choices first, then the step that waits, then whatever her role makes of free words."""
    if said.code == "danger:no":
        return Turn((danger.good_to_hear(desk.language),), draft)
    staff = steward.is_staff(desk.speaker.role)
    if said.text in HUMAN_WORDS or said.code == "human":
        if staff:
            return Turn(menu.help_words(desk).notices, draft)
        return finish(follow.CallHuman(words_so_far(draft), enclosed(draft)))
    if draft.step == "which_case" and said.code and said.verb == draft.get("verb"):
        return finish(resident.carried(said.verb, said.argument, draft))
    act = tapped(desk, said)
    if act:
        keeps = draft.step in UNFINISHED and not isinstance(act, privacy.Forget)
        return finish(Meanwhile(act, draft) if keeps else act)
    if desk.tapped and said.code not in {choice.code for choice in draft.offered}:
        return Turn((telling.past(desk.language),), draft)
    if draft.step and said.text in CANCEL_WORDS:
        return finish(None, telling.dropped(desk.language))
    if draft.step and not (staff and said.text in menu.LIST_WORDS):
        return answer_step(desk, said, draft)
    scene = scene_of(desk)
    return menu.staff_speaks(desk, said, scene) if staff else resident.speaks(said, scene)


def answer_step(desk: Desk, said: Said, draft: Draft) -> Turn:
    step = STEPS.get(draft.step or "")
    if step is None:
        return finish(None, telling.start_again(desk.language))
    return step(draft, said, scene_of(desk))


def tapped(desk: Desk, said: Said) -> Act | None:
    """The act behind a choice that stands by itself, whatever conversation is going on."""
    if not said.code:
        return None
    if steward.is_staff(desk.speaker.role):
        act = menu.tapped(said)
        if act:
            return act
    return resident.tapped(said) or privacy_taps(said)


def privacy_taps(said: Said) -> Act | None:
    acts: dict[str, Act] = {
        "mydata": privacy.ShowMine(),
        "mydata:export": privacy.Export(),
        "mydata:delete": privacy.AskForget(),
        "forget:yes": privacy.Forget(),
    }
    return acts.get(said.code or "")


def scene_of(desk: Desk) -> Scene:
    tx, speaker = desk.tx, desk.speaker
    since = desk.calendar().plus(desk.now, desk.book.clock.limits.merge.times(-1))

    def similar(item: str, place: Place) -> tuple[Case, ...]:
        return tx.cases.similar(place.estate or "", place.building, item, since)

    return Scene(
        book=desk.book,
        reader=desk.reader,
        directory=desk.directory,
        calendar=desk.calendar(speaker.home.estate),
        now=desk.now,
        speaker=speaker,
        open_cases=tx.cases.of_reporter(speaker.id, only_open=True),
        similar=similar,
        last_closed=lambda: last_closed(desk),
        asked_by_steward=lambda: asked_by_steward(desk),
        told_today=lambda: tx.cases.told_by_since(speaker.id, desk.now - timedelta(hours=24)),
    )


def asked_by_steward(desk: Desk) -> str | None:
    """The case whose steward spoke to her last, if nothing else was said to her since."""
    last = desk.tx.transcript.last_notice(desk.address) if desk.address else None
    return last.case if last and last.kind == "relayed" else None


def last_closed(desk: Desk) -> Case | None:
    """Her case that ended last, if it ended lately and may come back to life."""
    since = desk.now - LATELY
    ended = [case for case in desk.tx.cases.of_reporter(desk.speaker.id) if case.closed_at and case.closed_at > since]
    return max(
        (case for case in ended if case.state in REVIVABLE), key=lambda case: case.closed_at or since, default=None
    )


def too_late(desk: Desk, message: InboundMessage, draft: Draft) -> Notice:
    """The case has moved on since the choice was offered."""
    number = CASE_NUMBER.search(message.tap or draft.get("case") or message.text)
    case = desk.tx.cases.by_number(number[0]) if number else None
    if case is None:
        return telling.start_again(desk.language)
    return steward_texts.too_late(case) if steward.is_staff(desk.speaker.role) else news.too_late(case)


def enter(desk: Desk, door: str, draft: Draft) -> Turn | None:
    """Someone comes through a poster on a door, a one-time link, or back to her seat."""
    building = desk.directory.behind_door(door)
    if building:
        return enter_building(desk, Place(building.estate, building.number), draft)
    if door != ENTERED:
        person = desk.tx.invites.take(hashed(door), desk.now)
        if person is None or desk.address is None:
            greet(desk)
            return finish(None, telling.unknown_door(desk.language))
        desk.tx.people.link(person, desk.address, desk.now)
        desk.said_by = desk.tx.people.get(person)
        desk.look_again()
    if steward.is_staff(desk.speaker.role):
        return Turn((menu.welcome(desk),), draft) if new_here(desk) else Turn(draft=draft)
    greet(desk)
    return Turn(draft=draft)


def new_here(desk: Desk) -> bool:
    """Nothing was ever said to her in this chat: a page opened again is not greeted again."""
    return desk.address is not None and desk.tx.transcript.last_notice(desk.address) is None


def hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


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


def set_aside(tx: Tx, message: InboundMessage, error: str, house: House, now: datetime) -> None:
    """A message no try could handle: her words are kept, she gets an honest answer, the office is told.

    The conversation it belonged to is dropped, for it may be what cannot be handled.
    """
    tx.inbox.set_aside(message, error, now)
    speaker = tx.people.meet(message.address, now)
    tx.transcript.heard(message, now)
    desk = Desk(
        tx, house, now, f"aside:{message.address.channel}:{message.address.key}:{message.key}", speaker, message.address
    )
    tx.drafts.save(message.address, Draft(), now)
    desk.reply(telling.honest_failure(desk.language, desk.book.numbers))
    desk.write_all(desk.office(), trouble.set_aside(message.text))
