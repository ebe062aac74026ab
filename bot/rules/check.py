"""`huying rules check`: is the book sound, and where is it legal but bad? Every mistake, then every remark, by file and line."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from routing.book import load_book
from routing.book.advice import Advice, advice
from routing.book.mistakes import mistakes
from routing.book.written import read_items
from routing.usage import usages
from routing.words import Words

SHOWN = 5
Say = Callable[[str], None]


def run(folder: Path, say: Say, *, everything: bool = False) -> int:
    """1 where the book cannot be loaded. Remarks never stand in the way."""
    wrong = mistakes(folder)
    for error in wrong:
        say(f"✗ {error}")
    if wrong:
        say(f"有 {len(wrong)} 处写错，改好之前旧手册继续有效。")
        return 1
    book = load_book(folder)
    given = remarks(folder)
    for line in lines(given, everything=everything):
        say(line)
    say(f"✓ 手册能用：{folder}，版本 {book.version}，{len(book.items)} 个事项，{len(given)} 条建议。")
    return 0


def remarks(folder: Path) -> tuple[Advice, ...]:
    book = load_book(folder)
    items = tuple(read_items(folder))
    words = Words(book.words)
    idle = [usage.rule for usage in usages(book, items, (), words) if not usage.own and not usage.other]
    return advice(book, folder, items, words.plain, idle)


def lines(given: tuple[Advice, ...], *, everything: bool) -> list[str]:
    """The first few of each kind, or all of them."""
    told: list[str] = []
    counts = Counter(one.kind for one in given)
    for kind, count in counts.items():
        those = [one for one in given if one.kind == kind]
        told += [f"! {kind}：{one.remark}" for one in (those if everything else those[:SHOWN])]
        if not everything and count > SHOWN:
            told.append(f"  {kind}还有 {count - SHOWN} 条，加 --all 全部列出")
    return told
