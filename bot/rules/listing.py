"""`huying rules list`: each phrase and pair with what it has done: on the book's examples, on past cases, how often rightly."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from bot.rules import FORM_NAMES
from bot.rules.past import Memory, past
from bot.rules.progress import shown
from domain.errors import OperatorError
from routing.book import load_book
from routing.book.written import read_items
from routing.usage import Usage, usages
from routing.words import Words

HEADS = ("写法", "内容", "例句", "别类例句", "案件", "分对", "准确率", "最近一次", "位置")
WIDEST = 44
LEFT = 2
Say = Callable[[str], None]


def run(folder: Path, memory: Memory, item: str | None, say: Say, *, never: bool, as_json: bool) -> int:
    book = load_book(folder)
    if item and item not in book.items:
        raise OperatorError(item, "手册里没有这个事项；编号见 docs/reference/topics.md 或手册各文件")
    cases = shown(past(memory), len(memory.cases), "看过去的案件")
    counted = usages(book, tuple(read_items(folder)), cases, Words(book.words))
    chosen = [usage for usage in counted if wanted(usage, item, never=never)]
    for line in (
        map(as_row, chosen) if as_json else table(chosen, {code: known.name for code, known in book.items.items()})
    ):
        say(line)
    if not as_json:
        say(f"共 {len(chosen)} 条；案件 {len(memory.cases)} 件还留着原话。")
    return 0


def wanted(usage: Usage, item: str | None, *, never: bool) -> bool:
    return item in (None, usage.rule.item) and not (never and usage.fired)


def as_row(usage: Usage) -> str:
    rule = usage.rule
    row: dict[str, Any] = {
        "item": rule.item,
        "form": rule.form,
        "text": rule.text,
        "examples": usage.own,
        "other_examples": usage.other,
        "cases": usage.hits,
        "judged": usage.judged,
        "right": usage.right,
        "precision": usage.precision,
        "last": usage.last.isoformat() if usage.last else None,
        "file": rule.file,
        "line": rule.line,
    }
    return json.dumps(row, ensure_ascii=False)


def table(chosen: Sequence[Usage], names: dict[str, str]) -> Iterable[str]:
    """Item by item, columns under each other."""
    rows = [cells(usage) for usage in chosen]
    widths = [max((wide(row[column]) for row in [HEADS, *rows]), default=0) for column in range(len(HEADS))]
    item = ""
    for usage, row in zip(chosen, rows, strict=True):
        if usage.rule.item != item:
            item = usage.rule.item
            yield f"\n{item} {names[item]}"
            yield laid(HEADS, widths)
        yield laid(row, widths)


def cells(usage: Usage) -> tuple[str, ...]:
    rule = usage.rule
    precision = f"{usage.precision:.0%}" if usage.precision is not None else "-"
    last = usage.last.date().isoformat() if usage.last else "-"
    place = f"{rule.file}:{rule.line}" if rule.line else rule.file
    counts = (usage.own, usage.other, usage.hits, usage.right)
    return FORM_NAMES[rule.form], cut(rule.text), *map(str, counts), precision, last, place


def cut(text: str) -> str:
    """At most WIDEST columns of it."""
    taken, used = "", 0
    for letter in text:
        used += wide(letter)
        if used > WIDEST:
            return f"{taken}…"
        taken += letter
    return taken


def wide(text: str) -> int:
    """Columns on a terminal: Chinese letters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def laid(row: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, figures to the right."""
    parts = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        gap = " " * (width - wide(cell))
        parts.append(cell + gap if column < LEFT or column == len(row) - 1 else gap + cell)
    return "  ".join(parts).rstrip()
