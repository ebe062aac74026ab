"""The office decides: which topic, which steward, back or on, longer or not, on hold, not ours."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.cases import Case, Event, EventKind, State, Urgency
from domain.messages import Draft
from domain.people import Level
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.discretion import may_hold, post_for
from handlers.dispatch import choose, hand_to
from handlers.letters import holder_post, holder_words, tell_reporters
from handlers.office.acts import OfficeAct, sits_in_office
from handlers.office.declining import AskDecline
from handlers.opening import first_level, gist_of, raised
from handlers.pauses import in_words
from handlers.recurrence import earlier, higher, last_time
from handlers.returning import posts_near, proposed_owner
from handlers.steward import what_was_done
from handlers.texts import news, office, steward
from handlers.told import UNSORTED
from routing.deadlines import deadlines

HANG_REASONS = dict(office.HANG_REASONS)


@dataclass(frozen=True, slots=True)
class ShowCase(OfficeAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        events = tuple((event, actor_name(desk, case, event)) for event in desk.tx.cases.events(case.id))
        item = desk.book.items[case.item]
        more = (("又出现，上次", last_time(desk, case)), ("停过", in_words(desk, case)))
        holder = holder_words(desk, case)
        desk.reply(office.history(case, item, events, desk.directory, holder, desk.zone(case), desk.now, more))
        return None


def actor_name(desk: Desk, case: Case, event: Event) -> str:
    """Who did it: a steward's name, 'the resident' for whoever told of it, nobody for Huying itself."""
    if event.actor is None:
        return ""
    if event.actor in desk.tx.cases.reporters(case.id):
        return "居民"
    post = desk.directory.post_of(event.actor)
    return post.name if post else "社区"


