"""Which written rules does a text fire, and on what evidence? Phrases, pairs within a window, and what silences them.

Owners are plain codes; what firing means is for those who ask.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from routing.book.model import WINDOW, Pair
from routing.phrases import Phrases

Owner = TypeVar("Owner")
Starts = tuple[int, ...]

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
    found: Mapping[str, Starts]


class Scanner:
    """Finds all words any rule asks for in one pass, leaving out what stands inside a harmless saying."""

    def __init__(self, words: Iterable[str], harmless: Iterable[str] = ()) -> None:
        self._harmless = frozenset(harmless)
        self._phrases = Phrases({*words, *self._harmless})

    def scan(self, text: str) -> Scan:
        hits = self._phrases.find(text)
        covered = self._covered(hits)
        found: dict[str, list[int]] = {}
        for word, start in hits:
            if covered.get(start, 0) < start + len(word) or word in self._harmless:
                found.setdefault(word, []).append(start)
        return Scan(text, {word: tuple(starts) for word, starts in found.items()})

    def _covered(self, hits: Iterable[tuple[str, int]]) -> dict[int, int]:
        """For each letter inside a harmless saying, where the saying ends."""
        ends: dict[int, int] = {}
        for word, start in hits:
            if word in self._harmless:
                end = start + len(word)
                ends |= {at: max(end, ends.get(at, 0)) for at in range(start, end)}
        return ends


class Written(Protocol):
    """Whatever in the book carries rules."""

    @property
    def phrases(self) -> tuple[str, ...]: ...
    @property
    def pairs(self) -> tuple[Pair, ...]: ...
    @property
    def unless(self) -> tuple[str, ...]: ...


@dataclass(slots=True)
class _Uses(Generic[Owner]):
    """What one word does: for whom it is a phrase, a hint or a silencing word, and in which pairs it is a side."""

    phrases: tuple[Owner, ...] = ()
    hints: tuple[Owner, ...] = ()
    unless: tuple[Owner, ...] = ()
    objects: tuple[int, ...] = ()
    symptoms: tuple[int, ...] = ()


@dataclass
class Rules(Generic[Owner]):
    """All rules of one kind of owner, indexed by their words in plain form."""

    plain: Callable[[str], str]
    denials: tuple[str, ...] = ()
    _uses: dict[str, _Uses[Owner]] = field(default_factory=dict)
    _pairs: list[tuple[Owner, int]] = field(default_factory=list)

    def add(self, owner: Owner, written: Written, hints: tuple[str, ...] = ()) -> None:
        for words, use in ((written.phrases, "phrases"), (hints, "hints"), (written.unless, "unless")):
            self._note(words, use, owner)
        for pair in written.pairs:
            self._note(pair.objects, "objects", len(self._pairs))
            self._note(pair.symptoms, "symptoms", len(self._pairs))
            self._pairs.append((owner, pair.window))

    def words(self) -> set[str]:
        return set(self._uses)

    def fire(self, scan: Scan) -> dict[Owner, list[Fired]]:
        """What each owner's rules found; what stands near an owner's silencing word is left out."""
        uses = self._uses
        asked = [(word, starts, uses[word]) for word, starts in scan.found.items() if word in uses]
        if not asked:
            return {}
        doubtful = any(word in scan.text for word in self.denials)
        meant = [(word, self._standing(scan.text, starts) if doubtful else starts, use) for word, starts, use in asked]
        fired: dict[Owner, list[Fired]] = {}
        for word, starts, use in meant:
            if starts:
                fire_words(fired, word, starts[0], use)
        for owner, hit in self._pairs_in(scan, meant):
            fired.setdefault(owner, []).append(hit)
        return heeded(fired, asked)

    def _pairs_in(self, scan: Scan, meant: list[tuple[str, Starts, _Uses[Owner]]]) -> Iterable[tuple[Owner, Fired]]:
        """Pairs of which both sides stand close together; a denial takes only the symptom back."""
        objects: dict[int, list[str]] = {}
        symptoms: dict[int, list[tuple[str, Starts]]] = {}
        for word, starts, use in meant:
            for number in use.objects:
                objects.setdefault(number, []).append(word)
            for number in use.symptoms if starts else ():
                symptoms.setdefault(number, []).append((word, starts))
        for number in objects.keys() & symptoms.keys():
            owner, window = self._pairs[number]
            if hit := nearest(scan, objects[number], symptoms[number], window):
                yield owner, hit

    def _note(self, words: Iterable[str], use: str, what: Owner | int) -> None:
        for word in dict.fromkeys(map(self.plain, words)):
            uses = self._uses.setdefault(word, _Uses())
            setattr(uses, use, (*getattr(uses, use), what))

    def _standing(self, text: str, starts: Starts) -> Starts:
        """Those places where the word is not taken back by a denial just before it."""
        return tuple(start for start in starts if not denied(text, start, self.denials))


def fire_words(fired: dict[Owner, list[Fired]], word: str, start: int, use: _Uses[Owner]) -> None:
    for owner in use.phrases:
        points = PHRASE_POINTS + LETTER_POINTS * (min(len(word), LONGEST_COUNTED) - 2)
        fired.setdefault(owner, []).append(Fired(points, start, (word,)))
    for owner in use.hints:
        fired.setdefault(owner, []).append(Fired(HINT_POINTS, start, (word,)))


def heeded(fired: dict[Owner, list[Fired]], asked: list[tuple[str, Starts, _Uses[Owner]]]) -> dict[Owner, list[Fired]]:
    """What fired, less what stands near a word that silences it."""
    silenced: dict[Owner, list[int]] = {}
    for _, starts, use in asked:
        for owner in use.unless:
            silenced.setdefault(owner, []).extend(starts)
    for owner in silenced.keys() & fired.keys():
        fired[owner] = [hit for hit in fired[owner] if not close(hit.start, silenced[owner])]
    return {owner: hits for owner, hits in fired.items() if hits}


def nearest(scan: Scan, objects: list[str], symptoms: list[tuple[str, Starts]], window: int) -> Fired | None:
    """The first symptom that stands within the window of one of the objects."""
    for symptom, standing in symptoms:
        for thing in objects:
            latin = window <= WINDOW and thing.isascii() and symptom.isascii()
            reach = window * LATIN_REACH if latin else window
            for at in standing[:SPREAD]:
                for start in scan.found[thing][:SPREAD]:
                    if apart(start, len(thing), at, len(symptom)) <= reach:
                        return Fired(PAIR_POINTS, min(start, at), (thing, symptom))
    return None


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
