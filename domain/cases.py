"""A case and everything that may happen to it: states, events and the one table of allowed moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import ForbiddenMove
from domain.people import Level
from domain.places import Place


class Urgency(StrEnum):
    """SLA classes; limits are in the rule book. P0 and P1 run round the clock, the rest in working time."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    def raised(self) -> "Urgency":
        """One class more urgent; P0 is never reached by raising, only by danger to life."""
        order = list(Urgency)
        return order[max(1, order.index(self) - 1)]


class State(StrEnum):
    RECEIVED = "received"  # 已受理, with the office to be sorted
    ASSIGNED = "assigned"  # 已派单
    ACCEPTED = "accepted"  # 已签收
    WORKING = "working"  # 处理中
    RETURNED = "returned"  # 退单待裁决
    ANSWERED = "answered"  # 已反馈, the resident is asked
    HUNG = "hung"  # 挂账
    SOLVED = "solved"  # 已解决, the resident said so
    PARTLY = "partly"  # 部分解决, the resident said so
    UNCONFIRMED = "unconfirmed"  # 居民未确认自动归档, never counted as solved
    DECLINED = "declined"  # 不予受理, with reason and right door
    WITHDRAWN = "withdrawn"  # 已撤销

    @property
    def open(self) -> bool:
        return self in OPEN


OPEN = frozenset(
    {
        State.RECEIVED,
        State.ASSIGNED,
        State.ACCEPTED,
        State.WORKING,
        State.RETURNED,
        State.ANSWERED,
        State.HUNG,
    }
)
CLOSED = frozenset(State) - OPEN
IN_HAND = frozenset({State.ASSIGNED, State.ACCEPTED, State.WORKING})


class EventKind(StrEnum):
    OPENED = "opened"
    SORTED = "sorted"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    NOTED = "noted"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    PARTLY = "partly"
    CONTINUED = "continued"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    RETURNED = "returned"
    HELP_ASKED = "help_asked"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    EXTENSION_REFUSED = "extension_refused"
    HUNG = "hung"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    ALERTED = "alerted"
    ACKNOWLEDGED = "acknowledged"
    HALF_TIME = "half_time"
    ASKED = "asked"
    RECHECKED = "rechecked"
    ADDED = "added"
    HURRIED = "hurried"
    JOINED = "joined"
    RELAYED = "relayed"
    RATED = "rated"
    FORWARDED = "forwarded"


STAYS = None
ANY_OPEN = OPEN

