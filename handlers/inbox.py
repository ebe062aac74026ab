"""A message arrives: heard once, its words kept, danger first, then whatever the conversation makes of it."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.errors import ForbiddenMove
from domain.messages import Choice, Draft, InboundMessage, Notice
from domain.people import Person, Role
from domain.reading import Tier
from handlers import commands, edited, follow, menu, privacy, resident, steward
from handlers import danger as emergency
from handlers.conversation import CASE_NUMBER, STEPS, Act, Said, Turn, carry_out, finish, meant
from handlers.desk import Desk, House
from handlers.discretion import OFFICE_ONLY, note_refusal
from handlers.entering import enter, greet, press_start
from handlers.replied import Offers, is_elsewhere, of_its_case, with_offers
from handlers.scene import scene_of
from handlers.spot import spoken_spot
from handlers.texts import danger, news, sent, telling, trouble
from handlers.texts import steward as steward_texts
from handlers.told import enclosed, keys_of
from handlers.unfinished import UNFINISHED, Meanwhile, words_so_far
from routing.book import EmergencyKind
from routing.read import language_of
from storage.tx import Tx

START = "/start"
HUMAN_WORDS = frozenset({"人工", "转人工", "找人工", "人工服务", "human"})
LAPSES_AFTER = timedelta(hours=2)
CANCEL_WORDS = frozenset({"算了", "取消", "cancel"})
REFUSALS = frozenset(
    {"not_yours", "no_such_case", "refused", "danger_goes_on", "must_keep_out", "too_late", "past", "start_again"}
)
GOES_ON = UNFINISHED | {emergency.danger_follow.__name__}


Take = Callable[[Desk, InboundMessage, Draft], Turn | None]


def hear(tx: Tx, message: InboundMessage, house: House, now: datetime) -> bool:
    """One turn. False if nothing came of it: it had been heard before, was refused, or came too late."""
    if not tx.inbox.first_time(message.address, message.key, now):
        return False
    speaker = tx.people.meet(message.address, now)
    tx.people.seen(message.address, now)
    desk = converse(tx, message, house, now, speaker, turn)
    return not desk.answered_with & REFUSALS


def converse(tx: Tx, message: InboundMessage, house: House, now: datetime, speaker: Person, take: Take) -> Desk:
    """Keep her words, do what `take` makes of them, keep how far the talk has come. Returns the desk it was done on.

    Called out in a group by someone we cannot write to yet, the answers are held until she comes to us.
    """
    tx.transcript.heard(message, now)
    origin = f"m:{message.address.channel}:{message.address.key}:{message.key}"
    answers_to = message.address if message.group is None or tx.people.reachable(message.address) else None
    before = tx.drafts.get(message.address)
    desk = Desk(tx, house, now, origin, speaker, answers_to, keys=(*keys_of(before), message.key))
    tx.enclosures.belong(message.enclosed, speaker.id)
    try:
        with tx.savepoint():
            after = carry_out(desk, take(desk, message, before))
    except ForbiddenMove:
        desk = Desk(tx, house, now, origin, speaker, answers_to)
        going_on = before if before.step in GOES_ON else Draft()
        after = carry_out(desk, Turn((too_late(desk, message, before),), going_on))
    tx.drafts.save(message.address, after, now)
    return desk


def not_lapsed(desk: Desk, draft: Draft) -> Draft:
    """A question left alone for hours no longer takes the next message for its answer."""
    old = draft.updated_at is not None and desk.now - draft.updated_at > LAPSES_AFTER
    return Draft() if old and draft.step not in UNFINISHED else draft


def turn(desk: Desk, message: InboundMessage, draft: Draft) -> Turn | None:
    if message.door:
        return enter(desk, message.door, draft)
    if message.text.strip() == START:
        return press_start(desk, draft)
    desk.tapped = message.tap is not None
    before = edited.earlier(desk, message)
    if before == message.text:
        return Turn(draft=draft)  # nothing she wrote has changed
    draft = not_lapsed(desk, draft)
    message, offers = with_offers(desk, message)
    standing = commands.standing(desk.speaker, desk.directory)
    labels = (*(choice for offer in offers for choice in offer), *standing)
    said = of_its_case(meant(message, numbered(message, draft, offers), labels))
    set_language(desk, said)
    missed = missed_words(desk, message)
    in_danger = danger_first(desk, *edited.danger_of(said, message.corrects, draft))
    if in_danger:
        return replace(in_danger, notices=(*in_danger.notices, *missed))
    greet(desk)
    if missed and not (said.text or said.enclosed or said.point):
        return Turn(missed, draft)
    again = edited.anew(desk, message.corrects, said, draft, scene_of(desk)) if before is not None else None
    outcome = again or answer(desk, said, draft)
    return replace(outcome, notices=(*missed, *outcome.notices))


def missed_words(desk: Desk, message: InboundMessage) -> tuple[Notice, ...]:
    """What she sent along and we could not keep is named; it is never passed over in silence."""
    if not message.missed:
        return ()
    return (sent.missed(desk.language, message.missed, words_kept=bool(message.text)),)


def numbered(message: InboundMessage, draft: Draft, offers: Offers) -> tuple[Choice, ...]:
    """A typed number means the choices she saw last, or those of the notice she replies to; inside a question that
    offers none it is just a number."""
    if draft.step and not draft.offered and not is_elsewhere(message.quotes, draft):
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

    What her words only may mean is not named; but what must stay discreet if they mean it, goes to the office alone.
    What she was telling meanwhile is kept as a matter of its own.
    """
    words = said.text if kind else desk.earlier_words(but=said.text)
    if kind is None and words:
        found = desk.reader.danger(words)
        kind = found.kind if found.tier is Tier.HARD or found.kind in OFFICE_ONLY else None
    running = emergency.running_danger(desk)
    shown = kind or (running.danger if running else None)
    numbers = danger.numbers_first(desk.language, kind_of(desk, shown), desk.book.numbers)
    call: Act = emergency.CallDuty(kind, words, said.enclosed)
    if draft.step in UNFINISHED and words_so_far(draft) != words:
        call = Meanwhile(call, draft)
    return Turn((numbers,), Draft(), call)


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
    elsewhere = is_elsewhere(said.quotes, draft)
    if (desk.tapped and said.code not in {choice.code for choice in draft.offered}) or (elsewhere and said.code):
        return Turn((telling.past(desk.language),), draft)
    if elsewhere:
        return meanwhile(speaks(desk, said), draft)
    if draft.step and said.text in CANCEL_WORDS:
        return finish(None, telling.dropped(desk.language))
    if draft.step and not (staff and said.text in menu.LIST_WORDS):
        return answer_step(desk, said, draft)
    return speaks(desk, said)


