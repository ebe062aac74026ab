"""What happened to each case, in order. Only ever added to."""

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from domain.cases import Event, EventKind, State
from domain.people import Level
from storage.prepared import Prepared
from storage.tables import events

ADD = Prepared(insert(events))
LATELY = 60
LATELY_BY = Prepared(select(events).where(events.c.actor == bindparam("by")).order_by(events.c.id.desc()).limit(LATELY))
OF_CASE = Prepared(select(events).where(events.c.case == bindparam("at_case")).order_by(events.c.id))


class Events:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, case_id: int, event: Event, state: State, level: Level) -> None:
        """Writes the event with the state and level it led to."""
        ADD.run(self.connection, row_of(case_id, event, state, level))

    def of_case(self, case_id: int) -> tuple[Event, ...]:
        return tuple(event_of(row) for row in OF_CASE.run(self.connection, {"at_case": case_id}))

    def lately_by(self, actor: int) -> tuple[tuple[int, Event], ...]:
        """Her latest events, newest first, each with the id of its case."""
        return tuple((row.case, event_of(row)) for row in LATELY_BY.run(self.connection, {"by": actor}))


def row_of(case_id: int, event: Event, state: State, level: Level) -> dict[str, Any]:
    return {
        "case": case_id,
        "kind": event.kind.value,
        "at": event.at,
        "actor": event.actor,
        "due": event.due,
        "why": event.why,
        "words": event.words,
        "human": event.human,
        "step": event.step,
        "enclosed": list(event.enclosed),
        "detail": dict(event.detail),
        "state": state.value,
        "level": int(level),
    }


def event_of(row: Any) -> Event:
    return Event(
        kind=EventKind(row.kind),
        at=row.at,
        actor=row.actor,
        due=row.due,
        why=row.why,
        words=row.words,
        human=row.human,
        step=row.step,
        enclosed=tuple(row.enclosed),
        detail=row.detail,
        state=State(row.state) if row.state else None,
        level=Level(row.level) if row.level else None,
        id=row.id,
    )
