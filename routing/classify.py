"""Which item of the rule book is a matter? Rules decide; where they are silent, likeness to the book's examples proposes.

Returns a verdict with its evidence in words. Intent, danger and place are asked elsewhere.
"""

import math
from dataclasses import dataclass

from domain.cases import Urgency
from domain.reading import Guess, Verdict
from routing.book import RuleBook
from routing.likeness import Likeness, Row
from routing.rules import Fired, Rules, Scan
from routing.words import Words

OTHER = "QT"
OFFERED = 3
FIRM_POINTS = 2.0
RIDER_SHARE = 0.5
EARLY = 40
LATE_SHARE = 0.4
MOST_POINTS = 8.0
RULE_SHARE = 0.8
LIKENESS_SHARE = 7.0
FLOOR = 0.5
SURE = 0.88
LONG = 60
NIGHT_FROM, NIGHT_UNTIL = 22, 6
LEAST_RIVAL = 0.3
ALONE_LEAD = 0.8
LEAD = 6.0
LEAD_WEIGHT, LEAD_START = 0.72, -0.25  # fitted: how often the best guess is right, by its lead over the second


@dataclass(frozen=True, slots=True)
class Study:
    """A text as it was written, its plain scan, what the model hears in it and which rules it fired."""

    text: str
    scan: Scan
    words: tuple[str, ...]
    row: Row
    fired: dict[str, list[Fired]]


class Sorter:
    def __init__(self, book: RuleBook, words: Words) -> None:
        self._book = book
        self._words = words
        self._rules: Rules[str] = Rules(words.plain, book.words.denials)
        self._tags: Rules[str] = Rules(words.plain)
        self._targets: Rules[str] = Rules(words.plain)
        for code, item in book.items.items():
            self._rules.add(code, item, item.hints)
        for rules, written in ((self._tags, book.tags), (self._targets, book.targets)):
            for name, signs in written.items():
                rules.add(name, signs)
        self._likeness = Likeness(self._lessons())

    def words(self) -> set[str]:
        return self._rules.words() | self._tags.words() | self._targets.words()

    def study(self, text: str, scan: Scan) -> Study:
        words = self._words.cut(scan.text)
        return Study(text, scan, tuple(words), self._words.features(words), self._rules.fire(scan))

    def sort(self, study: Study, *, hour: int | None = None) -> Verdict:
        scan, fired, row = study.scan, study.fired, study.row
        scores = self._scores(row, fired, heading(scan.text))
        guesses = self._guesses(scores, fired, row)
        tags = frozenset(self._tags.fire(scan)) | at_night(hour)
        best = guesses[0] if guesses else None
        urgency = self._book.items[best.item].urgency if best else Urgency.P2
        return Verdict(
            guesses=guesses,
            sure=bool(best and best.score >= SURE),
            urgency=urgency.raised() if "vulnerable" in tags else urgency,
            tags=tags,
            targets=frozenset(self._targets.fire(scan)),
            book=self._book.version,
        )

    def firm_topic(self, study: Study) -> str | None:
        """The topic of the strongest full rule, if any fired."""
        totals = {code: sum(h.points for h in hits) for code, hits in study.fired.items()}
        best = max(totals, key=lambda code: totals[code], default=None)
        return self._book.items[best].topic if best and totals[best] >= FIRM_POINTS else None

    def firm_topic_of(self, scan: Scan) -> str | None:
        """The same for a clause of a longer text; complaints that ride along make no matter of their own."""
        fired = {c: hits for c, hits in self._rules.fire(scan).items() if not self._book.items[c].rider}
        return self.firm_topic(Study("", scan, (), {}, fired))

    def _lessons(self) -> list[tuple[str, Row]]:
        return [
            (code, self._words.features(self._words.cut(self._words.plain(example))))
            for code, item in self._book.items.items()
            for example in (*item.examples, *item.phrases, item.name, item.plain)
        ]

    def _scores(self, row: Row, fired: dict[str, list[Fired]], head: str) -> dict[str, float]:
        """Rules and likeness together; in a long text its heading speaks for half of the likeness."""
        scores = {code: RULE_SHARE * points_of(hits, len(head) or EARLY) for code, hits in fired.items()}
        parts = [(row, 1.0)] if not head else [(row, 0.5), (self._words.features(self._words.cut(head)), 0.5)]
        for part, share in parts:
            for code, likeness in self._likeness.scores(part).items():
                scores[code] = scores.get(code, 0.0) + share * LIKENESS_SHARE * likeness
        return self._without_riders(scores, fired)

    def _without_riders(self, scores: dict[str, float], fired: dict[str, list[Fired]]) -> dict[str, float]:
        """Beside a fault that rules are firm about, "and the management does nothing" comes second."""
        firm = any(not self._book.items[c].rider and points_of(hits) >= FIRM_POINTS for c, hits in fired.items())
        return {c: s * RIDER_SHARE if firm and self._book.items[c].rider else s for c, s in scores.items()}

    def _guesses(self, scores: dict[str, float], fired: dict[str, list[Fired]], row: Row) -> tuple[Guess, ...]:
        by_topic: dict[str, str] = {}
        for code in sorted(scores, key=lambda c: -scores[c]):
            by_topic.setdefault(self._book.items[code].topic, code)
        best = sorted(by_topic.values(), key=lambda c: -scores[c])[: OFFERED + 1]
        trusts = trusts_of([scores[code] for code in best], alone=self._alone(best, fired))
        kept = zip(best[:OFFERED], trusts, strict=False)
        return tuple(
            self._guess(code, trust, fired.get(code, []), row) for code, trust in kept if scores[code] >= FLOOR
        )

    def _alone(self, best: list[str], fired: dict[str, list[Fired]]) -> bool:
        """A full rule speaks for the best guess and no rule for any other topic."""
        topics = {self._book.items[c].topic for c, hits in fired.items() if points_of(hits) >= FIRM_POINTS}
        return bool(best) and topics == {self._book.items[best[0]].topic} and best[0] in fired

    def _guess(self, code: str, trust: float, hits: list[Fired], row: Row) -> Guess:
        item = self._book.items[code]
        why = tuple(f"按{hit.why} → {item.name}" for hit in sorted(hits, key=lambda h: -h.points)[:3])
        return Guess(code, item.topic, item.name, round(trust, 3), why or (self._likely(code, item.name, row),))

    def _likely(self, code: str, name: str, row: Row) -> str:
        words = "".join(f"『{word}』" for word in self._likeness.reasons(row, code))
        return f"{words or '整句'}的说法像 → {name}"