def speaks(desk: Desk, said: Said) -> Turn:
    scene = scene_of(desk)
    staff = steward.is_staff(desk.speaker.role)
    return menu.staff_speaks(desk, said, scene) if staff else resident.speaks(said, scene)


def meanwhile(aside: Turn, draft: Draft) -> Turn:
    """What a reply to an earlier notice leads to, while a telling or a danger spoken of goes on; other questions lapse."""
    if draft.step not in GOES_ON:
        return aside
    return replace(aside, act=Meanwhile(aside.act, draft)) if aside.act else replace(aside, draft=draft)


def answer_step(desk: Desk, said: Said, draft: Draft) -> Turn:
    step = STEPS.get(draft.step or "")
    if step is None:
        return finish(None, telling.start_again(desk.language))
    if draft.step not in UNFINISHED | menu.FILING:
        said = replace(said, text=spoken_spot(said), point=None)
    return step(draft, said, scene_of(desk))


def tapped(desk: Desk, said: Said) -> Act | None:
    """The act behind a choice that stands by itself, whatever conversation is going on."""
    if not said.code:
        return None
    if steward.is_staff(desk.speaker.role):
        act = menu.tapped(said)
        if act:
            return act
    elif desk.tapped and menu.tapped(said):
        note_refusal(desk, said.argument)
    return resident.tapped(said) or edited.tapped(said) or privacy_taps(said)


def privacy_taps(said: Said) -> Act | None:
    acts: dict[str, Act] = {
        "mydata": privacy.ShowMine(),
        "mydata:export": privacy.Export(),
        "mydata:delete": privacy.AskForget(),
        "forget:yes": privacy.Forget(),
    }
    return acts.get(said.code or "")


def too_late(desk: Desk, message: InboundMessage, draft: Draft) -> Notice:
    """The case has moved on since the choice was offered."""
    meant_one = message.tap or with_offers(desk, message)[0].quotes or draft.get("case") or message.text
    number = CASE_NUMBER.search(meant_one)
    case = desk.tx.cases.by_number(number[0]) if number else None
    if case is None:
        return telling.start_again(desk.language)
    return steward_texts.too_late(case) if steward.is_staff(desk.speaker.role) else news.too_late(case)


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
