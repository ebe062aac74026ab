"""What a steward or the office may say or tap outside of any question, and the standing menu of each role."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.messages import Choice, Draft, Notice
from domain.people import Directory, Person, Role
from handlers import steward
from handlers.conversation import AROUND, CASE_NUMBER, Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.office import absence, deciding, overview
from handlers.report import begin
from handlers.texts import office, telling
from handlers.texts import steward as steward_texts
from handlers.texts.say import pick
from handlers.told import with_enclosed
from routing.read import Context

LIST_WORDS = ("列表", "任务", "清单", "手上")
TODO_WORDS = ("待办", "要办")
DIGEST_WORDS = ("早报", "日报", "情况")
AWAY_WORDS = ("请假", "休假", "不在")
FILE_WORDS = ("代报",)
FILING = frozenset({"file_for", "what_is_it"})


def menu(person: Person, directory: Directory) -> tuple[Choice, ...]:
    """The standing buttons of each role."""
    to = person.language
    if person.role is Role.RESIDENT:
        return (
            Choice("progress", pick(to, "进度", "Progress")),
            Choice("hurry", pick(to, "催办", "Hurry")),
            Choice("human", pick(to, "人工", "A person")),
            Choice("mydata", pick(to, "我的数据", "My data")),
        )
    own = (Choice("list", "我的任务"), Choice("filefor", "代报"))
    post = directory.post_of(person.id)
    if person.role is Role.OFFICE or (post and post.level >= 3):
        return (Choice("todo", "待办"), Choice("digest", "早报"), Choice("absence", "请假"), *own)
    return own


def welcome(desk: Desk) -> Notice:
    post = desk.directory.post_of(desk.speaker.id)
    name = post.name if post else desk.speaker.name or ""
    if deciding.presides(desk):
        return office.hello(name)
    return steward_texts.hello(name, area_name(desk.directory, post.area if post else ""))


def area_name(directory: Directory, code: str) -> str:
    names = {grid.code: grid.name for grid in directory.microgrids}
    names |= {estate.code: estate.name for estate in directory.estates}
    names |= {community.code: community.name for community in directory.communities}
    return names.get(code, "您负责的片区")


def tapped(said: Said) -> Act | None:
    simple: dict[str, Callable[[], Act]] = {
        "list": steward.ShowList,
        "todo": overview.ShowTodo,
        "digest": overview.ShowDigest,
        "absence": absence.AskWho,
        "filefor": StartFiling,
    }
    if said.verb in simple:
        return simple[said.verb]()
    if said.verb in steward.TAPS:
        return steward.TAPS[said.verb](said.argument)
    return deciding.taps(said)


@dataclass(frozen=True, slots=True)
class StartFiling(Act):
    """代报: a steward tells it for someone who cannot write herself."""

    def perform(self, desk: Desk) -> Turn | None:
        return ask(file_for, Draft(), steward_texts.file_for())


@step
def file_for(draft: Draft, said: Said, scene: Scene) -> Turn:
    filed = with_enclosed(Draft().answer(filed=True), said.enclosed)
    if not said.text:
        return ask(file_for, with_enclosed(draft, said.enclosed), telling.photo_only("zh"))
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    return begin(filed, said, reading, scene)


def staff_speaks(desk: Desk, said: Said, scene: Scene) -> Turn:
    """Free words of a steward or the office: a list, a number, a reply to a card, or a matter to file."""
    text = said.text
    if said.quotes and text:
        return finish(steward.Talk(said.quotes, text, said.enclosed))
    number = CASE_NUMBER.search(text)
    if number:
        shown = deciding.ShowCase if deciding.presides(desk) else steward.Look
        return finish(shown(number[0].upper()))
    for words, act in spoken(desk):
        if any(word in text for word in words) and len(text) <= 12:
            return finish(act)
    if any(text.startswith(word) for word in FILE_WORDS):
        return filed_words(AROUND.sub("", text[2:]), said, scene)
    return not_understood(desk, said, scene)


def spoken(desk: Desk) -> tuple[tuple[tuple[str, ...], Act], ...]:
    office_words: tuple[tuple[tuple[str, ...], Act], ...] = (
        (TODO_WORDS, overview.ShowTodo()),
        (DIGEST_WORDS, overview.ShowDigest()),
        (AWAY_WORDS, absence.AskWho()),
    )
    return (*(office_words if deciding.presides(desk) else ()), (LIST_WORDS, steward.ShowList()))


def filed_words(words: str, said: Said, scene: Scene) -> Turn:
    if not words:
        return ask(file_for, with_enclosed(Draft(), said.enclosed), steward_texts.file_for())
    return file_for(Draft(), Said(words, None, said.enclosed), scene)


def not_understood(desk: Desk, said: Said, scene: Scene) -> Turn:
    if deciding.presides(desk) and not said.enclosed:
        return finish(None, office.unknown_words())
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    if any(matter.verdict.guesses for matter in reading.matters) or said.enclosed:
        draft = with_enclosed(Draft().answer(words=said.text), said.enclosed)
        return ask(what_is_it, draft, steward_texts.what_is_it(said.text or "照片"))
    return help_words(desk)


def help_words(desk: Desk) -> Turn:
    return finish(None, office.unknown_words() if deciding.presides(desk) else steward_texts.unknown_words())


@step
def what_is_it(draft: Draft, said: Said, scene: Scene) -> Turn:
    if said.code == "file:this":
        words = Said(draft.get("words", ""), None, tuple(draft.get("enclosed", [])))
        return file_for(Draft(), words, scene)
    return finish(steward.ShowList())
