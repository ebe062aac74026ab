"""Telling: from the first words to a case, asking at most what is missing, one question a turn.

Every function here is a conversation step or a part of one: pure, it returns what should happen.
"""

from dataclasses import replace

from domain.messages import Draft, Notice
from domain.places import Place
from domain.reading import Intent, Reading
from handlers.conversation import Said, Turn, ask, finish, step
from handlers.desk import Scene
from handlers.discretion import NOT_OFFERED
from handlers.spot import spot_of, with_spot
from handlers.texts import outside as texts
from handlers.texts import sent, telling
from handlers.texts.say import place_words
from handlers.told import (
    UNSORTED,
    Told,
    amend,
    enclosed,
    from_matter,
    keep,
    remember,
    tolds,
    with_enclosed,
)
from handlers.unfinished import nameless, open_cases
from handlers.where import PLACE_QUESTIONS, answered, needs_place, says_ours, settled, with_place
from handlers.where import outside as outside_of
from routing.outline import outlined
from routing.read import Context

YES_WORDS = frozenset({"对", "对的", "对对", "是", "是的", "嗯", "好", "好的", "没错", "yes", "right", "ok"})
NO_PLACE = frozenset({Intent.GREETING, Intent.CHITCHAT, Intent.HUMAN, Intent.PRIVACY, Intent.PRAISE, Intent.CHASE})


def begin(draft: Draft, said: Said, reading: Reading, scene: Scene) -> Turn:
    """A message that reports something: one matter or several."""
    matters = tuple(outside_of(from_matter(matter, reading), scene) for matter in reading.matters)
    draft = keep(along(draft, said, scene), matters).answer(whole=said.text)
    return confirm_list(draft, scene) if len(matters) > 1 else next_question(draft, scene)


def along(draft: Draft, said: Said, scene: Scene) -> Draft:
    """Whatever came with a message of the telling goes on with it."""
    return with_spot(with_enclosed(remember(draft, said), said.enclosed), said.point, scene.directory)


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
    return finish(open_cases(tolds(draft), draft))


def ask_if_ours(draft: Draft, index: int, scene: Scene) -> Turn:
    estate = tolds(draft)[index].outside or ""
    community = scene.directory.community_of(None).name
    notice = texts.is_it_ours(scene.language, estate, community, scene.book.numbers.hotline)
    return ask(outside, draft.answer(at=index), notice)


def missing(draft: Draft, index: int, scene: Scene) -> Turn | None:
    told = tolds(draft)[index]
    if told.outside:
        return ask_if_ours(draft, index, scene)
    if told.item is None:
        items = tuple(scene.book.items[code] for code in told.guesses)
        return ask(which_topic, draft.answer(at=index), telling.which_topic(scene.language, told.words, items))
    if needs_place(scene.book.items[told.item], told) and not settled(told, scene):
        return ask_place(draft.answer(at=index), scene)
    return None if told.checked or told.joins else same_as_known(draft, index, scene)


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
    draft = along(draft, said, scene)
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
    draft = along(draft, said, scene)
    if said.code == telling.NONE_OF_THESE:
        return next_question(amend(draft, index, item=UNSORTED, why=("居民说都不是",), none_fits=True), scene)
    if not said.text:
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
    draft = along(draft, said, scene)
    asked = told.asked_place + 1
    if said.code == "place:home":
        return next_question(amend(draft, index, place=scene.speaker.home.without_room(), asked_place=asked), scene)
    if said.verb == "estate" and scene.directory.estate(said.argument):
        return next_question(amend(draft, index, place=Place(estate=said.argument), asked_place=1), scene)
    if said.point and not said.text:
        return shown_on_map(amend(draft, index, asked_place=asked), index, scene)
    if said.code == "place:unknown" or not said.text:
        return next_question(amend(draft, index, asked_place=PLACE_QUESTIONS, place=told.place), scene)
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    if reading.place == Place() and not scene.reader.names_spot(said.text):
        return next_question(more_than_a_place(draft, index, said.text, reading), scene)
    told = answered(told, said.text, scene)
    draft = amend(draft, index, place=told.place, outside=told.outside, asked_place=asked)
    return next_question(draft, scene)


