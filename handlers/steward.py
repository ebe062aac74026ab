"""A steward or the office acts on a case: one tap each, a line of words where the resident should read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.cases import IN_HAND, Case, EventKind, State
from domain.messages import Draft
from domain.people import Level, Role
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.danger import acknowledge
from handlers.desk import Desk, Scene
from handlers.discretion import may_act, may_see, note_refusal, office_of, post_for
from handlers.dispatch import choose
from handlers.letters import ask_reporters, holder_post, holder_words, send_card, tell_reporters
from handlers.texts import closing, news, office, steward
from handlers.texts.say import moment, who


@dataclass(frozen=True, slots=True)
class StaffAct(Act):
    """An act of a steward or the office on one case. Who may not is refused, politely and without detail."""

    number: str

    def perform(self, desk: Desk) -> Turn | None:
        case = desk.tx.cases.by_number(self.number)
        if case is None or not self.permitted(desk, case):
            note_refusal(desk, self.number)
            desk.reply(steward.not_yours())
            return None
        return self.act_on(desk, case)

    def permitted(self, desk: Desk, case: Case) -> bool:
        return may_act(desk, desk.speaker.id, case)

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        raise TypeError(f"{type(self).__name__} does not say what it does")


@dataclass(frozen=True, slots=True)
class StaffLook(StaffAct):
    """It changes nothing: for whoever may see the case."""

    def permitted(self, desk: Desk, case: Case) -> bool:
        return may_see(desk, desk.speaker.id, case)


def speakers_post(desk: Desk, case: Case) -> Any:
    return post_for(desk, desk.speaker_id, case)


def contact_now(desk: Desk, case: Case) -> dict[str, Any]:
    """A human being has answered her: what the response rate counts."""
    return {"contacted_at": case.contacted_at or desk.now, "told_resident_at": desk.now}


def answered_danger(desk: Desk, case: Case) -> Case:
    post = speakers_post(desk, case)
    return acknowledge(desk, case, who(post, case.level)) if case.danger else case


@dataclass(frozen=True, slots=True)
class Look(StaffLook):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        send_card(desk, case, desk.speaker.id, "详情")
        return None


@dataclass(frozen=True, slots=True)
class Accept(StaffAct):
    """Whoever signs has it; a level above who signs takes it over. In danger signing and answering are one."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.danger:
            return Acknowledge(case.number).act_on(desk, case)
        before, post = case.assignee, speakers_post(desk, case)
        level = max(case.level, post.level) if post else case.level
        taken = {"assignee": desk.speaker.id, "level": level, "told_resident_at": desk.now}
        case = desk.move(case, desk.event(EventKind.ACCEPTED), accepted_at=desk.now, **taken)
        if before != case.assignee:
            desk.write_all((before,), steward.off_your_list(case, "已由上一级接手"), urgency=case.urgency)
        tell_reporters(desk, case, news.taken_on(case, holder_post(desk, case)))
        desk.reply(steward.still_yours(case, "签收了，居民已知道是您在办。"))
        return None


