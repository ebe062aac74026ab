"""A resident speaks: what she wants decides whether a new telling begins or something open is followed up."""

import re
from collections.abc import Callable
from dataclasses import replace

from domain.cases import Case, State
from domain.messages import Draft
from domain.reading import Intent, Reading, Tier
from handlers import confirm, follow, forward, neighbours, privacy
from handlers import danger as emergency
from handlers.conversation import CASE_NUMBER, Act, Said, Turn, ask, finish, step
from handlers.desk import Scene
from handlers.reopen import Reopen
from handlers.report import begin, what_is_sent
from handlers.spot import spoken_spot
from handlers.texts import danger, news, telling
from handlers.told import remember, with_enclosed
from routing.read import Context

DAILY_CASES = 12
THANKS = 6
BARE_WORDS = 8
SHORT_NUMBER = 3
SMALL_TALK = frozenset({Intent.GREETING, Intent.CHITCHAT, Intent.PRIVACY, Intent.PRAISE})
NOT_AN_ANSWER = frozenset({Intent.HUMAN, Intent.PRIVACY, Intent.GREETING})
AGAIN = re.compile("又(坏|不行|不亮|不灵|漏|堵|停|没了|这样|老样子|犯|出问题)|(broken|not working) again")
BARE = re.compile(r"^(补充一下|补充|撤销|催一下|催办|催)")
ASKS = re.compile(
    "催|快[点些]|加急|赶紧|抓紧|怎么[还样]|进度|结果|消息|哪一?步|多久|什么时候|几天|等|还没[人来有修弄处动]|status|update|hurry|when|still"
)
# Said without an open case, they are about nothing we know of.
ABOUT_NOTHING = frozenset({Intent.CHASE, Intent.WITHDRAW, Intent.CONFIRM_SOLVED})
HURRY_WORDS = ("催", "快点", "快些", "加急", "赶紧", "抓紧", "还没", "怎么还", "hurry", "urgent", "still not")


def speaks(said: Said, scene: Scene) -> Turn:
    """A message that answers no question of ours."""
    if not said.text and (said.enclosed or said.point):
        answers = said.quotes or scene.asked_by_steward()
        if answers:
            return finish(follow.Add(answers, spoken_spot(said), said.enclosed))
        return what_is_sent(Draft(), said, scene)
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
    answers = said.quotes or (scene.asked_by_steward() if reading.intent not in NOT_AN_ANSWER else None)
    if answers and reading.intent is Intent.CONFIRM_SOLVED and not is_sure(reading):
        return finish(confirm.Solved(answers))
    if answers and not (reading.intent is Intent.PRAISE and is_harmless(reading)):
        return finish(follow.Add(answers, spoken_spot(said), said.enclosed))
    if reading.intent is Intent.HUMAN:
        return finish(follow.CallHuman(said.text, said.enclosed))
    if reading.intent in SMALL_TALK and is_harmless(reading):
        return small_talk(said, reading, scene)
    if scene.open_cases and reading.intent in BY_INTENT:
        return BY_INTENT[reading.intent](said, reading, scene)
    if reading.intent in ABOUT_NOTHING and not is_sure(reading):
        return finish(follow.ShowProgress())
    disputes = reading.intent is Intent.DISPUTE_NOT_SOLVED or is_back(said, reading, scene)
    closed = scene.last_closed() if disputes else None
    if closed and about(reading, closed):
        return finish(Reopen(closed.number, said.text, said.enclosed))
    return tell(said, reading, scene)


def is_back(said: Said, reading: Reading, scene: Scene) -> bool:
    """'又坏了' alone, with nothing open: what ended lately is meant."""
    return bool(
        not scene.open_cases and len(said.text) <= BARE_WORDS and AGAIN.search(said.text) and not is_sure(reading)
    )


def is_sure(reading: Reading) -> bool:
    return any(matter.verdict.sure for matter in reading.matters)


def about(reading: Reading, case: Case) -> bool:
    """Whether the words may be about that case: surely something else is not."""
    sure = {matter.verdict.guesses[0].topic for matter in reading.matters if matter.verdict.sure}
    return not sure or case.topic in sure


