"""Which item of the rule book is a matter? Rules decide; where they are silent, likeness to the book's examples proposes.

Returns a verdict with its evidence in words. Intent, danger and place are asked elsewhere.
"""

import math
from collections import Counter

from domain.cases import Urgency
from domain.reading import Guess, Verdict
from routing.book import RuleBook
from routing.nearest import Nearest, features
from routing.rules import Fired, Rules, Scan
from routing.words import Words

OTHER = "QT"
OFFERED = 3
EARLY = 40
LATE_SHARE = 0.5
MOST_POINTS = 8.0
RULE_SHARE = 0.8
LIKENESS_SHARE = 9.0
SHARPNESS = 1.0
FLOOR = 1.2
SURE = 0.75
SECOND_SHARE = 0.35


class Sorter:
    def __init__(self, book: RuleBook, words: Words) -> None:
        self._book = book
        self._words = words
        self._rules: Rules[str] = Rules(denials=book.words.denials)
        self._tags: Rules[str] = Rules()
        self._targets: Rules[str] = Rules()
        for code, item in book.items.items():
            self._rules.add(code, item, item.hints)
        for rules, written in ((self._tags, book.tags), (self._targets, book.targets)):
            for name, signs in written.items():
                rules.add(name, signs)
        self._nearest = Nearest(self._lessons())

    def words(self) -> set[str]:
        return self._rules.words() | self._tags.words() | self._targets.words()

    def sort(self, scan: Scan, *, hour: int | None = None) -> Verdict:
        fired = self._rules.fire(scan)
        scores = self._scores(scan.text, fired)
        guesses = self._guesses(scores, fired)
        tags = frozenset(self._tags.fire(scan)) | ({"night"} if hour is not None and (hour >= 22 or hour < 6) else set())
        best = guesses[0] if guesses else None
        urgency = self._book.items[best.item].urgency if best else Urgency.P2
        return Verdict(
            guesses=guesses,
            sure=bool(best and best.score >= SURE and fired.get(best.item)),
            urgency=urgency.raised() if "vulnerable" in tags else urgency,
            tags=tags,
            targets=frozenset(self._targets.fire(scan)),
            book=self._book.version,
        )

    def firm_topic(self, scan: Scan) -> str | None:
        """The topic of the strongest full rule, if any fired."""
        totals = {code: sum(h.points for h in hits) for code, hits in self._rules.fire(scan).items()}
        best = max(totals, key=lambda code: totals[code], default=None)
        return self._book.items[best].topic if best and totals[best] >= 2 else None

    def _lessons(self) -> list[tuple[str, Counter[str]]]:
        rows = []
        for code, item in self._book.items.items():
            for example in (*item.examples, *item.phrases, item.name, item.plain):
                rows.append((code, self._features(self._words.plain(example))))
        return rows

    def _features(self, text: str) -> Counter[str]:
        return features(text, self._words.cut(text))

    def _scores(self, text: str, fired: dict[str, list[Fired]]) -> dict[str, float]:
        scores = {code: RULE_SHARE * points_of(hits) for code, hits in fired.items()}
        for code, likeness in self._nearest.likeness(self._features(text)).items():
            scores[code] = scores.get(code, 0.0) + LIKENESS_SHARE * likeness
        return scores

    def _guesses(self, scores: dict[str, float], fired: dict[str, list[Fired]]) -> tuple[Guess, ...]:
        by_topic: dict[str, str] = {}
        for code in sorted(scores, key=lambda c: -scores[c]):
            by_topic.setdefault(self._book.items[code].topic, code)
        shares = shares_of({code: scores[code] for code in by_topic.values()})
        best = sorted(shares, key=lambda c: -shares[c])[:OFFERED]
        return tuple(self._guess(code, shares[code], fired.get(code, [])) for code in best if scores[code] >= FLOOR)

    def _guess(self, code: str, share: float, hits: list[Fired]) -> Guess:
        item = self._book.items[code]
        why = tuple(f"按{hit.why} → {item.name}" for hit in sorted(hits, key=lambda h: -h.points)[:3])
        return Guess(code, item.topic, item.name, round(share, 3), why or (f"说法像「{item.name}」的例子",))


def points_of(hits: list[Fired]) -> float:
    """Rules add up with diminishing weight; what comes late in a long text counts less."""
    weights = sorted((h.points * (1 if h.start < EARLY else LATE_SHARE) for h in hits), reverse=True)
    return min(MOST_POINTS, sum(weight / (1 + n) for n, weight in enumerate(weights)))


def shares_of(scores: dict[str, float]) -> dict[str, float]:
    top = max(scores.values(), default=0.0)
    raised = {code: math.exp(SHARPNESS * (score - top)) for code, score in scores.items()}
    total = sum(raised.values()) or 1.0
    return {code: value / total for code, value in raised.items()}
