"""How values lie in the columns: moments in UTC, words that every database can hold, JSON. No table is named here."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

WITHOUT_ZONE = -len("+00:00")
NONE_LISTED = "[]"
LARGEST = 2**31 - 1
PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
Turned = Callable[[Any], Any]
NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}


class Moment(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC out. A naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Turned:
        return as_text if dialect.name == "sqlite" else in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Turned:
        return from_text if dialect.name == "sqlite" else in_utc


class Words(TypeDecorator[str]):
    """Text as people send it. What no database takes (NUL, halves of surrogate pairs) is replaced, the rest kept."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Turned:
        return holdable


class Json(TypeDecorator[Any]):
    """Lists and mappings of plain values, stored as text JSON: never searched inside."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Turned | None:
        return dump_json if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Turned | None:
        return load_json if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def storable(number: int) -> int:
    """The nearest whole number a column can hold: what an outsider asks for may be anything."""
    return max(-LARGEST, min(number, LARGEST))


def in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def as_text(moment: datetime | None) -> str | None:
    """In UTC and without its zone, to the microsecond: such texts compare as the moments do."""
    utc = in_utc(moment)
    return utc.isoformat(" ", "microseconds")[:WITHOUT_ZONE] if utc else None


def from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def holdable(text: str | None) -> str | None:
    if text is None or text.isprintable():
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def dump_json(value: Any) -> str | None:
    """Nothing is no JSON, not the word null."""
    if value is None:
        return None
    if value == []:
        return NONE_LISTED
    return PLAIN.encode(value).encode("utf-8", "replace").decode("utf-8")


def load_json(text: str | None) -> Any:
    if text is None:
        return None
    return [] if text == NONE_LISTED else json.loads(text)


def must(name: str, kind: Any, *rest: Any, **more: Any) -> Column[Any]:
    return Column(name, kind, *rest, nullable=False, **more)


def may(name: str, kind: Any, *rest: Any, **more: Any) -> Column[Any]:
    return Column(name, kind, *rest, nullable=True, **more)


def identity() -> Column[int]:
    return Column("id", Integer, primary_key=True)
