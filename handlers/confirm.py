"""Is it solved? Only she says so; what is not goes back to work one level up, and her opinion of it is asked apart."""

from dataclasses import dataclass

from domain.cases import Case, EventKind, State
from domain.messages import Draft
from domain.people import Level
from handlers.conversation import Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.dispatch import assign_and_tell, choose
from handlers.follow import Add, Hurry
from handlers.hers import OnCase
from handlers.letters import holder_post, tell_holder, tell_reporters
from handlers.texts import closing, news, steward


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
        return ask(partly_then, Draft().answer(case=case.number), closing.partly_then(case))


@step
def partly_then(draft: Draft, said: Said, scene: Scene) -> Turn:
    """Whatever she says of the rest means that it shall go on."""
    number = draft.get("case", "")
    if said.verb == "enough":
        return finish(Enough(number))
    return finish(GoOn(number, "" if said.code else said.text))


@dataclass(frozen=True, slots=True)
class GoOn(OnCase):
    words: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        case = desk.move(case, desk.event(EventKind.CONTINUED, words=self.words), closed_at=None)
        rest = steward.still_yours(case, "居民说好了一部分，请接着办剩下的。")
        desk.write_all((case.assignee,), rest, urgency=case.urgency)
        if self.words:
            tell_holder(desk, case, self.words, ())
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
            reopened_at=desk.now,
            level=above.level,
            assigned_at=desk.now,
            answered_at=None,
            closed_at=None,
            photos=(*case.photos, *self.photos),
        )
        case = assign_and_tell(desk, case, above.level, why=("居民说还没好，升一级",), title="重开", said=self.words)
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
