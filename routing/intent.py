"""What does the writer want: report, ask, hurry, take back, praise, talk? Words first, likeness to examples second.

The conversation's context tips what words alone leave open. What the matter is about is for `classify`.
"""

from collections.abc import Mapping

from domain.reading import Intent
from routing.book import RuleBook
from routing.nearest import Nearest, features
from routing.rules import Fired, Rules, Scan
from routing.words import Words

LIKENESS_POINTS = 6.0
FIRM_LIKENESS = 0.2
START_POINTS = 0.9
MATTERS = frozenset({Intent.REPORT, Intent.HELP, Intent.ENQUIRY, Intent.SUGGESTION})
ABOUT_A_CASE = frozenset(
    {Intent.CHASE, Intent.SUPPLEMENT, Intent.WITHDRAW, Intent.CONFIRM_SOLVED, Intent.DISPUTE_NOT_SOLVED}
)
SHORT = 12


class Intents:
    def __init__(self, book: RuleBook, words: Words) -> None:
        self._words = words
        self._rules: Rules[Intent] = Rules()
        for intent, signs in book.intents.items():
            self._rules.add(intent, signs, signs.hints)
        self._nearest = Nearest(
            (intent.value, self._features(words.plain(example)))
            for intent, signs in book.intents.items()
            for example in (*signs.examples, *signs.phrases)
        )

    def words(self) -> set[str]:
        return self._rules.words()

    def judge(self, scan: Scan, *, has_open: bool = False, awaiting: str | None = None, matter: bool = False) -> Intent:
        """`matter`: the text speaks of something in the taxonomy, as `classify` found."""
        scores = dict.fromkeys(Intent, 0.0)
        scores[Intent.REPORT] = START_POINTS + (1.2 if matter else 0.0)
        for intent, hits in self._rules.fire(scan).items():
            scores[intent] += weigh(hits)
        for label, likeness in self._nearest.likeness(self._features(scan.text)).items():
            if likeness >= FIRM_LIKENESS:
                scores[Intent(label)] += LIKENESS_POINTS * likeness
        in_context(scores, scan.text, has_open=has_open, awaiting=awaiting)
        return max(scores, key=lambda intent: scores[intent])

    def _features(self, text: str) -> "Mapping[str, int]":
        return features(text, self._words.cut(text))


def weigh(hits: list[Fired]) -> float:
    strongest = max(hit.points for hit in hits)
    return strongest + 0.4 * (sum(hit.points for hit in hits) - strongest)


def in_context(scores: dict[Intent, float], text: str, *, has_open: bool, awaiting: str | None) -> None:
    """An open case makes words about a case likelier; a pending "is it solved?" makes short answers an answer."""
    if has_open:
        for intent in ABOUT_A_CASE:
            scores[intent] += 0.6 if scores[intent] else 0.0
    if awaiting == "confirm" and len(text) <= SHORT:
        for intent in (Intent.CONFIRM_SOLVED, Intent.DISPUTE_NOT_SOLVED):
            scores[intent] += 2.0 if scores[intent] else 0.0