@dataclass(frozen=True, slots=True)
class Acknowledge(StaffAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        first = case.danger is not None and case.acknowledged_at is None
        case = answered_danger(desk, case)
        told = "知道您在处理了，居民和其他值班人员都已告知。" if first else "已有人应答，这件在办。"
        desk.reply(steward.still_yours(case, told))
        return None


@dataclass(frozen=True, slots=True)
class Contact(StaffAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        case = answered_danger(desk, case)
        changes = contact_now(desk, case)
        case = desk.move(
            case, desk.event(EventKind.CONTACTED, human=True), accepted_at=case.accepted_at or desk.now, **changes
        )
        tell_reporters(desk, case, news.contacted(case, speakers_post(desk, case), ""))
        desk.reply(steward.still_yours(case, "记下了：已联系居民。"))
        return None


@dataclass(frozen=True, slots=True)
class Note(StaffAct):
    words: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if not self.words:
            return ask(what_progress, Draft().answer(case=case.number), steward.what_progress(case))
        event = desk.event(EventKind.NOTED, words=self.words, human=True)
        noted = {"noted_at": desk.now, "accepted_at": case.accepted_at or desk.now}
        case = desk.move(case, event, **noted, **contact_now(desk, case))
        tell_reporters(desk, case, news.contacted(case, speakers_post(desk, case), self.words))
        desk.reply(steward.still_yours(case, "进展已告诉居民。"))
        return None


@step
def what_progress(draft: Draft, said: Said, scene: Scene) -> Turn:
    return finish(Note(draft.get("case", ""), said.text))


@dataclass(frozen=True, slots=True)
class Done(StaffAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if not case.state.open or case.state is State.ANSWERED:
            desk.reply(steward.too_late(case))
            return None
        return ask(what_was_done, Draft().answer(case=case.number), steward.what_was_done(case))


@step
def what_was_done(draft: Draft, said: Said, scene: Scene) -> Turn:
    words = "已办好。" if said.code == "skip" or not said.text else said.text
    return finish(Answer(draft.get("case", ""), words, said.enclosed))


@dataclass(frozen=True, slots=True)
class Answer(StaffAct):
    """Fed back. Only the resident can say that it is solved."""

    words: str = ""
    enclosed: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        case = answered_danger(desk, case)
        event = desk.event(EventKind.ANSWERED, words=self.words, enclosed=self.enclosed, human=True)
        case = desk.move(
            case,
            event,
            answered_at=desk.now,
            accepted_at=case.accepted_at or desk.now,
            extension=None,
            **contact_now(desk, case),
        )
        question = closing.is_it_solved(case, speakers_post(desk, case), self.words, self.enclosed)
        told = closing.fed_back(case, speakers_post(desk, case), self.words, self.enclosed)
        ask_reporters(desk, case, question, self.words, told)
        desk.reply(steward.answered(case))
        return None


@dataclass(frozen=True, slots=True)
class Talk(StaffAct):
    """A word to the resident, carried by us: neither side sees the other's account."""

    words: str = ""
    enclosed: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if not self.words and not self.enclosed:
            return ask(what_to_ask, Draft().answer(case=case.number), steward.what_to_ask(case))
        if not desk.tx.cases.reporters(case.id):
            desk.reply(steward.in_person(case))
            return None
        case = answered_danger(desk, case)
        event = desk.event(EventKind.RELAYED, words=self.words, enclosed=self.enclosed, human=True)
        case = desk.move(case, event, **contact_now(desk, case))
        tell_reporters(
            desk, case, news.message_from_steward(case, speakers_post(desk, case), self.words, self.enclosed)
        )
        desk.reply(steward.passed_on(case))
        return None


@step
def what_to_ask(draft: Draft, said: Said, scene: Scene) -> Turn:
    return finish(Talk(draft.get("case", ""), said.text, said.enclosed))


@dataclass(frozen=True, slots=True)
class AskHelp(StaffAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state not in IN_HAND:
            desk.reply(steward.too_late(case))
            return None
        return ask(why_help, Draft().answer(case=case.number), steward.why_help(case))


@step
def why_help(draft: Draft, said: Said, scene: Scene) -> Turn:
    return finish(CallHigher(draft.get("case", ""), "" if said.code == "skip" else said.text))


@dataclass(frozen=True, slots=True)
class CallHigher(StaffAct):
    """The case stays where it is; the level above sees it and may act on it."""

    words: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        above = choose(desk, case, Level(min(case.level + 1, Level.OFFICE)))
        case = desk.move(case, desk.event(EventKind.HELP_ASKED, words=self.words), level=above.level)
        called = office_of(desk, case) if above.level >= Level.OFFICE or above.person is None else (above.person,)
        why = f"{holder_words(desk, case)}求助：{self.words or '请上级协助'}"
        notice = office.must_decide(case, why, holder_words(desk, case), desk.zone(case), desk.now)
        if above.level >= Level.GRID:
            desk.write_all(called, notice, urgency=case.urgency)
        else:
            desk.write_all(called, steward.reminder(case, why, desk.zone(case), desk.now), urgency=case.urgency)
        desk.reply(steward.help_called(case))
        return None


@dataclass(frozen=True, slots=True)
class AskExtension(StaffAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state not in IN_HAND:
            desk.reply(steward.too_late(case))
            return None
        if case.danger or case.extended or case.extension:
            desk.reply(steward.extension_once(case))
            return None
        return ask(until_when, Draft().answer(case=case.number), steward.until_when(case.number))


@step
def until_when(draft: Draft, said: Said, scene: Scene) -> Turn:
    """Typed words are the reason, not the date: the date is tapped, so that nothing is misread."""
    number = draft.get("case", "")
    if said.verb != "days" or not said.argument.isdigit():
        reasons = "；".join(part for part in (draft.get("reason"), said.text) if part)
        return ask(until_when, draft.answer(reason=reasons), steward.until_when(number))
    days = min(int(said.argument), scene.book.clock.limits.extension.amount)
    if draft.get("reason"):
        return finish(RequestExtension(number, days, draft.get("reason", "")))
    return ask(why_longer, draft.answer(days=days), steward.why_longer(number, days))


@step
def why_longer(draft: Draft, said: Said, scene: Scene) -> Turn:
    return finish(RequestExtension(draft.get("case", ""), draft.get("days", 3), said.text or "没说原因"))


@dataclass(frozen=True, slots=True)
class RequestExtension(StaffAct):
    days: int = 3
    words: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        until = desk.calendar(case.place.estate).add_days(max(desk.now, case.finish_due), self.days)
        event = desk.event(EventKind.EXTENSION_ASKED, words=self.words, detail={"until": until.isoformat()})
        case = desk.move(case, event, extension=until)
        by = who(speakers_post(desk, case), case.level)
        when = moment(until, desk.now, desk.zone(case))
        desk.write_all(office_of(desk, case), office.extension(case, when, self.words, by), urgency=case.urgency)
        desk.reply(steward.extension_asked(case, when))
        return None


@dataclass(frozen=True, slots=True)
class ShowList(Act):
    def perform(self, desk: Desk) -> Turn | None:
        cases = desk.work_of(desk.speaker.id)
        desk.reply(steward.my_list(cases, desk.directory, desk.own_zone, desk.now))
        return None


TAPS: dict[str, Callable[[str], Act]] = {
    "look": Look,
    "accept": Accept,
    "ack": Acknowledge,
    "contact": Contact,
    "note": Note,
    "done": Done,
    "talk": Talk,
    "help": AskHelp,
    "extend": AskExtension,
}


def is_staff(role: Role) -> bool:
    return role in (Role.STEWARD, Role.OFFICE)
