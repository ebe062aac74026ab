"""What stands in the roster's files, cell by cell? CSV as spreadsheet programs of this country write it, and XLSX.

Knows columns and lines, not what the cells mean. Every mistake is collected, none stops the reading.
"""

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.errors import OperatorError

LONGEST = 20_000
WIDEST = 40


@dataclass(frozen=True, slots=True)
class Form:
    """One table as the operator is asked to fill it in. `title` is its sheet's name in a workbook; `may_be_empty`: it may
    also be missing."""

    stem: str
    title: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    may_be_empty: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return self.needed + self.optional


@dataclass(frozen=True, slots=True)
class Row:
    """One filled-in line. Cells are trimmed, full-width letters and digits made plain; a missing cell is ''."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def mistake(self, column: str, problem: str) -> OperatorError:
        return OperatorError(self.file, problem, self.line, column)


@dataclass(slots=True)
class Sheet:
    rows: list[Row] = field(default_factory=list)
    mistakes: list[OperatorError] = field(default_factory=list)


def read_csv(path: Path, form: Form) -> Sheet:
    text = decoded(path.read_bytes())
    if text is None:
        return Sheet(mistakes=[OperatorError(path.name, "看不出文件的编码，请另存为“CSV UTF-8”")])
    head = text.split("\n", 1)[0]
    if "\uff0c" in head and "," not in head and "\t" not in head:
        return Sheet(mistakes=[OperatorError(path.name, "列之间用了中文逗号，请改成英文逗号", 1)])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",")
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        return Sheet(mistakes=[OperatorError(path.name, f"CSV 写法有误（{error}）", start)])
    return read_lines(path.name, lines, form)


def decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_xlsx(path: Path, forms: Iterable[Form]) -> dict[str, Sheet]:
    """form stem → sheet, for the sheets the workbook has. Raises OperatorError when it is no workbook at all."""
    from openpyxl import load_workbook  # for those who have one: it is large
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl comments on looks it does not keep
            book = load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise OperatorError(path.name, "打不开，不是有效的 XLSX 文件；请用表格软件另存为 .xlsx") from error
    sheets = {}
    for form in forms:
        if form.title in book.sheetnames:
            lines = enumerate(unmerged(book[form.title]), 1)
            sheets[form.stem] = read_lines(f"{path.name}·{form.title}", lines, form)
    return sheets


def unmerged(sheet: Any) -> list[list[str]]:
    """The sheet's cells as text; every cell of a merged block says what the block says."""
    corner = {"max_row": min(sheet.max_row, LONGEST + 2), "max_col": min(sheet.max_column, WIDEST)}
    grid = [[shown(value) for value in cells] for cells in sheet.iter_rows(**corner, values_only=True)]
    for block in sheet.merged_cells.ranges:
        said = grid[block.min_row - 1][block.min_col - 1] if block.min_row <= len(grid) else ""
        for cells in grid[block.min_row - 1 : block.max_row]:
            cells[block.min_col - 1 : block.max_col] = [said] * (block.max_col - block.min_col + 1)
    return grid


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_lines(file: str, lines: Iterable[tuple[int, Sequence[str]]], form: Form) -> Sheet:
    filled = [(n, [plain(cell) for cell in cells]) for n, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        return Sheet(mistakes=[OperatorError(file, "是空的，连表头也没有")])
    (line, head), *rest = filled
    if problems := head_mistakes(file, line, head, form):
        return Sheet(mistakes=problems)
    if len(rest) > LONGEST:
        return Sheet(mistakes=[OperatorError(file, f"超过 {LONGEST} 行，不像是一个社区的表")])
    sheet = Sheet([Row(file, n, dict(zip(head, cells, strict=False))) for n, cells in rest])
    for row, (_, cells) in zip(sheet.rows, rest, strict=True):
        if any(cells[len(head) :]):
            sheet.mistakes.append(OperatorError(file, "这一行的格子比表头多，可能是内容里有逗号没加引号", row.line))
        sheet.mistakes += [row.mistake(column, "这一格不能空着") for column in form.needed if not row[column]]
    return sheet


def head_mistakes(file: str, line: int, head: Sequence[str], form: Form) -> list[OperatorError]:
    known = "、".join(form.columns)
    named = [name for name in head if name]
    mistakes = [OperatorError(file, f"缺少“{name}”这一列", line) for name in form.needed if name not in named]
    for name in dict.fromkeys(named):
        if name not in form.columns:
            mistakes.append(OperatorError(file, f"不认识“{name}”这一列；可用的列有：{known}", line, name))
        elif named.count(name) > 1:
            mistakes.append(OperatorError(file, "这一列出现了两次", line, name))
    return mistakes


def plain(cell: str) -> str:
    """As the eye reads it: no outer or doubled blanks, full-width forms made plain, nothing invisible."""
    text = unicodedata.normalize("NFKC", cell)
    visible = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(visible.split())