def is_harmless(reading: Reading) -> bool:
    """Nobody is in danger and nobody is complained of, so it may be answered in passing."""
    return reading.danger.tier is Tier.NONE and not any(matter.verdict.targets for matter in reading.matters)


def small_talk(said: Said, reading: Reading, scene: Scene) -> Turn:
    if said.enclosed:
        return what_is_sent(Draft(), said, scene)
    if said.text.isdigit():
        return finish(None, telling.nothing_asked(scene.language))
    simple: dict[Intent, Callable[[], Turn]] = {
        Intent.GREETING: lambda: finish(None, telling.greeting(scene.language, scene.book.numbers)),
        Intent.CHITCHAT: lambda: finish(None, telling.nothing_understood(scene.language, scene.book.numbers)),
        Intent.PRIVACY: lambda: finish(privacy.ShowMine()),
        Intent.PRAISE: lambda: praised(said, scene),
    }
    return simple[reading.intent]()


def tell(said: Said, reading: Reading, scene: Scene) -> Turn:
    if scene.told_today() >= DAILY_CASES:
        return finish(follow.TooMany(said.text, said.enclosed))
    if said.text.isdigit() and len(said.text) < SHORT_NUMBER:
        return finish(None, telling.nothing_asked(scene.language))
    if not reading.matters:
        return finish(None, telling.nothing_understood(scene.language, scene.book.numbers))
    return begin(Draft(), said, reading, scene)


def with_soft_question(turn: Turn, reading: Reading, scene: Scene) -> Turn:
    """Risk is spoken of, not plainly: one tap is asked for together with the normal answer."""
    if reading.danger.tier is not Tier.SOFT:
        return turn
    question = danger.soft_question(scene.language, scene.book.numbers)
    return Turn((question, *turn.notices), turn.draft, turn.act)


def praised(said: Said, scene: Scene) -> Turn:
    """A mere 'thank you' is answered; a kind word is passed on."""
    return (
        finish(None, telling.welcome(scene.language))
        if len(said.text) <= THANKS
        else finish(follow.PassPraise(said.text))
    )


def named(said: Said, scene: Scene) -> tuple[Case, ...]:
    """The open case whose number she wrote, else all of them."""
    number = CASE_NUMBER.search(said.text)
    meant = tuple(case for case in scene.open_cases if number and case.number == number[0].upper())
    return meant or scene.open_cases


Follow = Callable[[Said, Reading, Scene], Turn]


def beyond(said: Said, longest: int = BARE_WORDS) -> str:
    """What she says beyond the bare '催一下' or '还没好'; it goes along, nothing is thrown away."""
    return said.text if len(said.text) > longest else ""


def chase(said: Said, reading: Reading, scene: Scene) -> Turn:
    """Without a word of hurrying or asking it may well be a new matter that the intent misread."""
    if not ASKS.search(said.text) and any(matter.verdict.best for matter in reading.matters):
        return tell(said, reading, scene)
    if not any(word in said.text for word in HURRY_WORDS) and not said.enclosed:
        return finish(follow.ShowProgress())
    cases = named(said, scene)
    if len(cases) == 1:
        return finish(follow.Hurry(cases[0].number, beyond(said), said.enclosed))
    return which("hurry", cases, said, scene)


def which(verb: str, cases: tuple[Case, ...], said: Said, scene: Scene) -> Turn:
    """Which of several; what she said goes along with the answer."""
    draft = remember(Draft(), said).answer(verb=verb, words=beyond(said), enclosed=list(said.enclosed))
    return ask(which_case, draft, news.which_case(scene.language, verb, cases))


@step
def which_case(draft: Draft, said: Said, scene: Scene) -> Turn:
    if said.quotes:
        return shown_which(draft, said)
    number = CASE_NUMBER.search(said.text)
    if not number:
        return speaks(said, scene)
    return finish(carried(draft.get("verb", ""), number[0].upper(), draft))


def shown_which(draft: Draft, said: Said) -> Turn:
    """She shows which by replying to a notice of it; what she says there goes along too."""
    words = "；".join(part for part in (draft.get("words", ""), beyond(said)) if part)
    draft = with_enclosed(draft.answer(words=words), said.enclosed)
    return finish(carried(draft.get("verb", ""), said.quotes or "", draft))


