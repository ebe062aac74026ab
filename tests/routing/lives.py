"""Lives of cases, for the tests of the ladder: one that nobody touches, and any other, likely or not."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.cases import Case, State, Urgency
from domain.chases import Act, Chase
from domain.people import Level
from routing.chase import due, look_at, schedule
from tests.routing.clockwork import CALENDAR, RULES, case_told, moments_of

TO_RESIDENTS = {Act.ASK, Act.HALF_TIME, Act.RECHECK, Act.ARCHIVE}
moments = moments_of(2026)
HAPPENINGS = (
    *("assigned", "contacted", "noted", "told_resident", "answered", "closed"),
    *("review", "reopened", "resumed", "returned"),
)
later = st.none() | st.timedeltas(timedelta(), timedelta(days=60))


def take(case: Case, chase: Chase, now: datetime) -> Case:
    """What a handler does to the case with a step, as far as the clock is concerned."""
    changes: dict[str, Any] = {"done": case.done | {chase.step}}
    if chase.level:
        changes["level"] = max(case.level, chase.level)
    if chase.act in TO_RESIDENTS:
        changes["told_resident_at"] = now
    if chase.act is Act.ARCHIVE:
        changes |= {"state": State.UNCONFIRMED, "closed_at": now}
    return replace(case, **changes)


def walk(case: Case, until: datetime) -> list[tuple[str, str, int | None]]:
    """Everything that happens to a case nobody touches, looked at exactly when it asks for it."""
    taken: list[tuple[str, str, int | None]] = []
    while (now := look_at(case, CALENDAR, RULES)) and now <= until:
        chase = due(case, CALENDAR, RULES, now)
        assert chase is not None
        taken.append((f"{CALENDAR.local(now):%m-%d %H:%M}", str(chase.act), chase.level))
        case = take(case, chase, now)
    return taken


def names(case: Case) -> list[str]:
    return [chase.step.split(":")[1].partition("@")[0] for chase in schedule(case, CALENDAR, RULES)]


def moment_of(case: Case, name: str) -> datetime:
    return next(c.at for c in schedule(case, CALENDAR, RULES) if c.step.split(":")[1].startswith(name))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case at any point of any life, likely or not."""
    told = draw(moments)
    happened = {f"{name}_at": told + gap if (gap := draw(later)) is not None else None for name in HAPPENINGS}
    case = case_told(
        told,
        draw(st.sampled_from(Urgency)),
        state=draw(st.sampled_from(State)),
        level=draw(st.sampled_from(Level)),
        reopened=draw(st.integers(0, 3)),
        danger=draw(st.sampled_from([None, "E1"])),
        **{**happened, "acknowledged_at": happened["contacted_at"]},
    )
    steps = [chase.step for chase in schedule(case, CALENDAR, RULES)]
    return replace(case, done=frozenset(draw(st.sets(st.sampled_from(steps))) if steps else ()))
