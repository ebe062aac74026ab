"""What a steward or the office may say or tap outside of any question, and the standing menu of each role."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.messages import Choice, Draft, Notice
from domain.people import Directory, Person, Role
from handlers import steward, why
from handlers.conversation import AROUND, CASE_NUMBER, Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.office import absence, deciding, digests, overview
from handlers.office.acts import presides
from handlers.report import along, begin
from handlers.returning import AskReturn
from handlers.spot import spoken_spot
from handlers.texts import office, sent
from handlers.texts import steward as steward_texts
from handlers.texts.say import area_name, pick
from handlers.told import with_enclosed
from routing.read import Context

LIST_WORDS = ("列表", "任务", "清单", "手上")
TODO_WORDS = ("待办", "要办")
DIGEST_WORDS = ("早报", "日报", "情况")
WEEK_WORDS = ("周报",)
MONTH_WORDS = ("月报",)
SHEET_WORDS = ("导出", "表格")
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
    if presides(desk):
        return office.hello(name)
    return steward_texts.hello(name, area_name(desk.directory, post.area if post else ""))


def tapped(said: Said) -> Act | None:
    simple: dict[str, Callable[[], Act]] = {
        "list": steward.ShowList,
        "todo": overview.ShowTodo,
        "digest": digests.ShowDigest,
        "absence": absence.AskWho,
        "filefor": StartFiling,
    }
    if said.verb in simple:
        return simple[said.verb]()
    if said.verb == "why":
        return why.Why(said.argument)
    if said.verb == "return":
        return AskReturn(said.argument)
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
    draft = along(draft, said, scene)
    if not said.text:
        return ask(
            file_for, draft, sent.received("zh", scene.kinds(said.enclosed)) if said.enclosed else sent.spot_kept("zh")
        )
    filed = draft.answer(filed=True)
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    return begin(filed, said, reading, scene)


def staff_speaks(desk: Desk, said: Said, scene: Scene) -> Turn:
    """Free words of a steward or the office: a list, a number, a reply to a card, or a matter to file."""
    text = said.text
    if said.quotes and (text or said.enclosed or said.point):
        return finish(steward.Talk(said.quotes, spoken_spot(said), said.enclosed))
    if said.point and not text:
        return ask(file_for, along(Draft(), said, scene), steward_texts.file_for())
    number = CASE_NUMBER.search(text)
    if number:
        shown = deciding.ShowCase if presides(desk) else steward.Look
        return finish((why.Why if why.ASKED in text else shown)(number[0].upper()))
    for words, act in spoken(desk):
        if any(word in text for word in words) and len(text) <= 12:
            return finish(act)
    if any(text.startswith(word) for word in FILE_WORDS):
        return filed_words(AROUND.sub("", text[2:]), said, scene)
    return not_understood(desk, said, scene)


def spoken(desk: Desk) -> tuple[tuple[tuple[str, ...], Act], ...]:
    office_words: tuple[tuple[tuple[str, ...], Act], ...] = (
        (TODO_WORDS, overview.ShowTodo()),
        (DIGEST_WORDS, digests.ShowDigest()),
        (WEEK_WORDS, digests.ShowWeek()),
        (MONTH_WORDS, digests.ShowMonth()),
        (SHEET_WORDS, digests.ShowSheet()),
        (AWAY_WORDS, absence.AskWho()),
    )
    return (*(office_words if presides(desk) else ()), (LIST_WORDS, steward.ShowList()))


def filed_words(words: str, said: Said, scene: Scene) -> Turn:
    if not words:
        return ask(file_for, along(Draft(), said, scene), steward_texts.file_for())
    return file_for(Draft(), replace(said, text=words, code=None), scene)


def not_understood(desk: Desk, said: Said, scene: Scene) -> Turn:
    if presides(desk) and not said.enclosed:
        return finish(None, office.unknown_words())
    reading = scene.reader.read(said.text, Context(home=scene.speaker.home))
    if any(matter.verdict.guesses for matter in reading.matters) or said.enclosed:
        draft = with_enclosed(Draft().answer(words=said.text, key=said.key), said.enclosed)
        name = sent.named("zh", scene.kinds(said.enclosed))
        return ask(what_is_it, draft, steward_texts.what_is_it(said.text or name))
    return help_words(desk)


def help_words(desk: Desk) -> Turn:
    return finish(None, office.unknown_words() if presides(desk) else steward_texts.unknown_words())


@step
def what_is_it(draft: Draft, said: Said, scene: Scene) -> Turn:
    if said.code == "file:this":
        words = Said(draft.get("words", ""), None, tuple(draft.get("enclosed", [])), key=draft.get("key", ""))
        return file_for(Draft(), words, scene)
    return finish(steward.ShowList())
