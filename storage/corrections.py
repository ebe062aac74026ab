"""What the office sorted differently from the rules, kept so that the rule book can learn from it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import corrections

ADD = insert(corrections)
ALL = select(corrections).order_by(corrections.c.id)


@dataclass(frozen=True, slots=True)
class Correction:
    case_number: str
    words: str
    old_item: str
    new_item: str
    by: int | None
    at: datetime


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
        return tuple(
            Correction(row.case_number, row.words, row.old_item, row.new_item, row.by, row.at)
            for row in self.connection.execute(ALL)
        )
