"""What waits for the office, and the morning digest: facts to decide from, never a ranking of stewards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.cases import IN_HAND, Case, State
from domain.messages import Notice
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.discretion import may_see
from handlers.letters import holder_words
from handlers.office.deciding import presides
from handlers.texts import digest as digest_texts
from handlers.texts import office, steward
from handlers.texts.absence import last_day

WAITING_FOR_US = IN_HAND | {State.RECEIVED, State.RETURNED}


@dataclass(frozen=True, slots=True)
class ShowTodo(Act):
    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            desk.reply(steward.not_yours())
            return None
        desk.reply(todo(desk))
        return None


@dataclass(frozen=True, slots=True)
class ShowDigest(Act):
    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            desk.reply(steward.not_yours())
            return None
        desk.reply(digest(desk))
        return None


def todo(desk: Desk) -> Notice:
    unsorted = desk.tx.cases.in_state(State.RECEIVED)
    returned = desk.tx.cases.in_state(State.RETURNED)
    in_hand = desk.tx.cases.in_state(State.ASSIGNED, State.ACCEPTED, State.WORKING)
    rows = (
        ("紧急未应答", tuple(case for case in in_hand if case.danger and not case.acknowledged_at)),
        ("待归类", unsorted),
        ("退回待裁决", returned),
        ("延期待批", tuple(case for case in in_hand if case.extension and not case.extended)),
        ("逾期", late(desk)),
        ("挂账", desk.tx.cases.in_state(State.HUNG)),
    )
    zone = desk.calendar_zone(None)
    names = {post.person: post.name for post in desk.directory.posts}
    absences = tuple(
        (names[a.person], last_day(a.until, zone))
        for a in desk.directory.absences
        if a.until > desk.now and a.person in names
    )
    seen = tuple(
        (title, tuple(case for case in cases if may_see(desk, desk.speaker.id, case))) for title, cases in rows
    )
    return office.todo(seen, absences)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one day and of the moment; `changed` is False on a day when nothing happened at all."""

    told: int
    closed: int
    confirmed: int
    open: int
    overdue: tuple[Case, ...]
    danger: int
    decide: int

    @property
    def changed(self) -> bool:
        return bool(self.told or self.closed or self.overdue or self.danger or self.decide)


def late(desk: Desk) -> tuple[Case, ...]:
    """Overdue and waiting for us: not what is on hold or waits for the resident."""
    return tuple(case for case in desk.tx.cases.overdue(desk.now) if case.state in WAITING_FOR_US)


def yesterday(desk: Desk) -> tuple[datetime, datetime]:
    midnight = desk.calendar().local(desk.now).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - timedelta(days=1)).astimezone(desk.now.tzinfo), midnight.astimezone(desk.now.tzinfo)


def figures(desk: Desk) -> Figures:
    since, until = yesterday(desk)
    told = desk.tx.cases.told_between(since, until)
    closed = desk.tx.cases.closed_between(since, until)
    open_now = desk.tx.cases.in_state(*(state for state in State if state.open))
    waiting = [case for case in open_now if case.state in (State.RECEIVED, State.RETURNED) or case.extension]
    return Figures(
        told=len(told),
        closed=len(closed),
        confirmed=sum(case.state is State.SOLVED for case in closed),
        open=len(open_now),
        overdue=late(desk),
        danger=sum(1 for case in told if case.danger),
        decide=len(waiting),
    )


def digest(desk: Desk) -> Notice:
    counted = figures(desk)
    facts = (
        ("昨天新增", f"{counted.told} 件"),
        ("昨天结束", f"{counted.closed} 件（居民确认解决 {counted.confirmed} 件）"),
        ("眼下在办", f"{counted.open} 件"),
        ("逾期", f"{len(counted.overdue)} 件"),
        ("昨天紧急", f"{counted.danger} 件"),
        ("等社区定", f"{counted.decide} 件"),
    )
    red = tuple((case, holder_words(desk, case)) for case in counted.overdue[:10])
    local = desk.calendar().local(desk.now)
    return digest_texts.digest(f"{local.month}月{local.day}日", facts, red)
