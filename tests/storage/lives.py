"""Any life a case may have, stored as it happens: moves the table allows, with what handlers write beside them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.cases import MOVES, Case, Event, EventKind, Urgency
from storage.tx import Tx
from tests.storage.makers import NOW, case

HUMAN = frozenset({EventKind.CONTACTED, EventKind.NOTED, EventKind.ANSWERED, EventKind.RELAYED, EventKind.DECLINED})
LATER_KINDS = tuple(kind for kind in EventKind if kind is not EventKind.OPENED)
minutes = st.integers(0, 60 * 24 * 6).map(lambda n: timedelta(minutes=n, microseconds=n * 7919 % 1_000_000))


@dataclass(frozen=True)
class Plan:
    """`turns`: which of the kinds then allowed, and how long after the one before."""

    told_at: datetime
    urgency: Urgency
    limits: tuple[timedelta, timedelta]
    recurs: bool
    turns: tuple[tuple[int, timedelta], ...]
    scores: tuple[int, ...]


plans = st.builds(
    Plan,
    told_at=minutes.map(lambda gap: NOW - 3 * gap),
    urgency=st.sampled_from(Urgency),
    limits=st.tuples(minutes, minutes),
    recurs=st.booleans(),
    turns=st.lists(st.tuples(st.integers(0, 100), minutes | st.just(timedelta(hours=1))), max_size=12).map(tuple),
    scores=st.lists(st.integers(1, 3), min_size=12, max_size=12).map(tuple),
)


def live(tx: Tx, plan: Plan, *, before: str | None = None) -> Case:
    """`before`: the number of the case whose trouble comes back as this one, if the plan says it does."""
    contact, finish = (plan.told_at + limit for limit in plan.limits)
    began = case(
        told_at=plan.told_at,
        urgency=plan.urgency,
        contact_due=contact,
        finish_due=finish,
        recurs=before if plan.recurs else None,
    )
    one, now = tx.cases.open(began, Event(EventKind.OPENED, plan.told_at)), plan.told_at
    for (choice, gap), score in zip(plan.turns, plan.scores, strict=False):
        now += gap
        allowed = [kind for kind in LATER_KINDS if one.state in MOVES[kind][0]]
        kind = allowed[choice % len(allowed)]
        if kind is not EventKind.RATED or one.score is None:
            detail = {"score": score} if kind is EventKind.RATED else {}
            event = Event(kind, now, human=kind in HUMAN, detail=detail)
            one = tx.cases.move(one, event, **written(one, event))
    return one


def written(one: Case, event: Event) -> dict[str, Any]:
    """What goes into the case's own columns with an event."""
    at = event.at
    changes: dict[str, Any] = {}
    if event.human:
        changes["contacted_at"] = one.contacted_at or at
    match event.kind:
        case EventKind.ANSWERED:
            changes["answered_at"] = at
        case EventKind.CONFIRMED:
            changes |= {"closed_at": at, "answered_at": one.answered_at or at}
        case EventKind.PARTLY | EventKind.ARCHIVED | EventKind.DECLINED | EventKind.WITHDRAWN:
            changes["closed_at"] = at
        case EventKind.CONTINUED:
            changes["closed_at"] = None
        case EventKind.REOPENED:
            changes |= {"reopened": one.reopened + 1, "reopened_at": at, "score": None}
            changes |= {"answered_at": None, "closed_at": None}
        case EventKind.RETURNED:
            changes |= {"returned": one.returned + 1, "returned_at": at}
        case EventKind.EXTENDED:
            changes |= {"extended": True, "finish_due": one.finish_due + timedelta(days=3)}
        case EventKind.RATED:
            changes["score"] = event.detail["score"]
    return changes
