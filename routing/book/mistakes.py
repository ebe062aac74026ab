"""What is wrong with a rule book's folder? Every mistake by file, line and key, not only the first. Mends nothing."""

from collections.abc import Iterator
from pathlib import Path

from domain.errors import OperatorError
from routing.book import TOPIC_FILES, load_book, wrong_codes, wrong_lines
from routing.book.clock import ClockRules
from routing.book.model import EmergencyFile, IntentFile, Numbers, TopicFile, WordFile
from routing.book.source import Table, look_over

FILES: tuple[tuple[str, type[Table]], ...] = (
    ("numbers.toml", Numbers),
    ("clock.toml", ClockRules),
    ("emergencies.toml", EmergencyFile),
    ("intents.toml", IntentFile),
    ("words.toml", WordFile),
)


def mistakes(folder: Path) -> tuple[OperatorError, ...]:
    """Empty exactly where the book can be loaded."""
    return tuple(found(folder)) or tuple(left_over(folder))


def found(folder: Path) -> Iterator[OperatorError]:
    if not folder.is_dir():
        yield OperatorError(str(folder), "找不到规则手册文件夹")
        return
    for name, model in FILES:
        yield from look_over(folder / name, model)[1]
    topics: set[str] = set()
    items: set[str] = set()
    for path in sorted(folder.glob(TOPIC_FILES)):
        table, wrong = look_over(path, TopicFile)
        yield from wrong
        if table:
            yield from wrong_codes(path, table, topics, items)
            topics.add(table.topic.code)
            items |= set(table.items)
    numbers, _ = look_over(folder / "numbers.toml", Numbers)
    dangers, _ = look_over(folder / "emergencies.toml", EmergencyFile)
    if numbers and dangers:
        yield from wrong_lines(folder / "emergencies.toml", dangers.emergencies, numbers)


def left_over(folder: Path) -> Iterator[OperatorError]:
    """What only shows once all files are read together."""
    try:
        load_book(folder)
    except OperatorError as error:
        yield error
