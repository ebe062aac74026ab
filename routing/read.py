"""What does a message say, as a whole? Brings words, danger, intent, matters and place together into one reading.

Pure: the same text, context and book give the same reading; any text is answered.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from domain.cases import Urgency
from domain.people import Directory
from domain.places import Place
from domain.reading import Danger, Intent, Matter, Reading, Tier, Verdict
from routing.book import RuleBook
from routing.classify import Sorter, Study, at_night
from routing.emergency import Watch
from routing.intent import WITHOUT_MATTER, Intents
from routing.place import NOWHERE, Places, names_spot
from routing.rules import Scan, Scanner
from routing.split import split
from routing.words import Words

LAST_TEXTS = 64
ANSWERED = frozenset({Intent.ENQUIRY, Intent.SUGGESTION, Intent.PRAISE})


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation knows. `awaiting` is "confirm" when she was asked whether it is solved."""

    has_open: bool = False
    awaiting: str | None = None
    home: Place = Place()
    hour: int | None = None


NOTHING_KNOWN = Context()


class Reader:
    """Built once per book and directory (about a second); then answers in well under a millisecond."""

    def __init__(self, book: RuleBook, directory: Directory, cache: Path | None = None) -> None:
        self.book = book
        names = tuple(names_of(directory))
        self._words = Words(book.words, (*known_words(book), *names), cache, names)
        self._sorter = Sorter(book, self._words)
        self._watch = Watch(book, self._words)
        self._intents = Intents(book, self._words)
        self._places = Places(directory)
        self._estates = {estate.code: estate.name for estate in directory.estates}
        asked = self._sorter.words() | self._watch.words() | self._intents.words()
        self._scanner = Scanner(asked, map(self._words.plain, book.words.harmless))
        # A turn asks for danger, for the reading and whom it is about: the same words, three times.
        self._scan = lru_cache(LAST_TEXTS)(self._scan_anew)
        self._study = lru_cache(LAST_TEXTS)(self._study_anew)
        self.verdict = lru_cache(LAST_TEXTS)(self._sort_anew)

    def read(self, text: str, context: Context = NOTHING_KNOWN) -> Reading:
        study = self._study(text)
        danger = self._watch.danger(study.scan)
        matter = self._sorter.firm_topic(study) is not None
        intent = self._intents.judge(
            study.scan,
            self._words.manner(study.words),
            has_open=context.has_open,
            awaiting=context.awaiting,
            matter=matter,
        )
        if danger.tier is Tier.HARD and intent in WITHOUT_MATTER:
            intent = Intent.REPORT
        place = self._places.find(text, context.home)
        parts = self._parts(study) if intent not in WITHOUT_MATTER else ()
        return Reading(
            text=text,
            intent=intent,
            danger=danger,
            matters=tuple(
                self._matter(part, self._own(part, study, place, context), context, intent, danger) for part in parts
            ),
            place=place,
            language=language_of(text),
        )

    def matter(self, text: str, context: Context = NOTHING_KNOWN) -> Matter:
        """The whole text as one matter, whatever its writer wants."""
        return Matter(text, at_hour(self.verdict(text), context.hour), self.place(text, context.home))

    def estate_name(self, code: str | None) -> str | None:
        """An estate's written name; what is no code of the directory is its own name."""
        return self._estates.get(code, code) if code else None

    def place(self, text: str, home: Place = NOWHERE) -> Place:
        return self._places.find(text, home)

    def elsewhere(self, text: str) -> str | None:
        """The name of an estate that is none of ours, where the text says it is there."""
        return self._places.elsewhere(text)

    def names_spot(self, text: str) -> bool:
        """Whether an answer to "where?" is a place in her own words that no rule resolves, and nothing else."""
        return names_spot(text)

    def danger(self, text: str) -> Danger:
        return self._watch.danger(self._scan(text))

    def _scan_anew(self, text: str) -> Scan:
        return self._scanner.scan(self._words.plain(text))

    def _study_anew(self, text: str) -> Study:
        return self._sorter.study(text, self._scan(text))

    def _sort_anew(self, text: str) -> Verdict:
        return self._sorter.sort(self._study(text))

    def _parts(self, whole: Study) -> Iterable[Study]:
        if len(self._sorter.firm_topics(whole)) < 2:
            return [whole]
        parts = split(whole.text.strip(), lambda clause: self._sorter.firm_topic_of(self._scan(clause)))
        return [whole] if len(parts) == 1 else [self._study(part) for part in parts]

    def _own(self, part: Study, whole: Study, place: Place, context: Context) -> Place:
        """Where a part names no place of its own, the message's place is meant."""
        own = place if part is whole else self._places.find(part.text, context.home)
        return own if own.building or own.spot else place

    def _matter(self, part: Study, place: Place, context: Context, intent: Intent, danger: Danger) -> Matter:
        verdict = at_hour(self.verdict(part.text), context.hour)
        urgency = urgency_of(verdict.urgency, intent, danger)
        return Matter(part.text.strip(), replace(verdict, urgency=urgency), place)


def at_hour(verdict: Verdict, hour: int | None) -> Verdict:
    return replace(verdict, tags=verdict.tags | at_night(hour)) if hour is not None else verdict


def urgency_of(urgency: Urgency, intent: Intent, danger: Danger) -> Urgency:
    """Plain danger goes before all; questions, ideas and thanks are only answered, unless something urgent is asked."""
    if danger.tier is Tier.HARD:
        return Urgency.P0
    return Urgency.P4 if intent in ANSWERED and urgency > Urgency.P1 else urgency


def known_words(book: RuleBook) -> Iterable[str]:
    for item in book.items.values():
        yield from item.phrases
    for group in book.words.groups.values():
        yield from group


def names_of(directory: Directory) -> Iterable[str]:
    for estate in directory.estates:
        yield from (estate.name, *estate.aliases)


LATIN_WORD = re.compile(r"[a-z']{2,14}", re.IGNORECASE)
FEWEST_WORDS = 2


def language_of(text: str) -> str:
    """English where several latin words stand beside hardly any Chinese."""
    words = len(LATIN_WORD.findall(text))
    chinese = sum("一" <= letter <= "鿿" for letter in text)
    return "en" if words >= FEWEST_WORDS and words > 3 * chinese else "zh"
