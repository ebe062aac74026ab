"""Following up: what a resident may do with her cases at any time, and what she says when one is answered."""

from dataclasses import dataclass
from datetime import timedelta

from domain.cases import Case, EventKind
from domain.messages import Draft
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.dispatch import call_office
from handlers.hers import OnCase
from handlers.letters import holder_post, tell_holder
from handlers.opening import new_case, open_and_send, open_case
from handlers.pauses import in_words
from handlers.reopen import Reopen, add
from handlers.texts import news, office, steward, telling
from handlers.texts.say import place_words
from handlers.told import UNSORTED, Told

HURRY_PAUSE = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class ShowProgress(Act):
    """All her open cases; with only one, what she may do about it right away."""

    def perform(self, desk: Desk) -> Turn | None:
        cases = desk.tx.cases.of_reporter(desk.speaker.id, only_open=True)
        if len(cases) == 1:
            return ShowOne(cases[0].number).act_on(desk, cases[0])
        posts = tuple(holder_post(desk, case) for case in cases)
        zone = desk.calendar_zone(desk.speaker.home.estate)
        desk.reply(news.progress(desk.language, cases, posts, zone, desk.now))
        return None


@dataclass(frozen=True, slots=True)
class ShowOne(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        paused = in_words(desk, case, desk.language, to_her=True)
        desk.reply(news.one_case(desk.language, case, holder_post(desk, case), desk.zone(case), desk.now, paused))
        return None


@dataclass(frozen=True, slots=True)
class HurryOne(Act):
    """催办 from the menu: the only case, or the question which."""

    def perform(self, desk: Desk) -> Turn | None:
        cases = desk.tx.cases.of_reporter(desk.speaker.id, only_open=True)
        if len(cases) == 1:
            return Hurry(cases[0].number).act_on(desk, cases[0])
        if not cases:
            return ShowProgress().perform(desk)
        desk.reply(news.which_case(desk.language, "hurry", cases))
        return None


@dataclass(frozen=True, slots=True)
class Hurry(OnCase):
    words: str = ""
    enclosed: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if not case.state.open:
            desk.reply(news.too_late(case))
            return None
        lately = desk.now - HURRY_PAUSE
        recent = [e for e in desk.tx.cases.events(case.id) if e.kind is EventKind.HURRIED and e.at > lately]
        if recent and not (self.words or self.enclosed):
            desk.reply(news.hurried_enough(case))
            return None
        event = desk.event(EventKind.HURRIED, words=self.words, enclosed=self.enclosed)
        case = desk.move(case, event, enclosed=(*case.enclosed, *self.enclosed))
        tell_holder(desk, case, self.words, self.enclosed, hurry=True)
        desk.reply(news.hurried(case))
        return None


@dataclass(frozen=True, slots=True)
class Add(OnCase):
    """More words for a case. To one that had ended they mean that it has not."""

    words: str = ""
    enclosed: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if not self.words and not self.enclosed:
            return ask(what_to_add, Draft().answer(case=case.number), news.what_to_add(case))
        if not case.state.open:
            return Reopen(case.number, self.words, self.enclosed).act_on(desk, case)
        case = add(desk, case, self.words, self.enclosed)
        desk.reply(news.added(case))
        return None


@step
def what_to_add(draft: Draft, said: Said, scene: Scene) -> Turn:
    return finish(Add(draft.get("case", ""), said.text, said.enclosed))


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
class AnotherOne(OnCase):
    """What went into her own open case was a new matter after all: a person in the office sees to it."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        added = [e for e in desk.tx.cases.events(case.id) if e.kind is EventKind.ADDED and e.actor == desk.speaker.id]
        if not added or added[-1].words in {c.words for c in desk.tx.cases.of_reporter(desk.speaker.id)}:
            desk.reply(telling.past(desk.language))
            return None
        words = added[-1].words
        open_and_send(desk, Told(words, case.item, place=case.place, checked=True, why=("居民说是另一件事",)), ())
        return None


@dataclass(frozen=True, slots=True)
class CallHuman(Act):
    """'人工' at any step: a case for the office, with whatever she said on the way."""

    words: str = ""
    enclosed: tuple[int, ...] = ()

    def perform(self, desk: Desk) -> Turn | None:
        case = tagged(desk, "human")
        if case is None:
            told = Told(self.words, UNSORTED, place=desk.speaker.home, tags=frozenset({"human"}), why=("居民要找人",))
            case = call_office(desk, open_case(desk, new_case(desk, told, self.enclosed, reporter=desk.speaker.id)))
        elif self.words or self.enclosed:
            case = add(desk, case, self.words, self.enclosed)
        notice = telling.human_called(desk.language, case, desk.zone(case), desk.now, night=desk.is_night(case))
        return ask(what_to_add, Draft().answer(case=case.number), notice)


def tagged(desk: Desk, tag: str) -> Case | None:
    """Her open case of that kind, which takes what she says next."""
    cases = desk.tx.cases.of_reporter(desk.speaker.id, only_open=True)
    return next((case for case in cases if case.item == UNSORTED and tag in case.tags), None)


@dataclass(frozen=True, slots=True)
class Kept(Act):
    def perform(self, desk: Desk) -> Turn | None:
        desk.reply(news.kept(desk.language))
        return None


@dataclass(frozen=True, slots=True)
class TellOffice(Act):
    """What we took for small talk was a matter after all: a person reads it."""

    label: str

    def perform(self, desk: Desk) -> Turn | None:
        words = desk.earlier_words(but=self.label)
        if not words or words in {case.words for case in desk.tx.cases.of_reporter(desk.speaker.id)}:
            desk.reply(telling.past(desk.language))
            return None
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
    """A flood of matters: one case for the office holds them all, and she is not asked about each."""

    words: str
    enclosed: tuple[int, ...] = ()

    def perform(self, desk: Desk) -> Turn | None:
        case = tagged(desk, "many")
        if case is None:
            told = Told(
                self.words, UNSORTED, place=desk.speaker.home, tags=frozenset({"many"}), why=("一天里说了很多件",)
            )
            call_office(desk, open_case(desk, new_case(desk, told, self.enclosed, reporter=desk.speaker.id)))
        else:
            add(desk, case, self.words, self.enclosed)
        desk.reply(telling.too_many(desk.language, desk.book.numbers))
        return None
