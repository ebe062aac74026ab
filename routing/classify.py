"""Which item of the rule book is a matter? Rules and likeness to the book's examples speak together.

Returns a verdict with its evidence in words. Intent, danger and place are asked elsewhere.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import numpy as np

from domain.cases import Urgency
from domain.reading import Guess, Verdict
from routing.book import RuleBook
from routing.likeness import Floats, Heard, Likeness, Row, shares
from routing.rules import Fired, Rules, Scan
from routing.words import Words

OFFERED = 3
FIRM_POINTS = 2.0
STEP = 2.0  # of learning
RULE_WEIGHT = 0.4
AGREED = 1.0  # more, where all full rules speak for one topic
FAINT = 0.03
LISTENED, TOLD = 8, 3  # the loudest voices looked at for evidence; words told of it
SURE = 0.88
TRUST_WEIGHT, TRUST_START = 0.84, -0.62  # fitted: how often the best guess is right, by its lead over the second
SOFTENING = 0.001
MOST_POINTS = 8.0
LONG = 60
EARLY = 40
FIRST = re.compile(r"\s*[^\n。！？!?]{6,60}(?=[\n。！？!?])")
NIGHT_FROM, NIGHT_UNTIL = 22, 6


@dataclass(frozen=True, slots=True)
class Study:
    """A text as it was written, its plain scan, its words, what the model hears in them and which rules it fired."""

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
        self._likeness = Likeness(self._lessons(), STEP)
        self._riders = tuple(code for code, item in book.items.items() if item.rider)
        self._places = {code: place for place, code in enumerate(self._likeness.labels)}
        self._topics = tuple(dict.fromkeys(book.items[code].topic for code in self._likeness.labels))
        self._topic_of = np.array([self._topics.index(book.items[code].topic) for code in self._likeness.labels])
        self._items_of = [np.flatnonzero(self._topic_of == topic).tolist() for topic in range(len(self._topics))]

    def words(self) -> set[str]:
        return self._rules.words() | self._tags.words() | self._targets.words()

    def study(self, text: str, scan: Scan) -> Study:
        words = self._words.cut(scan.text)
        return Study(text, scan, tuple(words), self._words.features(words), self._rules.fire(scan))

    def sort(self, study: Study, *, hour: int | None = None) -> Verdict:
        guesses = self._guesses(study)
        tags = frozenset(self._tags.fire(study.scan)) | at_night(hour)
        urgency = self._book.items[guesses[0].item].urgency if guesses else Urgency.P2
        return Verdict(
            guesses=guesses,
            sure=bool(guesses and guesses[0].score >= SURE),
            urgency=urgency.raised() if "vulnerable" in tags else urgency,
            tags=tags,
            targets=frozenset(self._targets.fire(study.scan)),
            book=self._book.version,
        )

    def firm_topic(self, study: Study) -> str | None:
        """The topic of the strongest full rule, if any fired."""
        totals = firm(study.fired)
        return self._book.items[max(totals, key=totals.__getitem__)].topic if totals else None

    def firm_topic_of(self, scan: Scan) -> str | None:
        """The same for a clause of a longer text; complaints that ride along make no matter of their own."""
        totals = firm(self._rules.fire(scan))
        alone = [code for code in totals if code not in self._riders]
        return self._book.items[max(alone, key=totals.__getitem__)].topic if alone else None

    def firm_topics(self, study: Study) -> set[str]:
        """All topics that full rules speak for, leaving out what rides along."""
        return {self._book.items[code].topic for code in firm(study.fired) if code not in self._riders}

    def _lessons(self) -> Iterator[tuple[str, Row]]:
        for code, item in self._book.items.items():
            for example in (item.name, item.plain, item.plain_en, *item.phrases, *item.examples):
                yield code, self._words.features(self._words.cut(self._words.plain(example)))

    def _guesses(self, study: Study) -> tuple[Guess, ...]:
        """The likeliest items of the likeliest topics; a topic is as likely as all its items together."""
        heard = self._likeness.hear(study.row)
        if not study.fired and not len(heard.spots):
            return ()
        shown = shares(self._logits(study, heard))
        topics = np.bincount(self._topic_of, shown, len(self._topics))
        best = np.argsort(-topics, kind="stable")[:OFFERED].tolist()
        trusts = trusts_of([float(topics[topic]) for topic in best])
        items = shown.tolist()
        return tuple([self._guess(study, heard, items, *kept) for kept in zip(best, trusts, strict=True)])

    def _logits(self, study: Study, heard: Heard) -> Floats:
        """The model's, raised by the rules that fired. In a long text its heading speaks for half."""
        logits = self._likeness.logits(heard)
        if head := heading(study):
            first = self._likeness.logits(self._likeness.hear(self._words.features(head)))
            logits = (logits + first) / np.float32(2)
        agreed = len(self.firm_topics(study)) == 1
        for code, hits in study.fired.items():
            points = points_of(hits)
            logits[self._places[code]] += RULE_WEIGHT * points + (AGREED if agreed and points >= FIRM_POINTS else 0)
        return logits

    def _guess(self, study: Study, heard: Heard, items: Sequence[float], topic: int, trust: float) -> Guess:
        place = max(self._items_of[topic], key=items.__getitem__)
        code = self._likeness.labels[place]
        item = self._book.items[code]
        hits = sorted(study.fired.get(code, ()), key=lambda hit: -hit.points)[:3]
        why = tuple(f"按{hit.why} → {item.name}" for hit in hits)
        return Guess(code, item.topic, item.name, round(trust, 3), why or (self._likely(study, heard, place, trust),))

    def _likely(self, study: Study, heard: Heard, place: int, trust: float) -> str:
        """The words in which the loudest voices for an item stand; for faint guesses nobody asks."""
        loudest = self._likeness.loudest(heard, place, LISTENED) if trust >= FAINT else ()
        parts = (part for part in loudest if len(part) > 1)
        words = (next((word for word in study.words if part in word), part) for part in parts)
        told = "".join(f"『{word}』" for word in islice(dict.fromkeys(words), TOLD))
        return f"{told or '整句'}的说法像 → {self._book.items[self._likeness.labels[place]].name}"


