"""Under which titles, in which order and in whose words do a sheet's columns stand? The operator's file, or the packaged one.

A mistake is named by file, line and key. Which fields there are is not decided here.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from domain.errors import OperatorError
from handlers.digest.sheet import OFFICE_FIELDS, STREET_FIELDS
from handlers.press import Form
from routing.book.source import Table, line_of, read_table, read_text

FILE = "columns.toml"
PACKAGED = Path(__file__).parent / FILE
FIELDS = {Form.OFFICE: OFFICE_FIELDS, Form.STREET: STREET_FIELDS}


class Column(Table):
    """`values`: what our words are called in it; a word that is not named stands as it is."""

    field: str
    title: str = Field(min_length=1)
    values: Mapping[str, str] = {}


Columns = Annotated[tuple[Column, ...], Field(min_length=1)]


class SheetColumns(Table):
    office: Columns
    street: Columns

    def columns(self, form: Form) -> tuple[Column, ...]:
        return self.office if form is Form.OFFICE else self.street


def load_columns(folder: Path | None) -> SheetColumns:
    """The file in that folder, where there is one. Raises OperatorError."""
    own = folder / FILE if folder else PACKAGED
    path = own if own.exists() else PACKAGED
    mapping = read_table(path, SheetColumns)
    for form in Form:
        check(path, form, mapping.columns(form))
    return mapping


def check(path: Path, form: Form, columns: Iterable[Column]) -> None:
    titles: set[str] = set()
    for place, column in enumerate(columns):
        if column.field not in FIELDS[form]:
            known = "、".join(sorted(FIELDS[form]))
            raise mistake(path, (form, place, "field"), f"没有“{column.field}”这一项；可写：{known}")
        if column.title in titles:
            raise mistake(path, (form, place, "title"), f"“{column.title}”这个列名写了两次")
        titles.add(column.title)


def mistake(path: Path, where: tuple[str | int, ...], problem: str) -> OperatorError:
    return OperatorError(path.name, problem, line_of(read_text(path), where), ".".join(str(part) for part in where))
