"""Following up: what a resident may do with her cases at any time, and what she says when one is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from domain.cases import Case, EventKind, State
from domain.messages import Draft
from domain.people import Level
from domain.reading import Intent
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.dispatch import assign_and_tell, call_office, choose
from handlers.letters import holder_post, tell_holder, tell_reporters
from handlers.opening import open_and_send, open_case
from handlers.texts import closing, news, office, steward, telling
from handlers.texts.say import place_words
from handlers.told import UNSORTED, Told

HURRY_PAUSE = timedelta(hours=4)
HURRY_WORDS = ("催", "快点", "快些", "加急", "赶紧", "抓紧", "还没", "怎么还", "hurry", "urgent", "still not")


def hers(desk: Desk, number: str) -> Case | None:
    """Her own case, joined or told; a carrier of someone else's confirmation counts for that case."""
    case = desk.tx.cases.by_number(number)
    if case is None:
        return None
    if desk.speaker.id in (*desk.tx.cases.reporters(case.id), case.filed_by):
        return case
    return case if desk.speaker.id in (*desk.office(), *desk.staff(Level.ESTATE)) and case.filed_by else None


@dataclass(frozen=True, slots=True)
class OnCase(Act):
    """An act on one of her cases; a foreign or unknown number is answered politely."""

    number: str

    def perform(self, desk: Desk) -> Turn | None:
        case = hers(desk, self.number)
        if case is None:
            desk.reply(news.not_yours(desk.language))
            return None
        return self.act_on(desk, case)

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        raise TypeError(f"{type(self).__name__} does not say what it does")


@dataclass(frozen=True, slots=True)
class ShowProgress(Act):
    hurry: bool = False

    def perform(self, desk: Desk) -> Turn | None:
        cases = desk.tx.cases.of_reporter(desk.speaker.id, only_open=True)[:6]
        posts = tuple(holder_post(desk, case) for case in cases)
        zone = desk.calendar_zone(cases[0].place.estate if cases else None)
        desk.reply(news.progress(desk.language, cases, posts, desk.directory, zone, desk.now))
        return Hurry(cases[0].number).perform(desk) if self.hurry and len(cases) == 1 else None


