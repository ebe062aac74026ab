"""The cases: opened, moved by guarded writes, found by whoever must look at them. Decides nothing about them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    union,
    update,
)

from domain.cases import IN_HAND, OPEN, Case, Event, State, Urgency, after
from domain.errors import HuyingError, StaleCase
from domain.people import Level
from domain.places import Place, Point
from storage.events import Events
from storage.prepared import Prepared
from storage.statements import insert_or_keep
from storage.tables import case_reporters, cases, communities, counters

C = cases.c
KEPT = ("id", "number", "community")


def in_states(*states: State) -> ColumnElement[bool]:
    return C.state.in_([literal_column(f"'{state.value}'") for state in sorted(states)])


def given(name: str) -> Any:
    return bindparam(f"at_{name}")


IS_OPEN = in_states(*OPEN)
# Two short lists by index, whatever else is open.
HERS = union(
    select(C.id).where(C.reporter == given("person")),
    select(case_reporters.c.case).where(case_reporters.c.person == given("person")),
)

NUMBER = Prepared(
    update(counters)
    .where(
        counters.c.prefix == select(communities.c.prefix).where(communities.c.code == given("code")).scalar_subquery()
    )
    .values(last=counters.c.last + 1)
    .returning(counters.c.prefix, counters.c.last)
)
OPEN_CASE = Prepared(insert(cases).returning(C.id))
GET = Prepared(select(cases).where(C.id == given("id")))
BY_NUMBER = Prepared(select(cases).where(C.number == given("number")))
TOLD_OR_JOINED = select(cases).where(C.id.in_(HERS)).order_by(C.told_at.desc(), C.id.desc())
OF_REPORTER = Prepared(TOLD_OR_JOINED)
OPEN_OF_REPORTER = Prepared(TOLD_OR_JOINED.where(IS_OPEN))
IN_HANDS = Prepared(select(cases).where(C.assignee == given("person"), IS_OPEN).order_by(C.finish_due, C.id))
DUE = Prepared(
    select(cases)
    .where(C.look_at <= given("now"))
    .order_by(C.look_at, C.id)
    .limit(given("limit"))
    .with_for_update(skip_locked=True)
)
POSTPONE = Prepared(
    update(cases)
    .where(C.id == given("id"))
    .values(look_at=given("until"), trouble=given("error"), version=C.version + 1)
)
LOOK_AGAIN = Prepared(update(cases).where(C.id == given("id")).values(look_at=given("look_at"), version=C.version + 1))
TROUBLED = select(cases, C.trouble).where(C.trouble.is_not(None)).order_by(C.look_at, C.id)
SAME_ITEM = and_(C.item == given("item"), C.estate == given("estate"), C.told_at >= given("since"), IS_OPEN)
SIMILAR = Prepared(select(cases).where(SAME_ITEM, C.building == given("building")).order_by(C.told_at, C.id))
SIMILAR_OUTSIDE = Prepared(select(cases).where(SAME_ITEM, C.building.is_(None)).order_by(C.told_at, C.id))
ENDED_HERE = Prepared(
    select(cases)
    .where(
        C.item == given("item"),
        C.estate == given("estate"),
        C.building == given("building"),
        C.closed_at >= given("since"),
        in_states(State.SOLVED, State.PARTLY, State.UNCONFIRMED),
    )
    .order_by(C.closed_at.desc(), C.id.desc())
    .limit(1)
)
FORWARDED = Prepared(
    select(cases)
    .where(in_states(State.DECLINED), C.closed_at >= given("since"), C.level == int(Level.STREET))
    .order_by(C.closed_at, C.id)
)
OPEN_AFTER = Prepared(select(cases).where(C.id > given("id"), IS_OPEN).order_by(C.id).limit(given("limit")))
HOLDERS = select(C.assignee).where(IS_OPEN, C.assignee.is_not(None)).distinct()
OPEN_BY_STATE = select(C.state, func.count()).where(IS_OPEN).group_by(C.state)
STUCK = or_(
    and_(C.danger.is_not(None), C.acknowledged_at.is_(None)),
    and_(C.extension.is_not(None), ~C.extended),
    C.finish_due < given("now"),
)
FOR_OFFICE = Prepared(
    select(cases)
    .where(or_(in_states(State.RECEIVED, State.RETURNED, State.HUNG), and_(in_states(*IN_HAND), STUCK)))
    .order_by(C.finish_due, C.id)
)
TOLD = Prepared(select(cases).where(C.told_at >= given("since"), C.told_at < given("until")).order_by(C.told_at, C.id))
CLOSED = Prepared(
    select(cases).where(C.closed_at >= given("since"), C.closed_at < given("until")).order_by(C.closed_at, C.id)
)
TOLD_BY = Prepared(
    select(func.count()).select_from(cases).where(C.reporter == given("person"), C.told_at >= given("since"))
)
ITEMS = select(C.item).distinct()
REPORTERS = Prepared(
    select(C.reporter, case_reporters.c.person)
    .join_from(cases, case_reporters, case_reporters.c.case == C.id, isouter=True)
    .where(C.id == given("id"))
    .order_by(case_reporters.c.at, case_reporters.c.person)
)
JOIN = Prepared(insert_or_keep(case_reporters))


@cache
def move_of(changed: frozenset[str]) -> Prepared:
    """Only these columns are written: most have an index, and most stay as they are."""
    return Prepared(update(cases).where(C.id == given("id"), C.version == given("version")))


@cache
def of_states(states: frozenset[State]) -> Prepared:
    return Prepared(select(cases).where(in_states(*states)).order_by(C.finish_due, C.id))


class Cases:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.log = Events(connection)

    def open(self, case: Case, event: Event, then: Event | None = None, **changes: Any) -> Case:
        """Stores a new case and its first event, and the move that follows at once, with its `changes`.

        Id, number and version are given here.
        """
        told = after(case.state, event.kind)
        state = after(told, then.kind) if then else told
        opened = replace(case, **changes, state=state, number=self._next_number(case.community), version=1)
        opened = replace(opened, id=OPEN_CASE.run(self.connection, row_of(opened)).scalar_one())
        self.log.add(opened.id, event, told, case.level)
        if then:
            self.log.add(opened.id, then, state, opened.level)
        return opened

    def move(self, case: Case, event: Event, **changes: Any) -> Case:
        """What `event` makes of the case. Raises ForbiddenMove, or StaleCase if someone else moved it first."""
        if forbidden := changes.keys() & {*KEPT, "state", "version"}:
            raise ValueError(f"a move cannot change {sorted(forbidden)}")
        moved = replace(case, **changes, state=after(case.state, event.kind), version=case.version + 1)
        keys = {"at_id": case.id, "at_version": case.version}
        row = row_of(moved, [name for name in WRITTEN if getattr(moved, name) != getattr(case, name)])
        if move_of(frozenset(row)).run(self.connection, {**row, **keys, "trouble": None}).rowcount != 1:
            raise StaleCase(case.number)
        self.log.add(moved.id, event, moved.state, moved.level)
        return moved

    def get(self, id: int) -> Case:
        row = GET.run(self.connection, {"at_id": id}).one_or_none()
        if row is None:
            raise HuyingError(f"no case has the id {id}")
        return case_of(row)

    def by_number(self, number: str) -> Case | None:
        row = BY_NUMBER.run(self.connection, {"at_number": number}).one_or_none()
        return case_of(row) if row else None

    def events(self, case_id: int) -> tuple[Event, ...]:
        return self.log.of_case(case_id)

    def told_in(self, person: int, key: str) -> tuple[tuple[int, Event], ...]:
        """What came of a message of hers lately, newest first: case ids with the events that name its key."""
        return tuple((case, event) for case, event in self.log.lately_by(person) if key in event.detail.get("said", ()))

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
        POSTPONE.run(self.connection, {"at_id": case_id, "at_until": until, "at_error": error})

    def look_again(self, case_id: int, look_at: datetime | None) -> None:
        """Sets the next look anew where nothing was due after all (the calendar changed under it)."""
        LOOK_AGAIN.run(self.connection, {"at_id": case_id, "at_look_at": look_at})

    def troubled(self) -> tuple[tuple[Case, str], ...]:
        """Postponed cases with their errors, until their next move."""
        return tuple((case_of(row), row.trouble) for row in self.connection.execute(TROUBLED))

    def similar(self, estate: str, building: str | None, item: str, since: datetime) -> tuple[Case, ...]:
        """Open cases of the same item at the same building (or in the open, if None), oldest first."""
        if building is None:
            return self._all(SIMILAR_OUTSIDE, estate=estate, item=item, since=since)
        return self._all(SIMILAR, estate=estate, building=building, item=item, since=since)

    def ended_here(self, estate: str, building: str, item: str, since: datetime) -> Case | None:
        """The last case of the same item at the same building that the resident ended, or her silence, since then."""
        found = self._all(ENDED_HERE, estate=estate, building=building, item=item, since=since)
        return found[0] if found else None

    def holders(self) -> tuple[int, ...]:
        """Everyone with an open case in her hands."""
        return tuple(self.connection.execute(HOLDERS).scalars())

    def forwarded(self, since: datetime) -> tuple[Case, ...]:
        """Not ours, and passed to the street at the resident's wish; closed since then."""
        return self._all(FORWARDED, since=since)

    def open_after(self, id: int, limit: int) -> tuple[Case, ...]:
        """Open cases with a greater id, by id."""
        return self._all(OPEN_AFTER, id=id, limit=limit)

    def in_state(self, *states: State) -> tuple[Case, ...]:
        """Cases in one of these states, by when they must be finished."""
        return self._all(of_states(frozenset(states)))

    def open_by_state(self) -> dict[State, int]:
        """How many are open, by state."""
        return {State(state): count for state, count in self.connection.execute(OPEN_BY_STATE)}

    def for_office(self, now: datetime) -> tuple[Case, ...]:
        """What is not in hand though it is open, and of what is, the danger nobody has answered, the extension asked
        for, the late; the most pressing first."""
        return self._all(FOR_OFFICE, now=now)

    def told_between(self, since: datetime, until: datetime) -> tuple[Case, ...]:
        return self._all(TOLD, since=since, until=until)

    def closed_between(self, since: datetime, until: datetime) -> tuple[Case, ...]:
        return self._all(CLOSED, since=since, until=until)

    def items(self) -> frozenset[str]:
        """Every item any case was ever sorted as."""
        return frozenset(self.connection.execute(ITEMS).scalars())

    def reporters(self, case_id: int) -> tuple[int, ...]:
        """Who told it, then who joined, in order."""
        rows = REPORTERS.run(self.connection, {"at_id": case_id}).rows
        told_and_joined = (*(row.reporter for row in rows[:1]), *(row.person for row in rows))
        return tuple(dict.fromkeys(person for person in told_and_joined if person is not None))

    def join(self, case_id: int, person: int, now: datetime) -> None:
        row = {"case": case_id, "person": person, "at": now}
        JOIN.run(self.connection, row)

    def told_by_since(self, person: int, since: datetime) -> int:
        """How many cases she told since then."""
        return int(TOLD_BY.run(self.connection, {"at_person": person, "at_since": since}).scalar_one())

    def _next_number(self, community: str) -> str:
        row = NUMBER.run(self.connection, {"at_code": community}).one_or_none()
        if row is None:
            raise HuyingError(f"unknown community {community!r}: no roster was loaded for it")
        return f"{row.prefix}-{row.last:04d}"

    def _all(self, statement: Prepared, **keys: Any) -> tuple[Case, ...]:
        found = statement.run(self.connection, {f"at_{name}": value for name, value in keys.items()})
        return tuple(case_of(row) for row in found)


