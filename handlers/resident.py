"""A resident speaks: what she wants decides whether a new telling begins or something open is followed up."""

from domain.cases import State
from domain.messages import Draft
from domain.reading import Intent, Reading, Tier
from handlers import follow, privacy
from handlers.conversation import Said, Turn, ask, finish
from handlers.desk import Scene
from handlers.report import begin, photo_what
from handlers.texts import danger, telling
from handlers.told import with_photos
from routing.read import Context

DAILY_CASES = 12


def speaks(said: Said, scene: Scene) -> Turn:
    """A message that answers no question of ours."""
    if not said.text and said.photos:
        return ask(photo_what, with_photos(Draft(), said.photos), telling.photo_only(scene.language))
    if not said.text:
        return finish(None, telling.empty(scene.language))
    reading = scene.reader.read(said.text, context(scene))
    turn = by_intent(said, reading, scene)
    return with_soft_question(turn, reading, scene)


def context(scene: Scene) -> Context:
    waiting = any(case.state is State.ANSWERED for case in scene.open_cases)
    return Context(
        has_open=bool(scene.open_cases),
        awaiting="confirm" if waiting else None,
        home=scene.speaker.home,
        hour=scene.calendar.local(scene.now).hour,
    )


def by_intent(said: Said, reading: Reading, scene: Scene) -> Turn:
    if said.quotes:
        return finish(follow.Add(said.quotes, said.text, said.photos))
    simple = {
        Intent.GREETING: lambda: finish(None, telling.greeting(scene.language, scene.book.numbers)),
        Intent.CHITCHAT: lambda: finish(None, telling.nothing_understood(scene.language, scene.book.numbers)),
        Intent.HUMAN: lambda: finish(follow.CallHuman(said.text)),
        Intent.PRIVACY: lambda: finish(privacy.ShowMine()),
        Intent.PRAISE: lambda: finish(follow.PassPraise(said.text)),
    }
    if reading.intent in simple:
        return simple[reading.intent]()
    if scene.open_cases and reading.intent in follow.BY_INTENT:
        return follow.BY_INTENT[reading.intent](said, scene)
    if reading.intent is Intent.CHASE and not any(matter.verdict.sure for matter in reading.matters):
        return finish(follow.ShowProgress())
    if reading.intent is Intent.DISPUTE_NOT_SOLVED and (closed := scene.last_closed()):
        return finish(follow.Unsolved(closed.number))
    return tell(said, reading, scene)


def tell(said: Said, reading: Reading, scene: Scene) -> Turn:
    if scene.told_today() >= DAILY_CASES:
        return finish(follow.TooMany(said.text))
    if not reading.matters:
        return finish(None, telling.nothing_understood(scene.language, scene.book.numbers))
    return begin(Draft(), said, reading, scene)


def with_soft_question(turn: Turn, reading: Reading, scene: Scene) -> Turn:
    """Risk is spoken of, not plainly: one tap is asked for together with the normal answer."""
    if reading.danger.tier is not Tier.SOFT:
        return turn
    question = danger.soft_question(scene.language, scene.book.numbers)
    return Turn((question, *turn.notices), turn.draft, turn.act)
