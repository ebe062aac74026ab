"""Telling: from the first words to a case, asking at most what is missing, one question a turn.

Every function here is a conversation step or a part of one: pure, it returns what should happen.
"""

from dataclasses import dataclass, replace

from domain.messages import Draft
from domain.places import Place
from domain.reading import Intent, Reading
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.discretion import NOT_OFFERED
from handlers.opening import OpenCases
from handlers.texts import telling
from handlers.texts.say import place_words
from handlers.told import UNSORTED, Told, amend, enclosed, from_matter, keep, tolds, with_enclosed
from routing.book import Item
from routing.read import Context

PLACE_QUESTIONS = 2
YES_WORDS = frozenset({"对", "对的", "对对", "是", "是的", "嗯", "好", "好的", "没错", "yes", "right", "ok"})
NO_PLACE = frozenset({Intent.GREETING, Intent.CHITCHAT, Intent.HUMAN, Intent.PRIVACY, Intent.PRAISE, Intent.CHASE})


def begin(draft: Draft, said: Said, reading: Reading, scene: Scene) -> Turn:
    """A message that reports something: one matter or several."""
    matters = tuple(from_matter(matter, reading) for matter in reading.matters)
    draft = keep(with_enclosed(draft, said.enclosed), matters).answer(whole=said.text)
    return confirm_list(draft, scene) if len(matters) > 1 else next_question(draft, scene)


def confirm_list(draft: Draft, scene: Scene) -> Turn:
    pairs = tuple((listed(scene, told), told.words) for told in tolds(draft))
    return ask(confirm_matters, draft, telling.confirm_matters(scene.language, pairs))


def listed(scene: Scene, told: Told) -> str:
    """'楼道灯不亮（桂语苑 3幢）', as far as it is understood."""
    name = plain(scene, told.item or told.guesses[0])
    where = place_words(told.place, scene.directory)
    return f"{name}（{where}）" if name and where else name


def plain(scene: Scene, item: str) -> str:
    known = scene.book.items[item]
    if known.code == UNSORTED:
        return ""
    return known.plain_en if scene.language == "en" else known.plain


def next_question(draft: Draft, scene: Scene) -> Turn:
    """The first thing still missing, or the end of the telling."""
    for index in range(len(tolds(draft))):
        draft = with_place(draft, index, scene)
        turn = missing(draft, index, scene)
        if turn:
            return turn
        draft = amend(draft, index, checked=True)
    return finish(OpenCases(tolds(draft), enclosed(draft), bool(draft.get("filed"))))


def missing(draft: Draft, index: int, scene: Scene) -> Turn | None:
    told = tolds(draft)[index]
    if told.item is None:
        items = tuple(scene.book.items[code] for code in told.guesses)
        return ask(which_topic, draft.answer(at=index), telling.which_topic(scene.language, told.words, items))
    if needs_place(scene.book.items[told.item], told) and not settled(told, scene):
        return ask_place(draft.answer(at=index), scene)
    return None if told.checked or told.joins else same_as_known(draft, index, scene)


def needs_place(item: Item, told: Told) -> bool:
    """Questions and what the office sorts by hand are not held up for a place."""
    if item.urgency in ("P0", "P1"):
        return True
    return not (told.answer_only or item.urgency == "P4" or item.code == UNSORTED)


def settled(told: Told, scene: Scene) -> bool:
    if told.asked_place >= PLACE_QUESTIONS:
        return True
    place = told.place
    if not place.known:
        return False
    return bool(place.spot) or scene.directory.building(place.estate, place.building) is not None


def with_place(draft: Draft, index: int, scene: Scene) -> Draft:
    """The estate, where only one can be meant; her own home for what needs no place of its own."""
    told = tolds(draft)[index]
    place, home = told.place, scene.speaker.home
    if not place.estate and (place.building or place.spot):
        place = replace(place, estate=home.estate or only_estate(scene))
    if place == Place() and told.item and not needs_place(scene.book.items[told.item], told):
        place = home
    return amend(draft, index, place=place) if place != told.place else draft


def only_estate(scene: Scene) -> str | None:
    return scene.directory.estates[0].code if len(scene.directory.estates) == 1 else None