def carried(verb: str, number: str, draft: Draft) -> Act:
    words, pictures = draft.get("words", ""), tuple(draft.get("enclosed", []))
    if verb == "hurry":
        return follow.Hurry(number, words, pictures)
    if verb == "unsolved":
        return Reopen(number, words, pictures) if words or pictures else confirm.Unsolved(number)
    return follow.Add(number, words, pictures)


def withdraw(said: Said, reading: Reading, scene: Scene) -> Turn:
    cases = named(said, scene)
    if len(cases) == 1:
        return finish(follow.AskWithdraw(cases[0].number))
    return finish(None, news.which_case(scene.language, "withdraw", cases))


def supplement(said: Said, reading: Reading, scene: Scene) -> Turn:
    words = BARE.sub("", CASE_NUMBER.sub("", said.text)).strip(" ：:，,。")
    cases = named(said, scene)
    if len(cases) > 1:
        return which("add", cases, replace(said, text=words), scene)
    return finish(follow.Add(cases[0].number, words, said.enclosed))


def confirmed(said: Said, reading: Reading, scene: Scene) -> Turn:
    """'好了' ends the one case it can mean; where several could be meant she says which."""
    if is_sure(reading) and beyond(said):
        return tell(said, reading, scene)
    cases = named(said, scene)
    asked = tuple(case for case in cases if case.state is State.ANSWERED) or cases
    if len(asked) == 1:
        return finish(confirm.Solved(asked[0].number))
    return finish(None, news.which_case(scene.language, "solved", asked))


def disputed(said: Said, reading: Reading, scene: Scene) -> Turn:
    cases = named(said, scene)
    asked = tuple(case for case in cases if case.state is State.ANSWERED) or cases
    if not all(about(reading, case) for case in asked):
        return tell(said, reading, scene)
    if len(asked) > 1:
        return which("unsolved", asked, said, scene)
    if beyond(said) or said.enclosed:
        return finish(Reopen(asked[0].number, said.text, said.enclosed))
    return finish(confirm.Unsolved(asked[0].number))


BY_INTENT: dict[Intent, Follow] = {
    Intent.CHASE: chase,
    Intent.SUPPLEMENT: supplement,
    Intent.WITHDRAW: withdraw,
    Intent.CONFIRM_SOLVED: confirmed,
    Intent.DISPUTE_NOT_SOLVED: disputed,
}
SCORES = ("1", "2", "3")


def tapped(said: Said) -> Act | None:
    """The act behind a tapped choice of hers, None if the code is not a resident's."""
    number, _, rest = said.argument.partition(":")
    plain: dict[str, Callable[[], Act]] = {
        "progress": follow.ShowProgress,
        "hurry": lambda: follow.Hurry(number) if number else follow.HurryOne(),
        "add": lambda: follow.Add(number),
        "mine": lambda: follow.ShowOne(number),
        "withdraw": lambda: follow.AskWithdraw(number),
        "withdrawn": lambda: follow.Withdraw(number),
        "solved": lambda: confirm.Solved(number),
        "unsolved": lambda: confirm.Unsolved(number),
        "partly": lambda: confirm.Partly(number),
        "goon": lambda: confirm.GoOn(number),
        "enough": lambda: confirm.Enough(number),
        "fine": lambda: confirm.StillFine(number),
        "other": lambda: follow.AnotherOne(number),
        "score": lambda: confirm.Rate(number, int(rest)) if rest in SCORES else follow.ShowOne(number),
        "human": follow.CallHuman,
        "keep": follow.Kept,
        "forward": lambda: forward.AskForward(number),
        "myself": lambda: forward.CallMyself(number),
        "also": lambda: neighbours.Also(said.argument),
        "safe": lambda: emergency.NoteSafe(number),
        "unsafe": lambda: emergency.MoreOfDanger(number, unsafe=True),
        "tell": lambda: follow.TellOffice(said.text),
    }
    make = plain.get(said.verb)
    return make() if make else None
