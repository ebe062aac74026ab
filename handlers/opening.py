"""Opening: told matters become cases with a number, or join the case that already knows of them."""

from dataclasses import dataclass, replace

from domain.cases import Case, Event, EventKind, State, Urgency
from domain.messages import Notice
from domain.people import Level, Person, Role
from domain.places import Place
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.dispatch import assign_and_tell, call_office
from handlers.letters import holder_post, holder_words, tell_group, tell_holder
from handlers.recurrence import higher, linked
from handlers.texts import recurrence, steward, telling
from handlers.texts.say import BESIDE
from handlers.told import UNSORTED, Told
from routing.book import Item
from routing.deadlines import deadlines

RAISING = frozenset({"vulnerable"})


@dataclass(frozen=True, slots=True)
class OpenCases(Act):
    """`filed`: a steward or the office tells it for someone who cannot write herself; `group`: which group was called in, and
    how many of the matters, the first ones, were named there; `keys`: the messages it is made of."""

    matters: tuple[Told, ...]
    enclosed: tuple[int, ...] = ()
    filed: bool = False
    group: tuple[int, int] | None = None
    keys: tuple[str, ...] = ()

    def perform(self, desk: Desk) -> Turn | None:
        desk.keys = tuple(dict.fromkeys((*self.keys, *desk.keys)))
        group, named_there = self.group or (0, 0)
        for place, told in enumerate(self.matters):
            if told.joins:
                join(desk, told, self.enclosed)
            else:
                case = open_and_send(desk, told, self.enclosed, filed=self.filed)
                if place < named_there:
                    tell_group(desk, group, case)
        return None


def open_and_send(desk: Desk, told: Told, enclosed: tuple[int, ...], *, filed: bool = False) -> Case:
    speaker = desk.speaker
    assert speaker is not None
    reporter, filed_by = (None, speaker.id) if filed else (speaker.id, None)
    case, up = linked(desk, new_case(desk, told, enclosed, reporter=reporter, filed_by=filed_by))
    remember_home(desk, speaker, case.place, filed)
    if case.topic == UNSORTED:
        case = call_office(desk, open_case(desk, case), told.guesses)
        accepted = telling.with_office(case, desk.zone(case), desk.now, desk.book.numbers, night=desk.is_night(case))
    else:
        case = assign_and_tell(desk, case, higher(first_level(case), up), opening=opening(desk, case))
        accepted = accepted_words(desk, case)
    learn(desk, told, case)
    if filed:
        desk.reply(steward.filed_for(case, holder_words(desk, case), desk.zone(case), desk.now))
    else:
        desk.reply(accepted)
    return case


def accepted_words(desk: Desk, case: Case) -> Notice:
    guessable = desk.book.items[case.item].guessable
    notice = telling.accepted(
        case, holder_post(desk, case), desk.directory, desk.zone(case), desk.now, guessable=guessable
    )
    return replace(notice, lines=(recurrence.is_back(case.language), *notice.lines)) if case.recurs else notice


def first_level(case: Case) -> Level:
    """A question goes to someone who may read it: building stewards see our wording only, never her own words."""
    return Level.ESTATE if case.urgency is Urgency.P4 else Level.BUILDING


def open_case(desk: Desk, case: Case) -> Case:
    """With nobody to hand it to at once."""
    return desk.open(case, opening(desk, case))


def opening(desk: Desk, case: Case) -> Event:
    return desk.event(EventKind.OPENED, why="；".join(case.why), words=case.words, enclosed=case.enclosed)


def new_case(
    desk: Desk,
    told: Told,
    enclosed: tuple[int, ...],
    *,
    reporter: int | None,
    filed_by: int | None = None,
    urgency: Urgency | None = None,
    danger: str | None = None,
) -> Case:
    """What was told, as a case that is not stored yet."""
    item = desk.book.items[told.item or UNSORTED]
    urgency = urgency or urgency_of(told, item.urgency)
    due = deadlines(urgency, desk.now, desk.calendar(told.place.estate), desk.book.clock)
    language = desk.language
    return Case(
        id=0,
        number="",
        community=desk.directory.community_of(told.place.estate).code,
        reporter=reporter,
        filed_by=filed_by,
        state=State.RECEIVED,
        level=Level.OFFICE,
        urgency=urgency,
        told_at=desk.now,
        topic=item.topic,
        item=item.code,
        words=told.words,
        gist=gist_of(item, language),
        place=told.place,
        contact_due=due.contact,
        finish_due=due.finish,
        why=told.why,
        book=told.book or desk.book.version,
        tags=told.tags,
        targets=told.targets | targets_in(desk, told.words),
        enclosed=enclosed,
        told_resident_at=desk.now,
        danger=danger,
        language=language,
        demo=bool(desk.said_by and desk.said_by.demo),
    )


def targets_in(desk: Desk, words: str) -> frozenset[str]:
    """Whom the words are about, however they came to us; a steward is also meant by his name."""
    if not words:
        return frozenset()
    named = any(post.name and post.name in words for post in desk.directory.posts)
    return desk.reader.matter(words).verdict.targets | (frozenset({"steward"}) if named else frozenset())


def gist_of(item: Item, language: str) -> str:
    """Our own neutral wording; for someone who reads English beside the Chinese that stewards read."""
    return item.plain if language == "zh" else f"{item.plain_en}{BESIDE}{item.plain}"


def urgency_of(told: Told, usual: Urgency) -> Urgency:
    if told.answer_only and usual not in (Urgency.P0, Urgency.P1):
        return Urgency.P4
    return raised(usual, told.tags)


def raised(usual: Urgency, tags: frozenset[str]) -> Urgency:
    """One class up for whom it is harder on."""
    return usual.raised() if tags & RAISING and usual not in (Urgency.P0, Urgency.P4) else usual


def remember_home(desk: Desk, speaker: Person, place: Place, filed: bool) -> None:
    """The first building she names (not one she merely stands at) becomes her first button next time."""
    if speaker.role is Role.RESIDENT and not filed and not speaker.home.known and place.building and not place.point:
        desk.tx.people.set_home(speaker.id, place)


def learn(desk: Desk, told: Told, case: Case) -> None:
    """She picked another item than the rules' first, or said that none fits: kept for the rule book's editor."""
    picked = told.item not in (None, UNSORTED, *told.guesses[:1])
    if told.guesses and told.item and (picked or told.none_fits):
        desk.tx.corrections.add(case.number, told.words, told.guesses[0], told.item, desk.speaker.id, desk.now)


def join(desk: Desk, told: Told, enclosed: tuple[int, ...]) -> None:
    case = desk.tx.cases.by_number(told.joins or "")
    speaker = desk.speaker
    if case is None or not case.state.open:
        open_and_send(desk, told, enclosed)
        return
    if speaker.id in desk.tx.cases.reporters(case.id):
        case = desk.move(
            case,
            desk.event(EventKind.ADDED, words=told.words, enclosed=enclosed, why="同一居民再次反映"),
            enclosed=(*case.enclosed, *enclosed),
        )
        desk.reply(telling.repeated(speaker.language, case))
    else:
        desk.tx.cases.join(case.id, speaker.id, desk.now)
        case = desk.move(
            case,
            desk.event(EventKind.JOINED, words=told.words, enclosed=enclosed),
            enclosed=(*case.enclosed, *enclosed),
        )
        remember_home(desk, speaker, told.place, False)
        desk.reply(telling.joined(speaker.language, case))
    tell_holder(desk, case, told.words, enclosed)