def shown_on_map(draft: Draft, index: int, scene: Scene) -> Turn:
    """Asked where, she shared a spot. It answers only if an outline holds it; else the words are still wanted."""
    spot = spot_of(draft)
    if (spot and spot.known) or tolds(draft)[index].asked_place >= PLACE_QUESTIONS:
        return next_question(draft, scene)
    outside = outlined(scene.directory)
    lead = (
        sent.spot_outside(scene.language, scene.book.numbers.hotline).with_choices()
        if outside
        else sent.spot_kept(scene.language)
    )
    turn = ask_place(draft, scene)
    return replace(turn, notices=(lead, *turn.notices))


def more_than_a_place(draft: Draft, index: int, text: str, reading: Reading) -> Draft:
    """Asked where, she spoke of something else: a matter of its own joins the list, other words join the one asked of."""
    draft = amend(draft, index, asked_place=tolds(draft)[index].asked_place + 1)
    new = tuple(from_matter(matter, reading) for matter in reading.matters if matter.verdict.best)
    if new and reading.intent not in NO_PLACE:
        return keep(draft, (*tolds(draft), *new))
    return amend(draft, index, words=f"{tolds(draft)[index].words} {text}")


@step
def outside(draft: Draft, said: Said, scene: Scene) -> Turn:
    """It was said that it is not here. Ours after all: the telling goes on; else what else she speaks of does."""
    index = draft.get("at", 0)
    matters, draft = tolds(draft), along(draft, said, scene)
    new = spoken_of(said, scene)
    place = ours_after_all(matters[index], said, scene)
    if place is not None and not any(told.item for told in new):
        return next_question(amend(draft, index, outside=None, place=place), scene)
    rest = (*matters[:index], *matters[index + 1 :], *new)
    return next_question(keep(draft, rest), scene) if rest else finish(None, texts.noted(scene.language))


def ours_after_all(told: Told, said: Said, scene: Scene) -> Place | None:
    if said.code:
        return told.place if said.code == texts.OURS else None
    return says_ours(told, said.text, scene)


def spoken_of(said: Said, scene: Scene) -> tuple[Told, ...]:
    """Matters of their own in what she said."""
    if said.code or not said.text:
        return ()
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    return tuple(outside_of(from_matter(one, reading), scene) for one in reading.matters if one.verdict.best)


@step
def same_matter(draft: Draft, said: Said, scene: Scene) -> Turn:
    index = draft.get("at", 0)
    draft = along(draft, said, scene)
    if said.verb == "join" and said.argument != "no":
        return next_question(amend(draft, index, joins=said.argument, checked=True), scene)
    told = tolds(draft)[index]
    words = told.words if said.code or not said.text else f"{told.words} {said.text}"
    return next_question(amend(draft, index, checked=True, words=words), scene)


def what_is_sent(draft: Draft, said: Said, scene: Scene) -> Turn:
    """Something came without a word: asked about once, and kept whatever she answers."""
    first = not (enclosed(draft) or spot_of(draft))
    draft, kinds = along(draft, said, scene), scene.kinds(said.enclosed)
    name = draft.get("sent") or sent.named("zh", kinds) or "位置"
    return ask(photo_what, draft.answer(sent=name), asked_about(draft, said, scene, first=first))


def asked_about(draft: Draft, said: Said, scene: Scene, *, first: bool) -> Notice:
    spot = spot_of(draft)
    if said.point is None or spot is None:
        kinds = scene.kinds(said.enclosed)
        return sent.received(scene.language, kinds) if first else sent.more_received(scene.language, kinds)
    if not spot.known and outlined(scene.directory):
        return sent.spot_outside(scene.language, scene.book.numbers.hotline)
    return sent.spot_received(scene.language, place_words(spot, scene.directory, room=False))


@step
def photo_what(draft: Draft, said: Said, scene: Scene) -> Turn:
    if said.code == "photo:human":
        return next_question(keep(draft, (nameless(draft),)), scene)
    if not said.text:
        return what_is_sent(draft, said, scene)
    draft = along(draft, said, scene)
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    matters = reading.matters or ()
    if not matters:
        return next_question(keep(draft, (Told(said.text, UNSORTED, place=reading.place),)), scene)
    return begin(draft, replace(said, enclosed=()), reading, scene)
