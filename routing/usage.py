"""What has each written rule done? Counts where every phrase and pair fires: on the book's own examples, and on past cases.

Counts only; which rules are worth keeping is for whoever reads the counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from routing.book import RuleBook
from routing.book.model import Pair, pairs_of
from routing.book.written import ItemSource, Rule
from routing.rules import Rules, Scanner
from routing.words import Words


@dataclass(frozen=True, slots=True)
class Past:
    """A past case's words, and what it turned out to be; None while nobody has said."""

    number: str
    words: str
    item: str | None
    at: datetime


@dataclass(slots=True)
class Usage:
    """`own` and `other`: examples of its own item and of others on which the rule fires. `right` of `judged` cases were
    of its item in the end; `hits` are all it fired on, decided or not."""

    rule: Rule
    own: int = 0
    other: int = 0
    hits: int = 0
    judged: int = 0
    right: int = 0
    last: datetime | None = None

    @property
    def precision(self) -> float | None:
        """Over the cases that were decided; None where there is none."""
        return self.right / self.judged if self.judged else None

    @property
    def fired(self) -> bool:
        return bool(self.own or self.other or self.hits)

    def note_example(self, own: bool) -> None:
        self.own += own
        self.other += not own

    def note_case(self, past: Past) -> None:
        self.hits += 1
        self.judged += past.item is not None
        self.right += past.item == self.rule.item
        self.last = max(self.last, past.at) if self.last else past.at


@dataclass(frozen=True, slots=True)
class Alone:
    """A single rule, silenced by what silences its item."""

    phrases: tuple[str, ...]
    pairs: tuple[Pair, ...]
    unless: tuple[str, ...]


class Probe:
    """Each written rule by itself, so that it can be seen which of them a text fires."""

    def __init__(self, book: RuleBook, rules: Sequence[Rule], words: Words) -> None:
        self._words = words
        self._rules: Rules[int] = Rules(words.plain, book.words.denials)
        for number, rule in enumerate(rules):
            self._rules.add(number, alone(rule, book))
        self._scanner = Scanner(self._rules.words(), map(words.plain, book.words.harmless))

    def fired(self, text: str) -> Iterator[int]:
        """The places, among the rules given, of those that fire."""
        yield from self._rules.fire(self._scanner.scan(self._words.plain(text)))


def alone(rule: Rule, book: RuleBook) -> Alone:
    unless = book.items[rule.item].unless if rule.item in book.items else ()
    if rule.form == "pair":
        return Alone((), pairs_of((rule.text,), book.words.groups), unless)
    return Alone((rule.text,), (), unless)


def usages(book: RuleBook, items: Sequence[ItemSource], past: Iterable[Past], words: Words) -> tuple[Usage, ...]:
    """One for each rule, in the order of the files."""
    counted = tuple(Usage(rule) for item in items for rule in item.rules)
    probe = Probe(book, [usage.rule for usage in counted], words)
    for item in items:
        for example in item.examples:
            for number in probe.fired(example):
                counted[number].note_example(counted[number].rule.item == item.code)
    for case in past:
        for number in probe.fired(case.words):
            counted[number].note_case(case)
    return counted
