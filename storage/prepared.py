"""Statements in constant use: compiled once for each database, then run straight on the driver.

For a short statement SQLAlchemy's own work at every execution (looking up the compiled form, a context, a result with
its rows) is twice what the database does. So what runs several times in every turn is a `Prepared`: SQLAlchemy writes
the SQL and says how each column's values are turned, once; from then on only that is done. It serves statements whose
text never changes, so none with an expanding IN, and is of no use for those run now and then.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Dialect, Select, UpdateBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from storage.columns import Turned

Values = Mapping[str, Any]
NOTHING: Values = MappingProxyType({})


class Prepared:
    """A statement, or one for each database by its name where they spell it differently."""

    def __init__(self, statement: Select[Any] | UpdateBase | Mapping[str, UpdateBase]) -> None:
        self._statement = statement
        self._forms: dict[str, Form] = {}

    def run(self, connection: Connection, values: Values = NOTHING) -> "Found":
        """Raises DBAPIError, without the values, and TypeError where other values are given than the first time."""
        form = self._form(connection, values)
        try:
            cursor = driver(connection).execute(form.sql, form.arguments(values))
            rows = cursor.fetchall() if form.row else []
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(form.sql, None, error) from error
        return Found([form.record(row) for row in rows], cursor.rowcount)

    def _form(self, connection: Connection, values: Values) -> "Form":
        name = connection.dialect.name
        form = self._forms.get(name)
        if form is None:
            statement = self._statement[name] if isinstance(self._statement, Mapping) else self._statement
            form = self._forms[name] = compiled(statement, connection.dialect, values)
        return form


class Found:
    """What came of it, all of it fetched; asked as SQLAlchemy's results are."""

    __slots__ = ("rowcount", "rows")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self.rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def one_or_none(self) -> Any:
        return self.rows[0] if self.rows else None

    def scalar_one(self) -> Any:
        return self.rows[0][0]

    def scalar_one_or_none(self) -> Any:
        return self.rows[0][0] if self.rows else None

    def scalars(self) -> list[Any]:
        return [row[0] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Form:
    """A statement as one database takes it. `takes`: the values by name, in order; `inward`: how those at a place are
    turned; `outward`: how the columns of a row are.

    Nothing is nothing in every kind of column, so it is not turned.
    """

    sql: str
    takes: tuple[str, ...]
    inward: tuple[tuple[int, Turned], ...]
    wanted: int
    constants: Values
    row: Callable[[Any], Any] | None
    outward: tuple[tuple[int, Turned], ...]

    def arguments(self, values: Values) -> list[Any]:
        if len(values) != self.wanted:
            raise TypeError(f"{self.wanted} values are wanted, {len(values)} were given: {sorted(values)}")
        given = {**self.constants, **values} if self.constants else values
        return turned([given[name] for name in self.takes], self.inward)

    def record(self, row: Sequence[Any]) -> Any:
        assert self.row
        return self.row(turned(list(row), self.outward) if self.outward else row)


def turned(values: list[Any], turns: Iterable[tuple[int, Turned]]) -> list[Any]:
    for place, turn in turns:
        value = values[place]
        if value is not None:
            values[place] = turn(value)
    return values


def driver(connection: Connection) -> Any:
    """The driver's connection: `sqlite3` or `psycopg`, in the transaction that was begun."""
    return connection.connection.driver_connection


def compiled(statement: Select[Any] | UpdateBase, dialect: Dialect, values: Values) -> Form:
    written: Any = statement.compile(dialect=dialect, column_keys=list(values))
    names: list[str] = written.positiontup
    binds = {name: written.binds[name] for name in names}
    columns = list(statement.exported_columns)
    names_of_columns = [column.key or "" for column in columns]
    record: Any = namedtuple("Record", names_of_columns, rename=True)  # type: ignore[misc]
    columns_turned = [(place, turn) for place, column in enumerate(columns) if (turn := outward(column.type, dialect))]
    values_turned = [(place, turn) for place, name in enumerate(names) if (turn := inward(binds[name].type, dialect))]
    return Form(
        sql=str(written),
        takes=tuple(names),
        inward=tuple(values_turned),
        wanted=sum(bind.required for bind in binds.values()),
        constants={name: bind.effective_value for name, bind in binds.items() if not bind.required},
        row=record._make if columns else None,
        outward=tuple(columns_turned),
    )


def inward(kind: TypeEngine[Any], dialect: Dialect) -> Turned | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def outward(kind: TypeEngine[Any], dialect: Dialect) -> Turned | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