def firm(fired: dict[str, list[Fired]]) -> dict[str, float]:
    """Items for which more than a hint speaks, with the sum of what does."""
    totals = {code: sum(hit.points for hit in hits) for code, hits in fired.items()}
    return {code: total for code, total in totals.items() if total >= FIRM_POINTS}


def at_night(hour: int | None) -> frozenset[str]:
    return frozenset({"night"} if hour is not None and (hour >= NIGHT_FROM or hour < NIGHT_UNTIL) else ())


def heading(study: Study) -> tuple[str, ...]:
    """The words of a long text's first line or sentence, where its matter is usually named; none in a short text."""
    if len(study.scan.text) <= LONG:
        return ()
    first = FIRST.match(study.text)
    length = len(first[0]) if first else EARLY
    ends = accumulate(map(len, study.words))
    return tuple(word for word, end in zip(study.words, ends, strict=True) if end <= length)


def points_of(hits: list[Fired]) -> float:
    """Rules add up with diminishing weight; what repeats counts once."""
    if len(hits) == 1:
        return hits[0].points
    counted: list[str] = []
    total = 0.0
    for hit in sorted(hits, key=lambda hit: -hit.points):
        if not all(any(word in known for known in counted) for word in hit.words):
            total += hit.points / (1 + len(counted) / 2)
            counted += hit.words
    return min(MOST_POINTS, total)


def trusts_of(likely: list[float]) -> list[float]:
    """How often guesses so likely by the model (best first) are right, roughly; the others share what the best leaves."""
    first, second, *_ = (share + SOFTENING for share in (*likely, 0.0))
    trust = 1 / (1 + math.exp(-TRUST_START - TRUST_WEIGHT * math.log(first / second)))
    rest = (1 - trust) / (1 - likely[0] + SOFTENING)
    return [trust, *(min(trust, share * rest) for share in likely[1:])]