def ask_place(draft: Draft, scene: Scene) -> Turn:
    told = tolds(draft)[draft.get("at", 0)]
    known = scene.directory.estate(told.place.estate)
    home = scene.speaker.home
    if known and told.asked_place and not told.place.building:
        return ask(which_place, draft, telling.which_building(scene.language, known.name))
    understood = "" if told.asked_place else telling.understood(scene.language, scene.book.items[told.item or UNSORTED])
    home_words = place_words(home, scene.directory, room=False) if home.known else ""
    estates = (
        ()
        if home.known
        else tuple((e.code, e.name) for e in scene.directory.estates if len(scene.directory.estates) > 1)
    )
    return ask(which_place, draft, telling.which_place(scene.language, understood, home_words, estates))


def same_as_known(draft: Draft, index: int, scene: Scene) -> Turn | None:
    """Her own open case of the same kind takes her words; a neighbour's is offered to be joined."""
    told = tolds(draft)[index]
    named = any(post.name in told.words for post in scene.directory.posts)
    if draft.get("filed") or told.targets or named or told.item in (None, UNSORTED) or not told.place.building:
        return None
    item = scene.book.items[told.item or UNSORTED]
    known = scene.similar(item.code, told.place)
    mine = {case.id for case in scene.open_cases}
    own = next((case for case in known if case.id in mine), None)
    if own and not draft.get("new"):
        return next_question(amend(draft, index, joins=own.number, checked=True), scene)
    if item.guessable or item.topic in NOT_OFFERED:
        return None
    other = next((case for case in known if case.id not in mine and not case.targets and not case.danger), None)
    if other is None:
        return None
    where = place_words(Place(other.place.estate, other.place.building), scene.directory)
    draft = draft.answer(at=index)
    return ask(same_matter, draft, telling.same_matter(scene.language, other, where))


@step
def confirm_matters(draft: Draft, said: Said, scene: Scene) -> Turn:
    if said.code == "matters:one":
        first, *rest = tolds(draft)
        targets = first.targets.union(*(told.targets for told in rest))
        tags = first.tags.union(*(told.tags for told in rest))
        merged = replace(first, words=draft.get("whole", ""), targets=targets, tags=tags)
        return next_question(keep(draft, (merged,)), scene)
    draft = with_enclosed(draft, said.enclosed)
    if said.code != "matters:yes" and said.text and said.text.casefold() not in YES_WORDS:
        reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
        more = tuple(from_matter(matter, reading) for matter in reading.matters if matter.verdict.best)
        return confirm_list(keep(draft, (*tolds(draft), *more)), scene) if more else next_question(draft, scene)
    return next_question(draft, scene)


@step
def which_topic(draft: Draft, said: Said, scene: Scene) -> Turn:
    index = draft.get("at", 0)
    if said.verb == "item" and said.argument in scene.book.items:
        why = ("居民自己选的",)
        return next_question(amend(draft, index, item=said.argument, why=why), scene)
    draft = with_enclosed(draft, said.enclosed)
    if said.code == telling.NONE_OF_THESE or not said.text:
        return next_question(amend(draft, index, item=UNSORTED), scene)
    return next_question(reread(draft, index, said.text, scene), scene)


def reread(draft: Draft, index: int, more: str, scene: Scene) -> Draft:
    """More words for the same matter. Still unsure the second time means that a person looks at it."""
    told = tolds(draft)[index]
    words = f"{told.words} {more}"
    reading = scene.reader.read(words, Context(home=scene.speaker.home))
    again = from_matter(reading.matters[0], reading) if reading.matters else told
    found = scene.reader.place(more, scene.speaker.home)
    unsure = UNSORTED if told.asked_topic else None
    return amend(
        draft,
        index,
        words=words,
        item=again.item or unsure,
        tags=told.tags | again.tags,
        targets=told.targets | again.targets,
        answer_only=again.answer_only,
        guesses=again.guesses or told.guesses,
        why=again.why,
        place=found if found != Place() else told.place,
        asked_topic=told.asked_topic + 1,
    )


