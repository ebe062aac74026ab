"""What the clock has to say to somebody, until it is said: one line a person and case, the latest reason.

Decides nothing about when it is said, or in which words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, bindparam, cast, delete, literal, select

from domain.cases import State
from storage.prepared import Prepared
from storage.statements import insert_or_replace
from storage.tables import cases, notes, nudges

N = nudges.c
PUT = Prepared(insert_or_replace(nudges, ("person", "case"), ("kind", "why", "state", "at")))
LAST_TOLD = "nudged."
NOTE_OF_HER = notes.c.key == literal(LAST_TOLD).concat(cast(N.person, String))
PEOPLE = Prepared(
    select(N.person, notes.c.value).join_from(nudges, notes, NOTE_OF_HER, isouter=True).distinct().order_by(N.person)
)
OF = Prepared(
    select(nudges, cases.c.state.label("state_now"), cases.c.assignee, cases.c.finish_due, cases.c.version)
    .join(cases, cases.c.id == N.case)
    .where(N.person == bindparam("at_person"))
    .order_by(N.at, N.case)
    .with_for_update(of=nudges, skip_locked=True)
)
KIND = Prepared(select(N.kind).where(N.person == bindparam("at_person"), N.case == bindparam("at_case")))
DROP = Prepared(delete(nudges).where(N.person == bindparam("at_person"), N.case == bindparam("at_case")))


@dataclass(frozen=True, slots=True)
class Nudge:
    """`state`: the case's when the clock spoke."""

    person: int
    case: int
    kind: str
    why: str
    state: State
    at: datetime


class Waiting(NamedTuple):
    """A nudge not yet said, and how its case stands by now."""

    nudge: Nudge
    state: State
    holder: int | None
    finish_due: datetime
    version: int


class Nudges:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put(self, nudge: Nudge) -> None:
        row = {"person": nudge.person, "case": nudge.case, "kind": nudge.kind, "why": nudge.why, "at": nudge.at}
        PUT.run(self.connection, {**row, "state": nudge.state.value})

    def kind(self, person: int, case: int) -> str | None:
        """What of this case she has not been told yet."""
        kind: str | None = KIND.run(self.connection, {"at_person": person, "at_case": case}).scalar_one_or_none()
        return kind

    def people(self) -> dict[int, str]:
        """Everyone something waits for, with what was noted (as `LAST_TOLD` and her id) when she was told last."""
        return {row.person: row.value or "" for row in PEOPLE.run(self.connection)}

    def of(self, person: int) -> tuple[Waiting, ...]:
        """Oldest first; nobody else gets them until this transaction ends."""
        return tuple(waiting_of(row) for row in OF.run(self.connection, {"at_person": person}))

    def drop(self, said: Iterable[Waiting]) -> None:
        """They were said, or there is no need any more."""
        for one in said:
            self.take_back(one.nudge.person, one.nudge.case)

    def take_back(self, person: int, case: int) -> None:
        DROP.run(self.connection, {"at_person": person, "at_case": case})


def waiting_of(row: Any) -> Waiting:
    nudge = Nudge(row.person, row.case, row.kind, row.why, State(row.state), row.at)
    return Waiting(nudge, State(row.state_now), row.assignee, row.finish_due, row.version)
