"""Is it solved? Only she says so; what is not goes back to work one level up, and her opinion of it is asked apart."""

from dataclasses import dataclass

from domain.cases import Case, EventKind, State
from domain.messages import Draft
from handlers.conversation import Said, Turn, ask, finish, step
from handlers.danger import NoteSafe
from handlers.desk import Desk, Scene
from handlers.follow import Add, Hurry
from handlers.hers import OnCase
from handlers.letters import tell_holder
from handlers.reopen import REVIVABLE, reopen
from handlers.texts import closing, steward

ENOUGH_WORDS = ("不用", "就这样", "算了", "可以了", "that will do")


@dataclass(frozen=True, slots=True)
class Solved(OnCase):
    """Her word ends it. Danger is not ended in passing: someone must have answered first."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state is State.SOLVED:
            desk.reply(closing.thanks(desk.language))
            return None
        if case.danger and case.state is not State.ANSWERED:
            return NoteSafe(case.number, "已经好了").perform(desk)
        reporters = desk.tx.cases.reporters(case.id)
        if objection(desk, case, reporters):
            goes_on(desk, case, "一起反映的居民说她家已经好了")
            return None
        answered = {"answered_at": case.answered_at or desk.now}
        case = desk.move(case, desk.event(EventKind.CONFIRMED), closed_at=desk.now, **answered)
        desk.write_all((case.assignee,), steward.confirmed(case), urgency=case.urgency)
        ask_the_others(desk, case, reporters)
        carried = desk.speaker.id not in reporters
        desk.reply(steward.confirmed(case) if carried else closing.how_was_it(desk.language, case))
        return None


def goes_on(desk: Desk, case: Case, words: str, *, partly: bool = False) -> None:
    """One of those who told of it is content, another has just objected."""
    case = desk.move(case, desk.event(EventKind.ADDED, words=words))
    desk.reply(closing.others_object(case, partly=partly))


def ask_the_others(desk: Desk, case: Case, reporters: tuple[int, ...]) -> None:
    others = [person for person in reporters if person != desk.speaker_id]
    asked = closing.neighbour_says_so(case, desk.book.clock.limits.objection.amount)
    desk.write_all(others, asked, urgency=case.urgency)


def objection(desk: Desk, case: Case, reporters: tuple[int, ...]) -> bool:
    """Another of those who told of it said lately that it is not solved, and no feedback was given since."""
    if not case.reopened or case.state is State.ANSWERED:
        return False
    since = desk.calendar(case.place.estate).plus(desk.now, desk.book.clock.limits.objection.times(-1))
    return any(
        event.kind is EventKind.REOPENED and event.at >= since and event.actor in set(reporters) - {desk.speaker_id}
        for event in desk.tx.cases.events(case.id)
    )


@dataclass(frozen=True, slots=True)
class Partly(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        reporters = desk.tx.cases.reporters(case.id)
        if objection(desk, case, reporters):
            goes_on(desk, case, "一起反映的居民说她家好了一部分", partly=True)
            return None
        case = desk.move(case, desk.event(EventKind.PARTLY), closed_at=desk.now)
        desk.write_all((case.assignee,), steward.confirmed(case), urgency=case.urgency)
        ask_the_others(desk, case, reporters)
        return ask(partly_then, Draft().answer(case=case.number), closing.partly_then(case))


@step
def partly_then(draft: Draft, said: Said, scene: Scene) -> Turn:
    """Whatever she says of the rest means that it shall go on."""
    number = draft.get("case", "")
    if said.verb == "enough" or (not said.code and any(word in said.text for word in ENOUGH_WORDS)):
        return finish(Enough(number))
    return finish(GoOn(number, "" if said.code else said.text, said.enclosed))


@dataclass(frozen=True, slots=True)
class GoOn(OnCase):
    words: str = ""
    enclosed: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        event = desk.event(EventKind.CONTINUED, words=self.words, enclosed=self.enclosed)
        case = desk.move(case, event, closed_at=None, resumed_at=desk.now, enclosed=(*case.enclosed, *self.enclosed))
        rest = steward.still_yours(case, "居民说好了一部分，请接着办剩下的。")
        desk.write_all((case.assignee,), rest, urgency=case.urgency)
        if self.words or self.enclosed:
            tell_holder(desk, case, self.words, self.enclosed)
        others = [person for person in desk.tx.cases.reporters(case.id) if person != desk.speaker_id]
        desk.write_all(others, closing.goes_on_for_all(case), urgency=case.urgency)
        desk.reply(closing.go_on(case))
        return None


@dataclass(frozen=True, slots=True)
class Enough(OnCase):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        desk.reply(closing.how_was_it(desk.language, case))
        return None


@dataclass(frozen=True, slots=True)
class Unsolved(OnCase):
    """'还没好' counts at once; why is asked after, and adds to it."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state not in REVIVABLE:
            return Hurry(case.number).act_on(desk, case)
        case = reopen(desk, case)
        return ask(why_unsolved, Draft().answer(case=case.number), closing.why_unsolved(desk.language))


@step
def why_unsolved(draft: Draft, said: Said, scene: Scene) -> Turn:
    if said.code == "skip":
        return finish(None, closing.thanks(scene.language))
    return finish(Add(draft.get("case", ""), said.text, said.enclosed))


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
