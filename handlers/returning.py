"""退单: may a steward send a case back, for what reason, and whom does he propose instead?

Each once, within the hours after dispatch, and no more once the office has ruled. The first return goes one level up at
once; the second, what is not ours and what is sorted wrongly go to the office. Until it rules, whoever had it first looks
after it (先办后议). What it must not do: hand a case to the one who is proposed; that is for the office.
"""

from dataclasses import dataclass
from itertools import pairwise

from domain.cases import IN_HAND, Case, Event, EventKind, State
from domain.messages import Draft, Notice
from domain.people import Directory, Level, Post
from handlers.conversation import Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.discretion import may_hold, office_of, post_for
from handlers.dispatch import assign_and_tell, choose
from handlers.letters import holder_post, holder_words, tell_reporters
from handlers.recurrence import higher
from handlers.steward import StaffAct, speakers_post
from handlers.texts import news, office, steward
from handlers.texts import returning as texts
from handlers.texts.say import who
from handlers.told import UNSORTED

REASONS = dict(texts.REASONS)
WRONG_KIND = "kind"
FOR_OFFICE = frozenset({"notours", WRONG_KIND})
PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class ReturnAct(StaffAct):
    """A step of giving back: refused at each where it may not be, since a question may lie open for hours."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        refused = refusal(desk, case)
        if refused is None:
            return self.go_on(desk, case)
        desk.reply(refused)
        return None

    def go_on(self, desk: Desk, case: Case) -> Turn | None:
        raise TypeError(f"{type(self).__name__} does not say what it does")


def refusal(desk: Desk, case: Case) -> Notice | None:
    if case.state not in IN_HAND:
        return steward.too_late(case)
    told = desk.tx.cases.events(case.id)
    if any(event.kind is EventKind.RETURNED and event.actor == desk.speaker_id for event in told):
        return texts.only_once(case)
    if any(rules(before, event) for before, event in pairwise(told)):
        return texts.ruled_already(case)
    calendar = desk.calendar(case.place.estate)
    until = calendar.plus(case.assigned_at or case.told_at, desk.book.clock.limits.return_within)
    return texts.too_late(case) if desk.now > until else None


def rules(before: Event, event: Event) -> bool:
    """Whether the office has said by it whose a returned case is; what goes one level up goes with the return itself."""
    goes_up = before.kind is EventKind.RETURNED and event.actor == before.actor
    return before.state is State.RETURNED and event.kind is EventKind.ASSIGNED and not goes_up


@dataclass(frozen=True, slots=True)
class AskReturn(ReturnAct):
    def go_on(self, desk: Desk, case: Case) -> Turn | None:
        return ask(why_return, Draft().answer(case=case.number), texts.why_return(case))


@step
def why_return(draft: Draft, said: Said, scene: Scene) -> Turn:
    reason = said.argument if said.verb == "reason" and said.argument in REASONS else ""
    return finish(AskWhom(draft.get("case", ""), reason, "" if reason else said.text))


@dataclass(frozen=True, slots=True)
class AskWhom(ReturnAct):
    reason: str = ""
    words: str = ""

    def go_on(self, desk: Desk, case: Case) -> Turn | None:
        draft = Draft().answer(case=case.number, reason=self.reason, words=self.words)
        others = tuple(post for post in posts_near(desk, case) if post.person != desk.speaker_id)
        return ask(whom_instead, draft, texts.whom_instead(case, others))


@step
def whom_instead(draft: Draft, said: Said, scene: Scene) -> Turn:
    """A tap, or a name; what else is written is kept with the reason: it may name a door outside."""
    tapped = said.verb == "propose" and said.argument.isdigit()
    named = next((post.person for post in scene.directory.posts if post.name and post.name in said.text), 0)
    proposed = int(said.argument) if tapped else named
    words = "；".join(part for part in (draft.get("words", ""), "" if said.code else said.text) if part)
    return finish(GiveBack(draft.get("case", ""), draft.get("reason", ""), words, proposed))


@dataclass(frozen=True, slots=True)
class GiveBack(ReturnAct):
    reason: str = ""
    words: str = ""
    proposed: int = 0

    def go_on(self, desk: Desk, case: Case) -> Turn | None:
        above = choose(desk, case, higher(case.level, 1))
        by = who(speakers_post(desk, case), case.level)
        rises = not case.returned and self.reason not in FOR_OFFICE and above.person not in (None, case.assignee)
        if self.reason == WRONG_KIND:
            desk.tx.corrections.add(case.number, case.words, case.item, UNSORTED, desk.speaker.id, desk.now)
        event = self.event(desk, case)
        if not rises:
            to_office(desk, case, event, by)
            return None
        case = desk.move(case, event, returned=case.returned + 1, returned_at=desk.now)
        case = assign_and_tell(desk, case, above.level, why=(f"{by}退回：{event.why}",), title="退回转来")
        tell_reporters(desk, case, news.handed_on(case, holder_post(desk, case)))
        return None

    def event(self, desk: Desk, case: Case) -> Event:
        post = post_for(desk, self.proposed, case)
        reason = REASONS.get(self.reason, self.words or "没说理由")
        why = f"{reason}，建议给{post.name}" if post else reason
        words = self.words if self.words != reason else ""
        return desk.event(EventKind.RETURNED, why=why, words=words, detail={PROPOSED: post.person} if post else {})


def to_office(desk: Desk, case: Case, event: Event, by: str) -> None:
    """The second return is the office's rung. Whoever had it first looks after it meanwhile."""
    before, keeper = case.assignee, first_receiver(desk, case)
    case = desk.move(
        case,
        event,
        returned=case.returned + 1,
        returned_at=desk.now,
        level=max(case.level, Level.OFFICE) if case.returned else case.level,
        assignee=keeper,
    )
    keeps = holder_words(desk, case)
    desk.write_all(
        office_of(desk, case), office.came_back(case, event.why, event.words, by, keeps), urgency=case.urgency
    )
    if keeper != desk.speaker_id:
        desk.write(keeper, texts.look_after_it(case, by), urgency=case.urgency)
    if before not in (keeper, desk.speaker_id):
        desk.write(before, steward.off_your_list(case, "已交社区裁决"), urgency=case.urgency)
    desk.reply(texts.with_office(case, keeps, hers=keeper == desk.speaker_id))


