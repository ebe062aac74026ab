"""The rule book as a whole: what does this deployment know about matters, dangers, words, numbers and the clock?

Reads the folder's TOML files, checks them one by one and against each other, and hands out frozen values. It decides
nothing about any message.
"""

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.errors import OperatorError
from domain.places import Community
from domain.reading import Intent
from routing.book.clock import ClockRules
from routing.book.model import (
    EmergencyFile,
    EmergencyKind,
    EmergencyTable,
    IntentFile,
    IntentTable,
    Item,
    ItemTable,
    Numbers,
    RuleTable,
    Signs,
    Topic,
    TopicFile,
    Unreal,
    Vocabulary,
    WordFile,
    pairs_of,
)
from routing.book.source import line_of, read_table, read_text

__all__ = ["EmergencyKind", "Item", "Numbers", "RuleBook", "Signs", "Topic", "Unreal", "Vocabulary", "load_book"]

DEFAULT = Path(__file__).parent / "default"
GOLDEN = Path(__file__).parent / "golden"  # messages of our own with what they should be read as
TOPIC_FILES = "[0-9][0-9]-*.toml"
OTHER = "QT"

Groups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RuleBook:
    """`version` changes with any change of any file."""

    version: str
    topics: Mapping[str, Topic]
    items: Mapping[str, Item]
    emergencies: Mapping[str, EmergencyKind]
    unreal: Unreal
    calm: tuple[str, ...]
    numbers: Numbers
    clock: ClockRules
    words: Vocabulary
    intents: Mapping[Intent, Signs]
    tags: Mapping[str, Signs]
    targets: Mapping[str, Signs]


def load_book(folder: Path | None = None) -> RuleBook:
    """The book in `folder`, or the packaged one. Raises OperatorError."""
    folder = folder or DEFAULT
    if not folder.is_dir():
        raise OperatorError(str(folder), "找不到规则手册文件夹")
    words = read_table(folder / "words.toml", WordFile)
    topics, items = read_topics(folder, words.groups)
    dangers = read_table(folder / "emergencies.toml", EmergencyFile)
    intents = read_table(folder / "intents.toml", IntentFile).intents
    numbers = read_table(folder / "numbers.toml", Numbers)
    refuse(wrong_lines(folder / "emergencies.toml", dangers.emergencies, numbers))
    return RuleBook(
        version=version_of(folder),
        topics=topics,
        items=items,
        emergencies={code: emergency(code, table, words.groups) for code, table in dangers.emergencies.items()},
        unreal=dangers.unreal,
        calm=dangers.calm.examples,
        numbers=numbers,
        clock=read_table(folder / "clock.toml", ClockRules),
        words=vocabulary(words),
        intents={intent: signs(table, words.groups) for intent, table in intents.items()},
        tags={name: signs(table, words.groups) for name, table in words.tags.items()},
        targets={name: signs(table, words.groups) for name, table in words.targets.items()},
    )


def read_topics(folder: Path, groups: Groups) -> tuple[dict[str, Topic], dict[str, Item]]:
    topics: dict[str, Topic] = {}
    items: dict[str, Item] = {}
    for path in sorted(folder.glob(TOPIC_FILES)):
        table = read_table(path, TopicFile)
        refuse(wrong_codes(path, table, topics, items))
        code = table.topic.code
        topics[code] = Topic(code, table.topic.name)
        items |= {name: item(name, code, entry, groups) for name, entry in table.items.items()}
    if OTHER not in items:
        raise OperatorError(str(folder), f"缺少兜底事项「{OTHER}」")
    return topics, items


def refuse(mistakes: Iterable[OperatorError]) -> None:
    for error in mistakes:
        raise error


def wrong_codes(path: Path, table: TopicFile, topics: Container[str], items: Container[str]) -> Iterator[OperatorError]:
    """Codes of one file that earlier files have already, or that do not belong to its topic."""
    topic = table.topic.code
    if topic in topics:
        yield mistake(path, ("topic", "code"), f"主题「{topic}」在别的文件里已经有了")
    for name in table.items:
        if name in items:
            yield mistake(path, ("items", name), f"事项「{name}」在别的文件里已经有了")
        if not (name == OTHER == topic or name[:2] == topic and name[2:].isdigit()):
            yield mistake(path, ("items", name), f"事项编号要由主题「{topic}」加数字组成")


def wrong_lines(path: Path, dangers: Mapping[str, EmergencyTable], numbers: Numbers) -> Iterator[OperatorError]:
    """First-aid lines that name a number nobody knows."""
    for code, table in dangers.items():
        for key, lines in (("say", table.say), ("say_en", table.say_en)):
            try:
                "".join(lines).format(**numbers.said())
            except (KeyError, ValueError, IndexError) as error:
                yield mistake(path, ("emergencies", code, key), f"大括号里的号码名不认识：{error}")


def unknown_communities(folder: Path | None, clock: ClockRules, known: Iterable[Community]) -> Iterator[OperatorError]:
    """Hours of their own for communities that the deployment does not have."""
    codes = [community.code for community in known]
    for code in clock.hours.communities:
        if code not in codes:
            problem = f"名册里没有“{code}”这个社区，有" + "、".join(f"“{one}”" for one in codes)
            yield mistake((folder or DEFAULT) / "clock.toml", ("hours", code), problem)


def mistake(path: Path, where: tuple[str, ...], problem: str) -> OperatorError:
    return OperatorError(path.name, problem, line_of(read_text(path), where), ".".join(where))


def item(code: str, topic: str, table: ItemTable, groups: Groups) -> Item:
    values = table.model_dump(exclude={"pairs"})
    return Item(code=code, topic=topic, pairs=pairs_of(table.pairs, groups), **values)


def emergency(code: str, table: EmergencyTable, groups: Groups) -> EmergencyKind:
    values = table.model_dump(exclude={"pairs", "soft_pairs"})
    pairs, soft = pairs_of(table.pairs, groups), pairs_of(table.soft_pairs, groups)
    return EmergencyKind(code=code, pairs=pairs, soft_pairs=soft, **values)


def signs(table: RuleTable, groups: Groups) -> Signs:
    extra = {"hints": table.hints, "examples": table.examples} if isinstance(table, IntentTable) else {}
    return Signs(table.phrases, pairs_of(table.pairs, groups), table.unless, **extra)


def vocabulary(words: WordFile) -> Vocabulary:
    return Vocabulary(words.same, words.near, words.harmless, words.bland, words.denials, words.groups)


def version_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