@dataclass(frozen=True, slots=True)
class PickTopic(OfficeAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        topics = tuple(topic for topic in desk.book.topics.values() if topic.code != UNSORTED)
        desk.reply(office.which_topic(case, topics))
        return None


@dataclass(frozen=True, slots=True)
class PickItem(OfficeAct):
    topic: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        items = tuple(item for item in desk.book.items.values() if item.topic == self.topic)
        desk.reply(
            office.which_item(case, items) if items else office.which_topic(case, tuple(desk.book.topics.values()))
        )
        return None


@dataclass(frozen=True, slots=True)
class Sort(OfficeAct):
    """First tap: what it is. The correction is kept for the rule book; the deadlines still count from the telling."""

    item: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        item = desk.book.items.get(self.item)
        if item is None:
            return PickTopic(case.number).act_on(desk, case)
        if item.code != case.item:
            desk.tx.corrections.add(case.number, case.words, case.item, item.code, desk.speaker.id, desk.now)
        stays = case.danger or case.urgency is Urgency.P4 and case.item != UNSORTED
        urgency = case.urgency if stays else raised(item.urgency, case.tags)
        due = deadlines(urgency, case.told_at, desk.calendar(case.place.estate), desk.book.clock)
        before = earlier(desk, replace(case, item=item.code, urgency=urgency))
        case = desk.move(
            case,
            desk.event(EventKind.SORTED, why=f"{case.item}→{item.code} {item.name}", detail={"was": case.urgency}),
            item=item.code,
            topic=item.topic,
            gist=gist_of(item, case.language),
            urgency=urgency,
            contact_due=due.contact,
            finish_due=case.finish_due if case.extended else due.finish,
            recurs=case.recurs or (before.number if before else None),
        )
        return Reassign(case.number).act_on(desk, case)


@dataclass(frozen=True, slots=True)
class Reassign(OfficeAct):
    """Second tap: whose it is; first who was proposed, or the usual steward, one level up where the trouble is back."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        usual = choose(desk, case, higher(first_level(case), 1 if case.recurs else 0))
        first = proposed_owner(desk, case) or usual.person
        desk.reply(office.which_steward(case, posts_near(desk, case), first))
        return None


@dataclass(frozen=True, slots=True)
class Give(OfficeAct):
    person: int = 0

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        post = post_for(desk, self.person, case)
        if post is None or not may_hold(desk, self.person, post.level, case):
            desk.reply(office.must_keep_out(case))
            return Reassign(case.number).act_on(desk, case)
        case = hand_to(desk, case, self.person, post.level, ("社区指定",))
        tell_reporters(desk, case, news.handed_on(case, holder_post(desk, case)))
        desk.reply(office.given(case, holder_words(desk, case)))
        return None


@dataclass(frozen=True, slots=True)
class GiveBackAgain(OfficeAct):
    """The office rules: whoever looks after it meanwhile does it after all."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.assignee is None or desk.directory.post_of(case.assignee) is None:
            return Reassign(case.number).act_on(desk, case)
        post = post_for(desk, case.assignee, case)
        level = post.level if post else case.level
        case = hand_to(desk, case, case.assignee, level, ("社区裁决：还由您办",), title="社区裁决")
        desk.reply(office.given(case, holder_words(desk, case)))
        return None


@dataclass(frozen=True, slots=True)
class Mine(OfficeAct):
    """The office answers it itself, at once."""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state in (State.RECEIVED, State.RETURNED):
            case = desk.move(
                case,
                desk.event(EventKind.ASSIGNED, why="社区直接答复", detail={"to": desk.speaker.id}),
                assignee=desk.speaker.id,
                level=Level.OFFICE,
                assigned_at=desk.now,
            )
        return ask(what_was_done, Draft().answer(case=case.number), office.what_to_answer(case))


@dataclass(frozen=True, slots=True)
class Settle(OfficeAct):
    """A pending extension: granted once, or refused."""

    granted: bool = True

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.extension is None or case.extended:
            desk.reply(steward.too_late(case))
            return None
        asked = [event for event in desk.tx.cases.events(case.id) if event.kind is EventKind.EXTENSION_ASKED][-1:]
        reason = asked[0].words if asked else ""
        if self.granted:
            event = desk.event(EventKind.EXTENDED, why=reason)
            case = desk.move(
                case, event, finish_due=case.extension, extended=True, extension=None, told_resident_at=desk.now
            )
            tell_reporters(desk, case, news.extended(case, reason, desk.zone(case), desk.now))
        else:
            case = desk.move(case, desk.event(EventKind.EXTENSION_REFUSED), extension=None)
        told = steward.extension_settled(case, self.granted, desk.zone(case), desk.now)
        desk.write_all((case.assignee,), told, urgency=case.urgency)
        desk.reply(office.settled(case, "已同意延期。" if self.granted else "没有同意延期。"))
        return None


@dataclass(frozen=True, slots=True)
class AskHang(OfficeAct):
    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.danger:
            desk.reply(office.danger_goes_on(case))
            return None
        if not sits_in_office(desk, case.community):
            desk.reply(office.office_hangs(case))
            return None
        return ask(why_hang, Draft().answer(case=case.number), office.why_hang(case))


@step
def why_hang(draft: Draft, said: Said, scene: Scene) -> Turn:
    """The resident reads the reason: what is none is asked for again."""
    number = draft.get("case", "")
    reason = HANG_REASONS.get(said.argument) if said.verb == "because" else None if said.code else said.text
    return finish(Hang(number, reason) if reason else AskHang(number))


@dataclass(frozen=True, slots=True)
class Hang(OfficeAct):
    reason: str = ""

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        held = case.assignee if case.state is not State.HUNG else None
        event = desk.event(EventKind.HUNG, why=self.reason)
        case = desk.move(case, event, review_at=review_day(desk, case), told_resident_at=desk.now, extension=None)
        tell_reporters(desk, case, news.hung_word(case, self.reason, desk.zone(case)))
        desk.write(held, steward.off_your_list(case, f"社区挂账：{self.reason}"), urgency=case.urgency)
        desk.reply(office.settled(case, f"已挂账（{self.reason}），30 天内再提醒复议。"))
        return None


def review_day(desk: Desk, case: Case) -> datetime:
    return desk.calendar(case.place.estate).plus(desk.now, desk.book.clock.limits.review)


def taps(said: Said) -> Act | None:
    number, _, rest = said.argument.partition(":")
    make: dict[str, Callable[[], Act]] = {
        "case": lambda: ShowCase(number),
        "topics": lambda: PickTopic(number),
        "topic": lambda: PickItem(number, rest),
        "sort": lambda: Sort(number, rest),
        "reassign": lambda: Reassign(number),
        "give": lambda: Give(number, int(rest) if rest.isdigit() else 0),
        "back": lambda: GiveBackAgain(number),
        "mine": lambda: Mine(number),
        "grant": lambda: Settle(number, True),
        "refuse": lambda: Settle(number, False),
        "hang": lambda: AskHang(number),
        "decline": lambda: AskDecline(number),
    }
    found = make.get(said.verb)
    return found() if found else None