def first_receiver(desk: Desk, case: Case) -> int | None:
    """Who gave it back first, if he still may have it and is there; else who has it now."""
    for event in desk.tx.cases.events(case.id):
        if event.kind is EventKind.RETURNED and event.actor is not None:
            post = post_for(desk, event.actor, case)
            there = desk.directory.absence_of(event.actor, desk.now) is None
            if post and there and may_hold(desk, event.actor, post.level, case):
                return event.actor
    return case.assignee


def proposed_owner(desk: Desk, case: Case) -> int | None:
    """Whom those who gave it back proposed last, as long as the office has not ruled."""
    if case.state is not State.RETURNED:
        return None
    told = [event.detail.get(PROPOSED) for event in desk.tx.cases.events(case.id) if event.kind is EventKind.RETURNED]
    return next((person for person in reversed(told) if person), None)


def posts_near(desk: Desk, case: Case) -> tuple[Post, ...]:
    """Whose it may be: of that estate or above it, and nobody who must keep out."""
    own = areas_of(desk.directory, case.place.estate)
    near = (post for post in desk.directory.posts if own is None or post.level >= Level.GRID or post.area in own)
    return tuple(post for post in near if may_hold(desk, post.person, post.level, case))


def areas_of(directory: Directory, estate: str | None) -> frozenset[str] | None:
    """An estate with its micro-grids; None for an unknown one, which may be anybody's."""
    if estate is None:
        return None
    return frozenset({estate, *(grid.code for grid in directory.microgrids if grid.estate == estate)})
