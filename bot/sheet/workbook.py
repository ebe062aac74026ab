"""Cases as a spreadsheet, in the columns another platform asks for, so that nobody types them twice.

Only what the columns name gets in. A cell that a spreadsheet program might take for a formula is written as text.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from bot.sheet.mapping import Column
from handlers.press import Cell, Form, Row

TITLES = {Form.OFFICE: "诉求清单", Form.STREET: "请转街道"}
TIME = "yyyy-mm-dd hh:mm"
NARROW, WIDE, LONGEST = 14, 40, 32_000
TAKEN_FOR_MORE = ("=", "+", "-", "@", "\t", "\r", "#")
LONG = frozenset({"words", "answer", "tried", "place", "issue"})


def tabulate(form: Form, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(TITLES[form])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        sheet.column_dimensions[letters(place)].width = WIDE if column.field in LONG else NARROW
    sheet.append([heading(sheet, column.title) for column in columns])
    for row in rows:
        sheet.append([cell(sheet, said(column, row[column.field])) for column in columns])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def letters(place: int) -> str:
    """The column's name, from A: places count from 0."""
    high, low = divmod(place, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def said(column: Column, value: Cell) -> Cell:
    return column.values.get(str(value), value) if value is not None else None


def heading(sheet: Any, title: str) -> Any:
    made = WriteOnlyCell(sheet, title)
    made.data_type = "s"
    made.font = Font(bold=True)
    return made


def cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, datetime):
        made = WriteOnlyCell(sheet, value)
        made.number_format = TIME
        return made
    return as_text(sheet, value) if isinstance(value, str) else value


def as_text(sheet: Any, words: str) -> Any:
    """Words, whatever they begin with: of "=1+1" a program may make neither a formula here nor when it is typed over."""
    words = ILLEGAL_CHARACTERS_RE.sub("", words)[:LONGEST]
    if not words.startswith(TAKEN_FOR_MORE):
        return words
    made = WriteOnlyCell(sheet, words)
    made.data_type = "s"
    made.quotePrefix = True
    return made
