"""Days as an operator writes them: one on the command line, a year in the form of the holiday-cn tables, a plain CSV."""

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from domain.errors import OperatorError

COMMAND = "huying days"
WORDS = {
    **dict.fromkeys(("work", "上班", "补班", "工作日", "1", "true"), True),
    **dict.fromkeys(("rest", "休息", "放假", "休息日", "0", "false"), False),
}
Days = Mapping[date, bool]


def read_file(path: Path) -> tuple[int | None, Days]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(str(path), "读不了；要 UTF-8 编码的 JSON 或 CSV") from error
    year, days = from_json(path, text) if text.lstrip().startswith("{") else (None, from_csv(path, text))
    if not days:
        raise OperatorError(str(path), "里面没有日子")
    return year, days


def from_json(path: Path, text: str) -> tuple[int, Days]:
    """The form of the holiday-cn tables: {"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true}, …]}."""
    try:
        table: Any = json.loads(text)
        days = {date.fromisoformat(row["date"]): not bool(row["isOffDay"]) for row in table["days"]}
        return int(table["year"]), days
    except (ValueError, KeyError, TypeError) as error:
        raise OperatorError(str(path), "不是 holiday-cn 的写法：要有 year 和 days，每天有 date 和 isOffDay") from error


def from_csv(path: Path, text: str) -> Days:
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines()) if any(row)]
    if rows and not rows[0][0][:1].isdigit():  # the heading
        rows = rows[1:]
    found: dict[date, bool] = {}
    for row in rows:
        if len(row) < 2:
            raise OperatorError(str(path), f"“{'，'.join(row)}”要写成两列：日期,上班或休息")
        found[day_of(row[0], str(path))] = kind_of(row[1], str(path))
    return found


def day_of(said: str, where: str = COMMAND) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise OperatorError(where, f"“{said}”不是日期，写成 2027-02-07") from error


def kind_of(said: str, where: str = COMMAND) -> bool:
    working = WORDS.get(said.lower())
    if working is None:
        raise OperatorError(where, f"“{said}”看不懂，写 work（上班）或 rest（休息）")
    return working
