"""What every table of ours is made with: one list of them all, and the columns that several have."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData

from storage.columns import NAMING, Words, may

metadata = MetaData(naming_convention=NAMING)


def person(name: str) -> Column[Any]:
    return may(name, Integer, ForeignKey("people.id"))


def place() -> tuple[Column[Any], ...]:
    return tuple(may(part, Words) for part in ("estate", "building", "unit", "room", "spot"))