def row_of(case: Case, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The columns of what is named, or every column but the id."""
    row: dict[str, Any] = {}
    for name in WRITTEN if names is None else names:
        value = getattr(case, name)
        if name == "place":
            row |= row_of_place(value)
        else:
            row[name] = WRITTEN_AS[name](value) if name in WRITTEN_AS else value
    return row


def row_of_place(place: Place) -> dict[str, Any]:
    return {
        "estate": place.estate,
        "building": place.building,
        "unit": place.unit,
        "room": place.room,
        "spot": place.spot,
        "microgrid": place.microgrid,
        "point": [place.point.latitude, place.point.longitude] if place.point else None,
    }


def case_of(row: Any) -> Case:
    values: dict[str, Any] = dict(zip(PLAIN, plain_of(row), strict=True))
    values |= {name: frozenset(getattr(row, name)) for name in SETS}
    return Case(
        **values,
        id=row.id,
        state=State(row.state),
        urgency=Urgency(row.urgency),
        level=Level(row.level),
        place=place_of(row),
        why=tuple(row.why),
        enclosed=tuple(row.enclosed),
    )


def place_of(row: Any) -> Place:
    point = Point(*row.point) if row.point else None
    return Place(row.estate, row.building, row.unit, row.room, row.spot, row.microgrid, point)


SETS = ("tags", "targets", "done")
WRITTEN = tuple(name for name in Case.__slots__ if name != "id")
WRITTEN_AS: dict[str, Callable[[Any], Any]] = {
    "state": attrgetter("value"),
    "urgency": attrgetter("value"),
    "level": int,
    "why": list,
    "enclosed": list,
    **dict.fromkeys(SETS, sorted),
}
CHANGED_IN_ROW = {"id", "state", "urgency", "level", "place", "why", "enclosed", *SETS}
PLAIN = tuple(name for name in Case.__slots__ if name not in CHANGED_IN_ROW)
plain_of = attrgetter(*PLAIN)
