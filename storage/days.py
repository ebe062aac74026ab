"""Which days differ from the week's rule: holidays, and working days moved onto a weekend."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from storage.tables import days

ALL = select(days.c.day, days.c.working).order_by(days.c.day)


class Days:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self) -> dict[date, bool]:
        """Exceptions only; True is a working day."""
        return {row.day: bool(row.working) for row in self.connection.execute(ALL)}

    def replace(self, exceptions: Mapping[date, bool]) -> None:
        self.connection.execute(delete(days))
        rows = [{"day": day, "working": working} for day, working in exceptions.items()]
        if rows:
            self.connection.execute(insert(days), rows)
