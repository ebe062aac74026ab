"""What people sorted differently from the rules, kept so that the rule book can learn from it.

Whether it has been learnt is for a person to say: `settle` keeps what she said.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables import corrections

ADD = insert(corrections)
ALL = select(corrections).order_by(corrections.c.id)


@dataclass(frozen=True, slots=True)
class Correction:
    """`settled_as`: the form in which the rule book took it, or that it was declined; None while nobody has decided."""

    case_number: str
    words: str
    old_item: str
    new_item: str
    by: int | None
    at: datetime
    settled_at: datetime | None = None
    settled_as: str | None = None
    id: int = 0


class Corrections:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, case_number: str, words: str, old_item: str, new_item: str, by: int | None, at: datetime) -> None:
        row = {
            "case_number": case_number,
            "words": words,
            "old_item": old_item,
            "new_item": new_item,
            "by": by,
            "at": at,
        }
        self.connection.execute(ADD, row)

    def all(self) -> tuple[Correction, ...]:
        """Oldest first."""
        return tuple(Correction(**row._mapping) for row in self.connection.execute(ALL))

    def settle(self, case_number: str, settled_as: str, at: datetime) -> int:
        """Everything open about that case, since it is one question; how many corrections that were."""
        same = (corrections.c.case_number == case_number, corrections.c.settled_at.is_(None))
        settled = update(corrections).where(*same).values(settled_at=at, settled_as=settled_as)
        return self.connection.execute(settled).rowcount
