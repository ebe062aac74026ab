"""Which label do a text's letters and words speak for, going by the book's own examples?

A linear model, learnt in memory when the book is loaded (averaged passive-aggressive steps in a fixed order, so the
same book always gives the same model). It proposes; it also names the words that spoke loudest.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from random import Random

ROUNDS = 3
LARGEST_STEP = 0.5
MARGIN = 1.0
FAINT = 0.02  # weaker voices change no order, and cost time

Row = Mapping[str, int]
Vector = list[tuple[str, float]]


def features(words: Iterable[str], bland: frozenset[str] = frozenset()) -> Counter[str]:
    """Letter pairs of Chinese, words of anything; bland words say nothing and break a pair."""
    found: Counter[str] = Counter()
    last = ""
    for word in words:
        if word in bland or not word.isalnum():
            last = ""
            continue
        found.update([a + b for a, b in pairwise(last + word) if not (a.isascii() and b.isascii())])
        if len(word) > 1 or not word.isascii():
            found[f"w:{word}"] += 1
        last = word[-1]
    return found


class Likeness:
    def __init__(self, lessons: Iterable[tuple[str, Row]]) -> None:
        rows = list(lessons)
        self._rarity = rarity([row for _, row in rows])
        self._weights = learn([(label, self._vector(row)) for label, row in rows], self._rarity)

    def scores(self, row: Row) -> dict[str, float]:
        """Each label's score, about 1 for a plain case and 0 for none; labels nothing spoke for are left out."""
        sums: dict[str, float] = {}
        weights = self._weights
        for name, value in self._vector(row):
            for label, weight in weights[name].items():
                sums[label] = sums.get(label, 0.0) + value * weight
        return sums

    def reasons(self, row: Row, label: str) -> tuple[str, ...]:
        """The words that spoke loudest for a label."""
        voices = ((value * self._weights[name].get(label, 0.0), name) for name, value in self._vector(row))
        loudest = sorted((voice for voice in voices if voice[0] > 0), reverse=True)
        return tuple(name.removeprefix("w:") for _, name in loudest if name.startswith("w:") and len(name) > 3)[:3]

    def _vector(self, row: Row) -> Vector:
        known = self._rarity
        raw = [(name, (1 + math.log(n)) * known[name]) for name, n in row.items() if name in known]
        length = math.sqrt(sum(value * value for _, value in raw)) or 1.0
        return [(name, value / length) for name, value in raw]


def rarity(rows: Sequence[Row]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update(row.keys())
    return {name: math.log((1 + len(rows)) / (1 + n)) + 1 for name, n in seen.items()}


class _Learning:
    """Weights on their way: the present ones, and what averaging takes off them at the end."""

    def __init__(self, names: Iterable[str]) -> None:
        self.weights: dict[str, dict[str, float]] = {name: {} for name in names}
        self.late: dict[str, dict[str, float]] = {name: {} for name in self.weights}
        self.step = 0

    def take(self, label: str, vector: Vector) -> None:
        self.step += 1
        sums: dict[str, float] = {}
        for name, value in vector:
            for other, weight in self.weights[name].items():
                sums[other] = sums.get(other, 0.0) + value * weight
        right = sums.pop(label, 0.0)
        rival = max(sums, key=lambda other: sums[other], default=None)
        wrong = max(0.0, sums[rival]) if rival is not None else 0.0
        loss = MARGIN - (right - wrong)
        if loss > 0:
            self._move(vector, label, min(LARGEST_STEP, loss / 2))
            if rival is not None and wrong > 0:
                self._move(vector, rival, -min(LARGEST_STEP, loss / 2))

    def averaged(self) -> dict[str, dict[str, float]]:
        last = self.step + 1
        return {
            name: {
                label: value
                for label, weight in row.items()
                if abs(value := weight - self.late[name][label] / last) > FAINT
            }
            for name, row in self.weights.items()
        }

    def _move(self, vector: Vector, label: str, size: float) -> None:
        for name, value in vector:
            row, late = self.weights[name], self.late[name]
            row[label] = row.get(label, 0.0) + size * value
            late[label] = late.get(label, 0.0) + size * value * self.step


def learn(lessons: Sequence[tuple[str, Vector]], names: Iterable[str]) -> dict[str, dict[str, float]]:
    learning = _Learning(names)
    order = list(range(len(lessons)))
    chance = Random(1)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for number in order:
            learning.take(*lessons[number])
    return learning.averaged()
