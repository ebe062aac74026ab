"""Which label do a text's letters and words speak for, going by the book's own examples?

A linear model (softmax regression), learnt in memory when the book is loaded. The order of its steps follows from the
lessons alone, so the same book always gives the same model, and nearly the same book nearly the same one. It proposes;
which words spoke loudest can be asked of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add, itemgetter
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

ROUNDS = 4
STEP = 5.0
LEANING_SHARE = 0.1  # a label's own leaning learns more slowly than its features
TOGETHER = 16  # lessons between two steps
UNKNOWN = -1
WORD = "w:"  # sets a whole word apart from a pair of letters
COMMON_LETTERS = frozenset(
    "市区县镇村乡路街城苑园江湖山湾庭府郡院里坊阁居家楼人"
)  # alone they tell nothing: parts of names, mostly

Row = Mapping[str, int]
Floats = NDArray[np.float32]
Spots = NDArray[np.int32]
Lesson = tuple[int, Spots, Floats]


@dataclass(frozen=True, slots=True)
class Heard:
    """Those features of a text that the model knows, by their numbers, and how loud each is; length 1 in all."""

    spots: Spots
    values: Floats


def features(words: Iterable[str], bland: frozenset[str] = frozenset()) -> Row:
    """Chinese letters, pairs of them, and longer words; bland words say nothing and break a pair."""
    names: list[str] = []
    run = ""
    for word in words:
        if word in bland or not word.isalnum():
            names += letters_of(run)
            run = ""
        elif word.isascii():
            names += [*letters_of(run), *([WORD + word] if len(word) > 1 and word.isalpha() else ())]
            run = ""
        else:
            run += word
            if len(word) > 2:
                names.append(WORD + word)
    return Counter(names + letters_of(run))


def letters_of(run: str) -> list[str]:
    """Letters and pairs of them, in a stretch of Chinese."""
    return [letter for letter in run if letter not in COMMON_LETTERS] + list(map(add, run, run[1:]))


class Likeness:
    """`labels` keep the order in which the lessons first name them. `step`: how far each lesson moves what is learnt;
    many lessons of many labels want smaller steps."""

    def __init__(self, lessons: Iterable[tuple[str, Row]], step: float = STEP) -> None:
        numbers: dict[str, int] = {}
        self._spots: dict[str, int] = {}
        taught = [(numbers.setdefault(label, len(numbers)), *self._numbered(row)) for label, row in lessons if row]
        self.labels = tuple(numbers)
        self._names = tuple(self._spots)
        self._rarity = rarity([spots for _, spots, _ in taught], len(self._spots))
        weights = np.zeros((len(self._spots), len(self.labels)), np.float32)
        self._leanings = np.zeros(len(self.labels), np.float32)
        self._learn(weights, step, [(label, spots, unit(loud * self._rarity[spots])) for label, spots, loud in taught])
        self._weights = weights.astype(np.float16)  # three digits are plenty, in half the memory

    def hear(self, row: Row) -> Heard:
        spots = np.fromiter(map(self._spots.get, row, repeat(UNKNOWN)), np.int32, len(row))
        known = spots >= 0
        spots = spots[known]
        loud = loudness(np.fromiter(row.values(), np.float32, len(row))[known])
        return Heard(spots, unit(loud * self._rarity[spots]))

    def logits(self, heard: Heard) -> Floats:
        """One number a label, in the order of `labels`: the higher, the likelier."""
        sums: Floats = heard.values @ self._weights[heard.spots].astype(np.float32)
        return sums + self._leanings

    def scores(self, row: Row) -> dict[str, float]:
        """How likely each label is, 1 in all; empty where nothing in the text is known."""
        heard = self.hear(row)
        return dict(zip(self.labels, shares(self.logits(heard)).tolist(), strict=True)) if len(heard.spots) else {}

    def loudest(self, heard: Heard, label: int, most: int) -> list[str]:
        """What speaks for a label (told by its place in `labels`), the loudest first."""
        voices = self._weights[heard.spots, label] * heard.values
        order = np.argsort(-voices)[:most]
        return [self._names[spot].removeprefix(WORD) for spot in heard.spots[order[voices[order] > 0]].tolist()]

    def _numbered(self, row: Row) -> tuple[Spots, Floats]:
        """New features get the next number."""
        spots = [self._spots.setdefault(name, len(self._spots)) for name in row]
        return np.array(spots, np.int32), loudness(np.fromiter(row.values(), np.float32, len(row)))

    def _learn(self, weights: Floats, step: float, lessons: Sequence[Lesson]) -> None:
        keys = [self._key(lesson) for lesson in lessons]
        for turn in range(ROUNDS):
            for part in parted(lessons, keys, turn):
                self._step(weights, part, np.float32(step * (1 - turn / ROUNDS)))

    def _key(self, lesson: Lesson) -> bytes:
        label, spots, _ = lesson
        return "|".join([self.labels[label], *(self._names[spot] for spot in spots)]).encode()

    def _step(self, weights: Floats, part: Sequence[Lesson], size: np.float32) -> None:
        """Moves the weights of what stands in these lessons towards their labels."""
        standing, at = np.unique(np.concatenate([spots for _, spots, _ in part]), return_inverse=True)
        table = np.zeros((len(part), len(standing)), np.float32)
        lines = np.repeat(np.arange(len(part)), [len(spots) for _, spots, _ in part])
        table[lines, at] = np.concatenate([values for _, _, values in part])
        present = weights[standing]
        wrong = shares(table @ present + self._leanings)
        wrong[np.arange(len(part)), [label for label, _, _ in part]] -= 1
        weights[standing] = present - size * (table.T @ wrong)
        self._leanings -= size * np.float32(LEANING_SHARE) * wrong.sum(axis=0)


def parted(lessons: Sequence[Lesson], keys: Sequence[bytes], turn: int) -> Iterator[list[Lesson]]:
    """Each turn in another order. Where a lesson comes follows from its own content, so that one more lesson leaves all
    others where they were, and what is learnt nearly the same."""
    count = 1 << (len(lessons) // TOGETHER).bit_length()
    parts: dict[int, list[tuple[bytes, Lesson]]] = {}
    for key, lesson in zip(keys, lessons, strict=True):
        parts.setdefault(crc32(key, turn) % count, []).append((key, lesson))
    for number in sorted(parts):
        yield [lesson for _, lesson in sorted(parts[number], key=itemgetter(0))]


def rarity(rows: Sequence[Spots], features: int) -> Floats:
    """What stands in few lessons tells more."""
    seen = np.bincount(np.concatenate([*rows, np.zeros(0, np.int32)]), minlength=features)
    weights: Floats = (np.log((1 + len(rows)) / (1 + seen)) + 1).astype(np.float32)
    return weights


def loudness(times: Floats) -> Floats:
    """What is said twice counts more than once, but not double."""
    loud: Floats = np.log(times) + np.float32(1)
    return loud


def unit(values: Floats) -> Floats:
    """The same proportions at length 1."""
    return values / np.float32(np.sqrt(values @ values) or 1)


def shares(logits: Floats) -> Floats:
    """Along the last axis: positive, 1 in all, in the proportions the logits tell."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    parts: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return parts