# kind → (states it may start from, state it leads to or STAYS)
MOVES: Mapping[EventKind, tuple[frozenset[State], State | None]] = {
    EventKind.OPENED: (frozenset({State.RECEIVED}), STAYS),
    EventKind.SORTED: (ANY_OPEN, STAYS),
    EventKind.ASSIGNED: (frozenset({State.RECEIVED, State.RETURNED, State.HUNG}) | IN_HAND, State.ASSIGNED),
    EventKind.ACCEPTED: (frozenset({State.ASSIGNED}), State.ACCEPTED),
    EventKind.CONTACTED: (IN_HAND | {State.RETURNED}, State.WORKING),
    EventKind.NOTED: (IN_HAND | {State.RETURNED}, State.WORKING),
    EventKind.ANSWERED: (IN_HAND | {State.RETURNED}, State.ANSWERED),
    EventKind.CONFIRMED: (ANY_OPEN | {State.UNCONFIRMED, State.PARTLY}, State.SOLVED),
    EventKind.PARTLY: (frozenset({State.ANSWERED, State.UNCONFIRMED}), State.PARTLY),
    EventKind.CONTINUED: (frozenset({State.PARTLY}), State.WORKING),
    EventKind.REOPENED: (CLOSED - {State.WITHDRAWN, State.DECLINED} | {State.ANSWERED}, State.ASSIGNED),
    EventKind.ARCHIVED: (frozenset({State.ANSWERED}), State.UNCONFIRMED),
    EventKind.RETURNED: (IN_HAND, State.RETURNED),
    EventKind.HELP_ASKED: (IN_HAND, STAYS),
    EventKind.EXTENSION_ASKED: (IN_HAND, STAYS),
    EventKind.EXTENDED: (IN_HAND, STAYS),
    EventKind.EXTENSION_REFUSED: (IN_HAND, STAYS),
    EventKind.HUNG: (ANY_OPEN - {State.ANSWERED}, State.HUNG),
    EventKind.DECLINED: (ANY_OPEN - {State.ANSWERED}, State.DECLINED),
    EventKind.WITHDRAWN: (ANY_OPEN, State.WITHDRAWN),
    EventKind.REMINDED: (ANY_OPEN, STAYS),
    EventKind.ESCALATED: (ANY_OPEN, STAYS),
    EventKind.ALERTED: (ANY_OPEN, STAYS),
    EventKind.ACKNOWLEDGED: (ANY_OPEN, STAYS),
    EventKind.HALF_TIME: (ANY_OPEN, STAYS),
    EventKind.ASKED: (frozenset({State.ANSWERED}), STAYS),
    EventKind.RECHECKED: (CLOSED, STAYS),
    EventKind.ADDED: (frozenset(State), STAYS),
    EventKind.HURRIED: (ANY_OPEN, STAYS),
    EventKind.JOINED: (ANY_OPEN, STAYS),
    EventKind.RELAYED: (frozenset(State), STAYS),
    EventKind.RATED: (CLOSED, STAYS),
    EventKind.FORWARDED: (frozenset({State.DECLINED}), STAYS),
}


def after(state: State, kind: EventKind) -> State:
    """The state a case is in once `kind` has happened to it. Raises ForbiddenMove."""
    starts, leads_to = MOVES[kind]
    if state not in starts:
        raise ForbiddenMove(f"{kind} is not allowed from {state}")
    settles_nothing = state is State.RETURNED and leads_to is State.WORKING  # 先办后议: the office still has to rule
    return state if leads_to is STAYS or settles_nothing else leads_to


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `due`: when it should have, where a deadline called for it. `why`: the reason in words.

    `actor` is a person's id, or None for Huying itself. `human` marks a contact by a human being with the resident,
    the only thing that counts as a response.
    """

    kind: EventKind
    at: datetime
    actor: int | None = None
    due: datetime | None = None
    why: str = ""
    words: str = ""
    human: bool = False
    step: str | None = None
    enclosed: tuple[int, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    state: State | None = None
    level: Level | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All absolute, UTC. Counted from the telling and never restarted."""

    contact: datetime
    finish: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A matter somebody told us of, until she says it is solved.

    `words` are hers, kept as told; `gist` is our own neutral wording, shown where her words may not be.
    `done` names the chase steps already taken; `look_at` is the next moment someone looks (None only when closed for
    good); `recurs` is the number of the case whose trouble came back as this one; `version` guards every write.
    """

    id: int
    number: str
    community: str
    reporter: int | None
    state: State
    urgency: Urgency
    told_at: datetime
    topic: str
    item: str
    words: str
    gist: str
    place: Place
    contact_due: datetime
    finish_due: datetime
    level: Level = Level.BUILDING
    assignee: int | None = None
    filed_by: int | None = None
    why: tuple[str, ...] = ()
    book: str = ""
    tags: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    enclosed: tuple[int, ...] = ()
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    contacted_at: datetime | None = None
    noted_at: datetime | None = None
    told_resident_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    review_at: datetime | None = None
    reopened_at: datetime | None = None
    resumed_at: datetime | None = None
    returned_at: datetime | None = None
    reopened: int = 0
    returned: int = 0
    extended: bool = False
    extension: datetime | None = None
    danger: str | None = None
    acknowledged_at: datetime | None = None
    score: int | None = None
    done: frozenset[str] = frozenset()
    look_at: datetime | None = None
    recurs: str | None = None
    language: str = "zh"
    demo: bool = False
    version: int = 0