@step
def which_place(draft: Draft, said: Said, scene: Scene) -> Turn:
    index = draft.get("at", 0)
    told = tolds(draft)[index]
    draft = with_enclosed(draft, said.enclosed)
    asked = told.asked_place + 1
    if said.code == "place:home":
        return next_question(amend(draft, index, place=scene.speaker.home.without_room(), asked_place=asked), scene)
    if said.verb == "estate" and scene.directory.estate(said.argument):
        return next_question(amend(draft, index, place=Place(estate=said.argument), asked_place=1), scene)
    if said.code == "place:unknown" or not said.text:
        return next_question(amend(draft, index, asked_place=PLACE_QUESTIONS, place=told.place), scene)
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    if reading.place == Place() and not scene.reader.names_spot(said.text):
        return next_question(more_than_a_place(draft, index, said.text, reading), scene)
    return next_question(amend(draft, index, place=place_said(said.text, told.place, scene), asked_place=asked), scene)


def more_than_a_place(draft: Draft, index: int, text: str, reading: Reading) -> Draft:
    """Asked where, she spoke of something else: a matter of its own joins the list, other words join the one asked of."""
    draft = amend(draft, index, asked_place=tolds(draft)[index].asked_place + 1)
    new = tuple(from_matter(matter, reading) for matter in reading.matters if matter.verdict.best)
    if new and reading.intent not in NO_PLACE:
        return keep(draft, (*tolds(draft), *new))
    return amend(draft, index, words=f"{tolds(draft)[index].words} {text}")


def place_said(text: str, before: Place, scene: Scene) -> Place:
    """The place in an answer; what no rule reads is kept in her own words."""
    found = scene.reader.place(text, scene.speaker.home)
    if found == Place():
        found = Place(spot=text[:60])
    return replace(found, estate=found.estate or before.estate or scene.speaker.home.estate or only_estate(scene))


@step
def same_matter(draft: Draft, said: Said, scene: Scene) -> Turn:
    index = draft.get("at", 0)
    if said.verb == "join" and said.argument != "no":
        return next_question(amend(draft, index, joins=said.argument, checked=True), scene)
    told = tolds(draft)[index]
    words = told.words if said.code or not said.text else f"{told.words} {said.text}"
    return next_question(amend(draft, index, checked=True, words=words), scene)


@step
def photo_what(draft: Draft, said: Said, scene: Scene) -> Turn:
    draft = with_enclosed(draft, said.enclosed)
    if said.code == "photo:human":
        return next_question(keep(draft, (Told("", UNSORTED, why=("只有照片",)),)), scene)
    if not said.text:
        return ask(photo_what, draft, telling.photo_added(scene.language))
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    matters = reading.matters or ()
    if not matters:
        return next_question(keep(draft, (Told(said.text, UNSORTED, place=reading.place),)), scene)
    return begin(draft, replace(said, enclosed=()), reading, scene)


UNFINISHED = frozenset({"confirm_matters", "which_topic", "which_place", "same_matter", "photo_what"})


def as_far_as_told(draft: Draft, home: Place) -> OpenCases | None:
    """What an abandoned telling already is: words never wait in a draft until they are forgotten."""
    matters = tolds(draft)
    if not matters and enclosed(draft):
        matters = (Told("", UNSORTED, why=("只有照片",)),)
    settled_matters = tuple(
        replace(told, item=told.item or UNSORTED, place=told.place if told.place.known else home) for told in matters
    )
    return OpenCases(settled_matters, enclosed(draft), bool(draft.get("filed"))) if settled_matters else None


def words_so_far(draft: Draft) -> str:
    return "；".join(told.words for told in tolds(draft))


@dataclass(frozen=True, slots=True)
class Meanwhile(Act):
    """Something else in the midst of a telling, which waits; where another conversation begins, it is settled first."""

    act: Act
    draft: Draft

    def perform(self, desk: Desk) -> Turn | None:
        turn = self.act.perform(desk)
        if turn is None:
            return Turn(draft=self.draft)
        told = as_far_as_told(self.draft, desk.speaker.home)
        if told:
            told.perform(desk)
        return turn
