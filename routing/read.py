"""What does a message say, as a whole? Brings words, danger, intent, matters and place together into one reading.

Pure: the same text, context and book give the same reading; any text is answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.people import Directory
from domain.places import Place
from domain.reading import Danger, Matter, Reading
from routing.book import RuleBook
from routing.classify import Sorter
from routing.emergency import Watch
from routing.intent import MATTERS, Intents
from routing.place import Places
from routing.rules import Scan, Scanner
from routing.split import split
from routing.words import Words


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation knows. `awaiting` is "confirm" when she was asked whether it is solved."""

    has_open: bool = False
    awaiting: str | None = None
    home: Place = Place()
    hour: int | None = None


class Reader:
    """Built once per book and directory (about a second); then answers in well under a millisecond."""

    def __init__(self, book: RuleBook, directory: Directory, cache: Path | None = None) -> None:
        self.book = book
        self._words = Words(book.words, known_words(book, directory), cache)
        self._sorter = Sorter(book, self._words)
        self._watch = Watch(book)
        self._intents = Intents(book, self._words)
        self._places = Places(directory)
        asked = self._sorter.words() | self._watch.words() | self._intents.words()
        self._scanner = Scanner(asked, book.words.harmless)

    def read(self, text: str, context: Context = Context()) -> Reading:
        scan = self._scan(text)
        verdict = self._sorter.sort(scan, hour=context.hour)
        intent = self._intents.judge(
            scan, has_open=context.has_open, awaiting=context.awaiting, matter=bool(verdict.best)
        )
        return Reading(
            text=text,
            intent=intent,
            danger=self._watch.danger(scan),
            matters=tuple(self._matters(text, scan, context)) if intent in MATTERS else (),
            place=self._places.find(text, context.home),
            language=language_of(text),
        )

    def place(self, text: str, home: Place = Place()) -> Place:
        return self._places.find(text, home)

    def danger(self, text: str) -> Danger:
        return self._watch.danger(self._scan(text))

    def _scan(self, text: str) -> Scan:
        return self._scanner.scan(self._words.plain(text))

    def _matters(self, text: str, whole: Scan, context: Context) -> Iterable[Matter]:
        parts = split(text.strip(), lambda clause: self._sorter.firm_topic(self._scan(clause)))
        for part in parts:
            scan = whole if len(parts) == 1 else self._scan(part)
            place = self._places.find(part, context.home)
            yield Matter(part, self._sorter.sort(scan, hour=context.hour), place)


def known_words(book: RuleBook, directory: Directory) -> Iterable[str]:
    for item in book.items.values():
        yield from item.phrases
    for group in book.words.groups.values():
        yield from group
    for estate in directory.estates:
        yield from (estate.name, *estate.aliases)


def language_of(text: str) -> str:
    """English where latin letters far outnumber Chinese ones."""
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    chinese = sum("一" <= letter <= "鿿" for letter in text)
    return "en" if latin > 3 and latin > 6 * chinese else "zh"
