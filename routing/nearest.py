"""Which of the book's own examples is a text most like? Weighs letters and words by their rarity; explains nothing.

Trained when the book is loaded, in memory, from the book alone.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


def features(text: str, words: Sequence[str]) -> Counter[str]:
    """Letter pairs of Chinese, words of anything."""
    letters = [letter for letter in text if letter.isalnum()]
    grams = [a + b for a, b in pairwise(letters) if not (a.isascii() and b.isascii())]
    tokens = [f"w:{word}" for word in words if word.isalnum() and (len(word) > 1 or not word.isascii())]
    return Counter(grams) + Counter(tokens)


@dataclass(frozen=True, slots=True)
class Likeness:
    label: str
    score: float


class Nearest:
    """Cosine likeness to labelled examples; a label's score is its best example's, helped by its second best."""

    def __init__(self, examples: Iterable[tuple[str, Counter[str]]]) -> None:
        rows = list(examples)
        self._labels = [label for label, _ in rows]
        self._weights = rarity([row for _, row in rows])
        self._index: dict[str, list[tuple[int, float]]] = {}
        for number, (_, row) in enumerate(rows):
            for name, weight in self._vector(row).items():
                self._index.setdefault(name, []).append((number, weight))

    def likeness(self, row: Counter[str]) -> dict[str, float]:
        """Each label's likeness in 0..1; labels with nothing in common are left out."""
        sums: dict[int, float] = {}
        for name, weight in self._vector(row).items():
            for number, other in self._index.get(name, ()):
                sums[number] = sums.get(number, 0.0) + weight * other
        best: dict[str, tuple[float, float]] = {}
        for number, score in sums.items():
            label = self._labels[number]
            first, second = best.get(label, (0.0, 0.0))
            best[label] = (score, first) if score > first else (first, max(second, score))
        return {label: min(1.0, 0.8 * first + 0.2 * second) for label, (first, second) in best.items()}

    def _vector(self, row: Counter[str]) -> dict[str, float]:
        raw = {name: (1 + math.log(n)) * self._weights[name] for name, n in row.items() if name in self._weights}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {name: value / length for name, value in raw.items()}


def rarity(rows: Sequence[Counter[str]]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update(row.keys())
    return {name: math.log((1 + len(rows)) / (1 + n)) + 1 for name, n in seen.items()}