def at_night(hour: int | None) -> frozenset[str]:
    return frozenset({"night"} if hour is not None and (hour >= NIGHT_FROM or hour < NIGHT_UNTIL) else ())


def heading(text: str) -> str:
    """The first sentence or so of a long text, where its matter is usually named; "" for a short one."""
    return text[:EARLY] if len(text) > LONG else ""


def points_of(hits: list[Fired], early: int = EARLY) -> float:
    """Rules add up with diminishing weight; what repeats counts once, what comes late in a long text less."""
    weighed = sorted(((h.points * (1 if h.start < early else LATE_SHARE), h) for h in hits), key=lambda p: -p[0])
    counted: list[str] = []
    total = 0.0
    for weight, hit in weighed:
        if not all(any(word in known for known in counted) for word in hit.words):
            total += weight / (1 + len(counted) / 2)
            counted += hit.words
    return min(MOST_POINTS, total)


def trusts_of(scores: list[float], *, alone: bool = False) -> list[float]:
    """How often guesses with such scores (best first) are right, roughly."""
    if not scores:
        return []
    lead = min(LEAD, scores[0] - max([*scores[1:2], LEAST_RIVAL])) + (ALONE_LEAD if alone else 0.0)
    first = 1 / (1 + math.exp(-LEAD_START - LEAD_WEIGHT * lead))
    raised = [math.exp(score - scores[0]) for score in scores[1:]]
    return [first, *((1 - first) * value / (sum(raised) + 0.3) for value in raised)]
