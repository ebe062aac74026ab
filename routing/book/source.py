"""One TOML file of the rule book, checked against its model; a mistake is named by file, line and key."""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import OperatorError

HEADER = re.compile(r"^\s*\[(\[)?\s*([^\]]+?)\s*\]")
KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)\s*=""")
SYNTAX_LINE = re.compile(r"line (\d+)")
PROBLEMS = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项，可能写错了名字",
    "string_type": "应当是文字，要加引号",
    "bool_type": "只能是 true 或 false",
    "bool_parsing": "只能是 true 或 false",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数",
    "float_type": "应当是数字",
    "float_parsing": "应当是数字",
    "tuple_type": '应当是一串，写成 ["甲", "乙"]',
    "list_type": '应当是一串，写成 ["甲", "乙"]',
    "frozen_set_type": '应当是一串，写成 ["甲", "乙"]',
    "dict_type": "应当是一张表",
    "mapping_type": "应当是一张表",
    "model_type": "应当是一张表",
    "date_type": "应当是日期，例如 2026-01-31",
    "date_parsing": "应当是日期，例如 2026-01-31",
    "date_from_datetime_parsing": "应当是日期，例如 2026-01-31",
    "date_from_datetime_inexact": "应当是日期，例如 2026-01-31",
    "greater_than": "应当大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应当小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "string_too_short": "不能空着",
    "too_short": "不能空着，至少要有 {min_length} 个",
    "string_pattern_mismatch": "写法不对，应当符合 {pattern}",
}


T = TypeVar("T", bound="Table")


class Table(BaseModel):
    """A TOML table: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


def read_table(path: Path, model: type[T]) -> T:
    """The file's content as `model`. Raises the first OperatorError."""
    table, mistakes = look_over(path, model)
    if table is None:
        raise mistakes[0]
    return table


def look_over(path: Path, model: type[T]) -> tuple[T | None, tuple[OperatorError, ...]]:
    """The file's content, or every mistake in it."""
    try:
        text = read_text(path)
        return model.model_validate(tomllib.loads(text)), ()
    except OperatorError as error:
        return None, (error,)
    except tomllib.TOMLDecodeError as error:
        found = SYNTAX_LINE.search(str(error))
        return None, (OperatorError(path.name, f"TOML 写法有误（{error}）", int(found[1]) if found else None),)
    except ValidationError as error:
        return None, tuple(mistake_in(path, text, found) for found in error.errors())


def mistake_in(path: Path, text: str, found: Any) -> OperatorError:
    """One of pydantic's errors, with where it stands in the file."""
    where = tuple(found["loc"])
    return OperatorError(path.name, problem_of(found), line_of(text, where), ".".join(str(part) for part in where))


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise OperatorError(path.name, f"找不到文件 {path}") from error
    except UnicodeDecodeError as error:
        raise OperatorError(path.name, "文件不是 UTF-8 编码") from error


def problem_of(found: Any) -> str:
    """One of pydantic's errors, in the operator's language where its kind is a common one."""
    kind, more = found["type"], found.get("ctx", {})
    if kind in ("enum", "literal_error"):
        return "只能是 " + str(more["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
    if kind in PROBLEMS:
        return PROBLEMS[kind].format(**more)
    return str(found["msg"]).removeprefix("Value error, ")


def line_of(text: str, where: tuple[int | str, ...]) -> int | None:
    """The line (from 1) of the deepest part of `where` that the file writes down."""
    lines = key_lines(text)
    path = tuple(str(part) for part in where)
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each key stands: ('items', '3', 'name') → line. Arrays of tables count from 0, as TOML readers do."""
    lines: dict[tuple[str, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, row in enumerate(text.splitlines(), 1):
        if header := HEADER.match(row):
            table = split_key(header[2])
            if header[1]:
                counts[table] = counts.get(table, -1) + 1
            table = numbered(table, counts)
            lines.setdefault(table, number)
        elif key := KEY.match(row):
            lines.setdefault(table + split_key(key[1]), number)
    return lines


def numbered(table: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    path: list[str] = []
    for depth, part in enumerate(table, 1):
        path.append(part)
        if table[:depth] in counts:
            path.append(str(counts[table[:depth]]))
    return tuple(path)


def split_key(key: str) -> tuple[str, ...]:
    if key[:1] in "\"'":
        return (key.strip("\"'"),)
    return tuple(part.strip().strip("\"'") for part in key.split("."))