@dataclass(frozen=True, slots=True)
class Hurry(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if not case.state.open:
            desk.reply(news.too_late(case))
            return None
        recent = [
            e for e in desk.tx.cases.events(case.id) if e.kind is EventKind.HURRIED and e.at > desk.now - HURRY_PAUSE
        ]
        if recent:
            desk.reply(news.hurried_enough(case))
            return None
        case = desk.move(case, desk.event(EventKind.HURRIED))
        tell_holder(desk, case, "", (), hurry=True)
        desk.reply(news.hurried(case))
        return None


@dataclass(frozen=True, slots=True)
class Add(OnCase):
    words: str = ""
    photos: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if not self.words and not self.photos:
            return ask(what_to_add, Draft().answer(case=case.number), news.what_to_add(case))
        event = desk.event(EventKind.ADDED, words=self.words, photos=self.photos)
        case = desk.move(case, event, photos=(*case.photos, *self.photos))
        tell_holder(desk, case, self.words, self.photos)
        desk.reply(news.added(case))
        return None


@step
def what_to_add(draft: Draft, said: Said, scene: Scene) -> Turn:
    return finish(Add(draft.get("case", ""), said.text, said.photos))


@dataclass(frozen=True, slots=True)
class AskWithdraw(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        desk.reply(news.really_withdraw(case) if case.state.open else news.too_late(case))
        return None


@dataclass(frozen=True, slots=True)
class Withdraw(OnCase):
    """One of several reporters leaving does not end the matter for the others, and danger is never withdrawn."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        others = [p for p in desk.tx.cases.reporters(case.id) if p != desk.speaker_id]
        if others or case.danger:
            case = desk.move(case, desk.event(EventKind.ADDED, words="反映人说不用办了"))
            tell_holder(desk, case, "反映人说不用办了。", ())
            desk.reply(news.added(case))
            return None
        case = desk.move(case, desk.event(EventKind.WITHDRAWN), closed_at=desk.now)
        desk.write_all((case.assignee,), steward.off_your_list(case, "居民撤销了"), urgency=case.urgency)
        desk.reply(news.withdrawn(case))
        return None


@dataclass(frozen=True, slots=True)
class Solved(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state is State.SOLVED:
            desk.reply(closing.thanks(desk.language))
            return None
        answered = {"answered_at": case.answered_at or desk.now}
        case = desk.move(case, desk.event(EventKind.CONFIRMED), closed_at=desk.now, **answered)
        desk.write_all((case.assignee,), steward.confirmed(case), urgency=case.urgency)
        others = [p for p in desk.tx.cases.reporters(case.id) if p != desk.speaker_id]
        desk.write_all(others, closing.still_fine(case), urgency=case.urgency)
        desk.reply(closing.how_was_it(desk.language, case))
        return None


@dataclass(frozen=True, slots=True)
class Partly(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        case = desk.move(case, desk.event(EventKind.PARTLY), closed_at=desk.now)
        desk.write_all((case.assignee,), steward.confirmed(case), urgency=case.urgency)
        desk.reply(closing.partly_then(case))
        return None


@dataclass(frozen=True, slots=True)
class GoOn(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        case = desk.move(case, desk.event(EventKind.CONTINUED), closed_at=None)
        desk.write_all(
            (case.assignee,), steward.still_yours(case, "居民说好了一部分，请接着办剩下的。"), urgency=case.urgency
        )
        desk.reply(closing.go_on(case))
        return None


@dataclass(frozen=True, slots=True)
class Enough(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        desk.reply(closing.how_was_it(desk.language, case))
        return None


@dataclass(frozen=True, slots=True)
class Unsolved(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state in (State.WITHDRAWN, State.DECLINED):
            desk.reply(news.too_late(case))
            return None
        if case.state is not State.ANSWERED and case.state.open:
            return Hurry(case.number).act_on(desk, case)
        return ask(why_unsolved, Draft().answer(case=case.number), closing.why_unsolved(desk.language))


@step
def why_unsolved(draft: Draft, said: Said, scene: Scene) -> Turn:
    words = "" if said.code == "skip" else said.text
    return finish(Reopen(draft.get("case", ""), words, said.photos))


@dataclass(frozen=True, slots=True)
class Reopen(OnCase):
    """Not solved: done again, one level up. The clock is not restarted; it never is."""

    words: str = ""
    photos: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state.open and case.state is not State.ANSWERED:
            return Add(case.number, self.words or "还没好", self.photos).act_on(desk, case)
        above = choose(desk, case, Level(min(case.level + 1, Level.OFFICE)))
        case = desk.move(
            case,
            desk.event(EventKind.REOPENED, words=self.words, photos=self.photos, why="居民说还没好"),
            reopened=case.reopened + 1,
            level=above.level,
            assigned_at=desk.now,
            answered_at=None,
            closed_at=None,
            photos=(*case.photos, *self.photos),
        )
        before = case.assignee
        case = assign_and_tell(desk, case, above.level, why=("居民说还没好，升一级",), title="重开")
        if before != case.assignee and before is not None:
            desk.write(
                before, steward.from_resident(case, "居民说还没好，已交上一级，请配合。", ()), urgency=case.urgency
            )
        tell_reporters(desk, case, closing.reopened(case, holder_post(desk, case)))
        return None


@dataclass(frozen=True, slots=True)
class Rate(OnCase):
    score: int = 0

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.score is None and not case.state.open:
            desk.move(case, desk.event(EventKind.RATED, detail={"score": self.score}), score=self.score)
        desk.reply(closing.thanks(desk.language))
        return None


@dataclass(frozen=True, slots=True)
class StillFine(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        desk.move(case, desk.event(EventKind.ADDED, words="还好"))
        desk.reply(closing.thanks(desk.language))
        return None


@dataclass(frozen=True, slots=True)
class AnotherOne(OnCase):
    """What went into her own open case was a new matter after all: a person in the office sees to it."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        last = [e for e in desk.tx.cases.events(case.id) if e.kind is EventKind.ADDED][-1:]
        words = last[0].words if last else case.words
        open_and_send(desk, Told(words, case.item, place=case.place, checked=True, why=("居民说是另一件事",)), ())
        return None


@dataclass(frozen=True, slots=True)
class CallHuman(Act):
    """'人工' at any step: a case for the office, with whatever she said on the way."""

    words: str = ""

    def perform(self, desk: Desk) -> Turn | None:
        open_now = desk.tx.cases.of_reporter(desk.speaker.id, only_open=True)
        case = next((c for c in open_now if c.item == UNSORTED and "human" in c.tags), None)
        if case is None:
            told = Told(self.words, UNSORTED, place=desk.speaker.home, tags=frozenset({"human"}), why=("居民要找人",))
            case = open_case(desk, told, (), reporter=desk.speaker.id)
            case = call_office(desk, case)
        notice = telling.human_called(desk.language, case, desk.zone(case), desk.now, night=desk.is_night(case))
        return ask(what_to_add, Draft().answer(case=case.number), notice)


@dataclass(frozen=True, slots=True)
class TellOffice(Act):
    """What we took for small talk was a matter after all: a person reads it."""

    label: str

    def perform(self, desk: Desk) -> Turn | None:
        words = desk.earlier_words(but=self.label)
        told = Told(words, UNSORTED, place=desk.speaker.home, checked=True, why=("居民请人看看",))
        open_and_send(desk, told, ())
        return None


@dataclass(frozen=True, slots=True)
class PassPraise(Act):
    words: str

    def perform(self, desk: Desk) -> Turn | None:
        where = place_words(desk.speaker.home, desk.directory, room=False)
        desk.write_all(desk.office(), office.praise(self.words, where))
        desk.reply(telling.praise(desk.language))
        return None


@dataclass(frozen=True, slots=True)
class TooMany(Act):
    """Her words are kept in the chat; the office is told once a day instead of once a message."""

    words: str

    def perform(self, desk: Desk) -> Turn | None:
        today = f"{desk.calendar().local(desk.now):%Y-%m-%d}"
        for person in desk.office():
            key = f"many:{desk.speaker.id}:{today}:{person}"
            notice = office.many_messages(self.words)
            desk.tx.outbox.put(person, notice, key=key, now=desk.now, not_before=desk.calendar().after_quiet(desk.now))
        desk.reply(telling.too_many(desk.language, desk.book.numbers))
        return None


def chase(said: Said, scene: Scene) -> Turn:
    return finish(ShowProgress(hurry=any(word in said.text for word in HURRY_WORDS)))


def one_or_which(verb: str, act: Callable[[str], Act]) -> Callable[[Said, Scene], Turn]:
    def turn(said: Said, scene: Scene) -> Turn:
        if len(scene.open_cases) == 1:
            return finish(act(scene.open_cases[0].number))
        return finish(None, news.which_case(scene.language, verb, scene.open_cases))

    return turn


def supplement(said: Said, scene: Scene) -> Turn:
    return finish(Add(scene.open_cases[0].number, said.text, said.photos))


def answered_first(act: Callable[[str], Act]) -> Callable[[Said, Scene], Turn]:
    """'好了' or '还没好' without a number is about the case we last asked of."""

    def turn(said: Said, scene: Scene) -> Turn:
        asked = [case for case in scene.open_cases if case.state is State.ANSWERED] or list(scene.open_cases)
        return finish(act(asked[0].number))

    return turn


BY_INTENT: dict[Intent, Callable[[Said, Scene], Turn]] = {
    Intent.CHASE: chase,
    Intent.SUPPLEMENT: supplement,
    Intent.WITHDRAW: one_or_which("withdraw", AskWithdraw),
    Intent.CONFIRM_SOLVED: answered_first(Solved),
    Intent.DISPUTE_NOT_SOLVED: answered_first(Unsolved),
}


def taps(said: Said) -> Act | None:
    """The act behind a tapped choice of hers, None if the code is not a resident's."""
    number, _, rest = said.argument.partition(":")
    plain: dict[str, Callable[[], Act]] = {
        "progress": ShowProgress,
        "hurry": lambda: Hurry(number) if number else ShowProgress(hurry=True),
        "add": lambda: Add(number),
        "withdraw": lambda: AskWithdraw(number),
        "withdrawn": lambda: Withdraw(number),
        "solved": lambda: Solved(number),
        "unsolved": lambda: Unsolved(number),
        "partly": lambda: Partly(number),
        "goon": lambda: GoOn(number),
        "enough": lambda: Enough(number),
        "fine": lambda: StillFine(number),
        "other": lambda: AnotherOne(number),
        "score": lambda: Rate(number, int(rest) if rest in "123" and rest else 2),
        "human": lambda: CallHuman(number),
        "tell": lambda: TellOffice(said.text),
    }
    make = plain.get(said.verb)
    return make() if make else None
