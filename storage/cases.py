"""The cases: opened, moved by guarded writes, found by whoever must look at them. Decides nothing about them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from domain.cases import OPEN, Case, Event, State, Urgency, after
from domain.errors import HuyingError, StaleCase
from domain.people import Level
from domain.places import Place
from storage.events import Events
from storage.statements import insert_or_keep, new_id, spelled
from storage.tables import case_reporters, cases, communities, counters

C = cases.c
KEPT = ("id", "number", "community")


def in_states(*states: State) -> ColumnElement[bool]:
    return C.state.in_([literal_column(f"'{state.value}'") for state in sorted(states)])


def given(name: str) -> Any:
    return bindparam(f"at_{name}")


IS_OPEN = in_states(*OPEN)
JOINED = exists().where(case_reporters.c.case == C.id, case_reporters.c.person == given("person"))

NUMBER = (
    update(counters)
    .where(
        counters.c.prefix == select(communities.c.prefix).where(communities.c.code == given("code")).scalar_subquery()
    )
    .values(last=counters.c.last + 1)
    .returning(counters.c.prefix, counters.c.last)
)
OPEN_CASE = insert(cases)
MOVE = update(cases).where(C.id == given("id"), C.version == given("version"))
GET = select(cases).where(C.id == given("id"))
BY_NUMBER = select(cases).where(C.number == given("number"))
OF_REPORTER = select(cases).where(or_(C.reporter == given("person"), JOINED)).order_by(C.told_at.desc(), C.id.desc())
OPEN_OF_REPORTER = OF_REPORTER.where(IS_OPEN)
IN_HANDS = select(cases).where(C.assignee == given("person"), IS_OPEN).order_by(C.finish_due, C.id)
DUE = (
    select(cases)
    .where(C.look_at <= given("now"))
    .order_by(C.look_at, C.id)
    .limit(given("limit"))
    .with_for_update(skip_locked=True)
)
POSTPONE = (
    update(cases)
    .where(C.id == given("id"))
    .values(look_at=given("until"), trouble=given("error"), version=C.version + 1)
)
LOOK_AGAIN = update(cases).where(C.id == given("id")).values(look_at=given("look_at"), version=C.version + 1)
TROUBLED = select(cases, C.trouble).where(C.trouble.is_not(None)).order_by(C.look_at, C.id)
SAME_ITEM = and_(C.item == given("item"), C.estate == given("estate"), C.told_at >= given("since"), IS_OPEN)
SIMILAR = select(cases).where(SAME_ITEM, C.building == given("building")).order_by(C.told_at, C.id)
SIMILAR_OUTSIDE = select(cases).where(SAME_ITEM, C.building.is_(None)).order_by(C.told_at, C.id)
OPEN_BY_STATE = select(C.state, func.count()).where(IS_OPEN).group_by(C.state)
OVERDUE = select(cases).where(IS_OPEN, C.finish_due < given("now")).order_by(C.finish_due, C.id)
TOLD = select(cases).where(C.told_at >= given("since"), C.told_at < given("until")).order_by(C.told_at, C.id)
CLOSED = select(cases).where(C.closed_at >= given("since"), C.closed_at < given("until")).order_by(C.closed_at, C.id)
TOLD_BY = select(func.count()).select_from(cases).where(C.reporter == given("person"), C.told_at >= given("since"))
REPORTERS = (
    select(case_reporters.c.person)
    .where(case_reporters.c.case == given("id"))
    .order_by(case_reporters.c.at, case_reporters.c.person)
)
JOIN = insert_or_keep(case_reporters)


class Cases:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.log = Events(connection)

    def open(self, case: Case, event: Event) -> Case:
        """Stores a new case and its first event; id, number and version are given here."""
        opened = replace(case, number=self._next_number(case.community), version=1)
        opened = replace(opened, id=new_id(self.connection.execute(OPEN_CASE, row_of(opened))))
        self.log.add(opened.id, event, after(opened.state, event.kind), opened.level)
        return opened

    def move(self, case: Case, event: Event, **changes: Any) -> Case:
        """What `event` makes of the case. Raises ForbiddenMove, or StaleCase if someone else moved it first."""
        if forbidden := changes.keys() & {*KEPT, "state", "version"}:
            raise ValueError(f"a move cannot change {sorted(forbidden)}")
        moved = replace(case, **changes, state=after(case.state, event.kind), version=case.version + 1)
        keys = {"at_id": case.id, "at_version": case.version}
        row = row_of(moved)
        for name in KEPT:
            row.pop(name, None)
        if self.connection.execute(MOVE, {**row, **keys, "trouble": None}).rowcount != 1:
            raise StaleCase(case.number)
        self.log.add(moved.id, event, moved.state, moved.level)
        return moved

    def get(self, id: int) -> Case:
        row = self.connection.execute(GET, {"at_id": id}).one_or_none()
        if row is None:
            raise HuyingError(f"no case has the id {id}")
        return case_of(row)

    def by_number(self, number: str) -> Case | None:
        row = self.connection.execute(BY_NUMBER, {"at_number": number}).one_or_none()
        return case_of(row) if row else None

    def events(self, case_id: int) -> tuple[Event, ...]:
        return self.log.of_case(case_id)

    def of_reporter(self, person: int, *, only_open: bool = False) -> tuple[Case, ...]:
        """What she told or joined, newest first."""
        return self._all(OPEN_OF_REPORTER if only_open else OF_REPORTER, person=person)

    def in_hands_of(self, person: int) -> tuple[Case, ...]:
        """Her open cases, the most pressing first."""
        return self._all(IN_HANDS, person=person)

    def take_due(self, now: datetime, limit: int) -> tuple[Case, ...]:
        """Cases to be looked at by now, longest waiting first; nobody else gets them until this transaction ends."""
        return self._all(DUE, now=now, limit=limit)

    def postpone(self, case_id: int, until: datetime, error: str) -> None:
        """Puts off a case that could not be handled, so that it does not hold up the others."""
        self.connection.execute(POSTPONE, {"at_id": case_id, "at_until": until, "at_error": error})

    def look_again(self, case_id: int, look_at: datetime | None) -> None:
        """Sets the next look anew where nothing was due after all (the calendar changed under it)."""
        self.connection.execute(LOOK_AGAIN, {"at_id": case_id, "at_look_at": look_at})

    def troubled(self) -> tuple[tuple[Case, str], ...]:
        """Postponed cases with their errors, until their next move."""
        return tuple((case_of(row), row.trouble) for row in self.connection.execute(TROUBLED))

    def similar(self, estate: str, building: str | None, item: str, since: datetime) -> tuple[Case, ...]:
        """Open cases of the same item at the same building (or in the open, if None), oldest first."""
        if building is None:
            return self._all(SIMILAR_OUTSIDE, estate=estate, item=item, since=since)
        return self._all(SIMILAR, estate=estate, building=building, item=item, since=since)

    def in_state(self, *states: State) -> tuple[Case, ...]:
        """Cases in one of these states, by when they must be finished."""
        return self._all(select(cases).where(in_states(*states)).order_by(C.finish_due, C.id))

    def open_by_state(self) -> dict[State, int]:
        """How many are open, by state."""
        return {State(state): count for state, count in self.connection.execute(OPEN_BY_STATE)}

    def overdue(self, now: datetime) -> tuple[Case, ...]:
        """Open cases past their finish, the longest first."""
        return self._all(OVERDUE, now=now)

    def told_between(self, since: datetime, until: datetime) -> tuple[Case, ...]:
        return self._all(TOLD, since=since, until=until)

    def closed_between(self, since: datetime, until: datetime) -> tuple[Case, ...]:
        return self._all(CLOSED, since=since, until=until)

    def reporters(self, case_id: int) -> tuple[int, ...]:
        """Who told it, then who joined, in order."""
        first = self.connection.execute(select(C.reporter).where(C.id == case_id)).scalar_one()
        joined = self.connection.execute(REPORTERS, {"at_id": case_id}).scalars()
        return tuple(dict.fromkeys([*([first] if first else []), *joined]))

    def join(self, case_id: int, person: int, now: datetime) -> None:
        row = {"case": case_id, "person": person, "at": now}
        self.connection.execute(spelled(JOIN, self.connection), row)

    def told_by_since(self, person: int, since: datetime) -> int:
        """How many cases she told since then."""
        return int(self.connection.execute(TOLD_BY, {"at_person": person, "at_since": since}).scalar_one())

    def _next_number(self, community: str) -> str:
        row = self.connection.execute(NUMBER, {"at_code": community}).one_or_none()
        if row is None:
            raise HuyingError(f"unknown community {community!r}: no roster was loaded for it")
        return f"{row.prefix}-{row.last:04d}"

    def _all(self, statement: Select[Any], **keys: Any) -> tuple[Case, ...]:
        rows = self.connection.execute(statement, {f"at_{name}": value for name, value in keys.items()})
        return tuple(case_of(row) for row in rows)


def row_of(case: Case) -> dict[str, Any]:
    """Every column but the id."""
    place = case.place
    return {
        **{name: getattr(case, name) for name in PLAIN},
        "state": case.state.value,
        "urgency": case.urgency.value,
        "level": int(case.level),
        "estate": place.estate,
        "building": place.building,
        "unit": place.unit,
        "room": place.room,
        "spot": place.spot,
        "why": list(case.why),
        "enclosed": list(case.enclosed),
        **{name: sorted(getattr(case, name)) for name in SETS},
    }


def case_of(row: Row[Any]) -> Case:
    values: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
    values |= {name: frozenset(getattr(row, name)) for name in SETS}
    return Case(
        **values,
        id=row.id,
        state=State(row.state),
        urgency=Urgency(row.urgency),
        level=Level(row.level),
        place=Place(row.estate, row.building, row.unit, row.room, row.spot),
        why=tuple(row.why),
        enclosed=tuple(row.enclosed),
    )


SETS = ("tags", "targets", "done")
CHANGED_IN_ROW = {"id", "state", "urgency", "level", "place", "why", "enclosed", *SETS}
PLAIN = tuple(name for name in Case.__slots__ if name not in CHANGED_IN_ROW)
