"""Which written rules does a text fire, and on what evidence? Phrases, pairs within a window, and what silences them.

Owners are plain codes; what firing means is for those who ask.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from routing.book.model import WINDOW, Pair
from routing.phrases import Phrases

Owner = TypeVar("Owner")

PAIR_POINTS = 3.0
PHRASE_POINTS = 2.0
LETTER_POINTS = 0.3
LONGEST_COUNTED = 6
HINT_POINTS = 0.8
DENIAL_REACH = 3
UNLESS_REACH = 20
SPREAD = 40
LATIN_REACH = 3  # a latin word takes about three times the letters of a Chinese one


@dataclass(frozen=True, slots=True)
class Fired:
    """One rule that fired: how much it weighs, where it begins, and its words."""

    points: float
    start: int
    words: tuple[str, ...]

    @property
    def why(self) -> str:
        return "+".join(f"『{word}』" for word in self.words)


@dataclass(frozen=True, slots=True)
class Scan:
    """A plain text with every known word and where each stands."""

    text: str
    found: Mapping[str, tuple[int, ...]]


class Scanner:
    """Finds all words any rule asks for in one pass, leaving out what stands inside a harmless saying."""

    def __init__(self, words: Iterable[str], harmless: Iterable[str] = ()) -> None:
        self._harmless = frozenset(harmless)
        self._phrases = Phrases({*words, *self._harmless})

    def scan(self, text: str) -> Scan:
        hits = list(self._phrases.find(text))
        spans = [(start, start + len(word)) for word, start in hits if word in self._harmless]
        found: dict[str, list[int]] = {}
        for word, start in hits:
            if not spans or word in self._harmless or not inside(start, start + len(word), spans):
                found.setdefault(word, []).append(start)
        return Scan(text, {word: tuple(starts) for word, starts in found.items()})


def inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (start + 1, 0))
    return any(first <= start and end <= last for first, last in spans[max(0, at - 3) : at])


class Written(Protocol):
    """Whatever in the book carries rules."""

    @property
    def phrases(self) -> tuple[str, ...]: ...
    @property
    def pairs(self) -> tuple[Pair, ...]: ...
    @property
    def unless(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class _PairRule(Generic[Owner]):
    owner: Owner
    pair: Pair


@dataclass
class Rules(Generic[Owner]):
    """All rules of one kind of owner, indexed by their words in plain form."""

    plain: Callable[[str], str]
    denials: tuple[str, ...] = ()
    _phrases: dict[str, list[Owner]] = field(default_factory=dict)
    _hints: dict[str, list[Owner]] = field(default_factory=dict)
    _unless: dict[str, list[Owner]] = field(default_factory=dict)
    _objects: dict[str, list[int]] = field(default_factory=dict)
    _symptoms: dict[str, list[int]] = field(default_factory=dict)
    _pairs: list[_PairRule[Owner]] = field(default_factory=list)

    def add(self, owner: Owner, written: Written, hints: tuple[str, ...] = ()) -> None:
        for words, index in ((written.phrases, self._phrases), (hints, self._hints), (written.unless, self._unless)):
            for word in dict.fromkeys(map(self.plain, words)):
                index.setdefault(word, []).append(owner)
        for pair in written.pairs:
            number = len(self._pairs)
            self._pairs.append(_PairRule(owner, pair))
            for side, index_of in ((pair.objects, self._objects), (pair.symptoms, self._symptoms)):
                for word in dict.fromkeys(map(self.plain, side)):
                    index_of.setdefault(word, []).append(number)

    def words(self) -> set[str]:
        return {*self._phrases, *self._hints, *self._unless, *self._objects, *self._symptoms}

    def fire(self, scan: Scan) -> dict[Owner, list[Fired]]:
        """What each owner's rules found; what stands near an owner's silencing word is left out."""
        fired: dict[Owner, list[Fired]] = {}
        silenced: dict[Owner, list[int]] = {}
        for word, starts in scan.found.items():
            for owner in self._unless.get(word, ()):
                silenced.setdefault(owner, []).extend(starts)
            self._fire_words(fired, word, self._standing(scan, starts))
        for owner, hit in self._fire_pairs(scan):
            fired.setdefault(owner, []).append(hit)
        for owner in silenced.keys() & fired.keys():
            fired[owner] = [hit for hit in fired[owner] if not close(hit.start, silenced[owner])]
        return {owner: hits for owner, hits in fired.items() if hits}

    def _fire_words(self, fired: dict[Owner, list[Fired]], word: str, starts: tuple[int, ...]) -> None:
        if not starts:
            return
        for owner in self._phrases.get(word, ()):
            points = PHRASE_POINTS + LETTER_POINTS * (min(len(word), LONGEST_COUNTED) - 2)
            fired.setdefault(owner, []).append(Fired(points, starts[0], (word,)))
        for owner in self._hints.get(word, ()):
            fired.setdefault(owner, []).append(Fired(HINT_POINTS, starts[0], (word,)))

    def _fire_pairs(self, scan: Scan) -> Iterable[tuple[Owner, Fired]]:
        objects: dict[int, list[str]] = {}
        symptoms: dict[int, list[str]] = {}
        for word in scan.found:
            for number in self._objects.get(word, ()):
                objects.setdefault(number, []).append(word)
            for number in self._symptoms.get(word, ()):
                symptoms.setdefault(number, []).append(word)
        for number in objects.keys() & symptoms.keys():
            rule = self._pairs[number]
            hit = self._nearest(scan, objects[number], symptoms[number], rule.pair.window)
            if hit:
                yield rule.owner, hit

    def _nearest(self, scan: Scan, objects: list[str], symptoms: list[str], window: int) -> Fired | None:
        for symptom in symptoms:
            for at in self._standing(scan, scan.found[symptom][:SPREAD]):
                for thing in objects:
                    for start in scan.found[thing][:SPREAD]:
                        latin = window <= WINDOW and thing.isascii() and symptom.isascii()
                        reach = window * LATIN_REACH if latin else window
                        if apart(start, len(thing), at, len(symptom)) <= reach:
                            return Fired(PAIR_POINTS, min(start, at), (thing, symptom))
        return None

    def _standing(self, scan: Scan, starts: tuple[int, ...]) -> tuple[int, ...]:
        """Those places where the word is not taken back by a denial just before it."""
        if not self.denials or not any(word in scan.text for word in self.denials):
            return starts
        return tuple(start for start in starts if not denied(scan.text, start, self.denials))


def close(start: int, places: list[int]) -> bool:
    return any(abs(start - place) <= UNLESS_REACH for place in places)


def apart(start: int, length: int, other: int, other_length: int) -> int:
    """Characters between two words; a large number where they overlap."""
    if start + length <= other:
        return other - start - length
    if other + other_length <= start:
        return start - other - other_length
    return 10_000


def denied(text: str, start: int, denials: tuple[str, ...]) -> bool:
    before = text[max(0, start - DENIAL_REACH - 1) : start]
    return any(before.endswith(word) and not before.endswith("是" + word) for word in denials)
