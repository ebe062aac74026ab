"""What does the writer want: report, ask, hurry, take back, praise, talk? Words first, likeness to examples second.

The conversation's context tips what words alone leave open. What the matter is about is for `classify`.
"""

from collections import Counter
from collections.abc import Iterator

from domain.cases import Urgency
from domain.reading import Intent
from routing.book import RuleBook
from routing.likeness import Likeness, Row
from routing.rules import Fired, Rules, Scan
from routing.words import Words

RULE_SHARE = 0.9
LIKENESS_POINTS = 8.0
START_POINTS = -1.0  # much is a report that sounds like one; what sounds like anything else mostly is that
MATTER_POINTS = 0.6
REPORT_SHARE = 10
WITHOUT_MATTER = frozenset({Intent.GREETING, Intent.CHITCHAT, Intent.HUMAN, Intent.PRIVACY})
ABOUT_A_CASE = frozenset(
    {Intent.CHASE, Intent.SUPPLEMENT, Intent.WITHDRAW, Intent.CONFIRM_SOLVED, Intent.DISPUTE_NOT_SOLVED}
)
ASIDE = (Intent.HUMAN, Intent.PRIVACY)
IDLE = (Intent.PRAISE, Intent.GREETING, Intent.CHITCHAT)
SHORT = 12
LONGEST_GREETING = 5
BEYOND_POINTS = 0.5
LENGTHS = (2, 6, 12, 25, 50)
MARKS = "?!,.~"


class Intents:
    def __init__(self, book: RuleBook, words: Words) -> None:
        self._rules: Rules[Intent] = Rules(words.plain)
        for intent, signs in book.intents.items():
            self._rules.add(intent, signs, signs.hints)
        plain = ((intent, words.plain(text)) for intent, text in lessons(book))
        self._likeness = Likeness((intent, manner(words.manner(words.cut(text)), text)) for intent, text in plain)

        greetings = book.intents[Intent.GREETING].phrases if Intent.GREETING in book.intents else ()
        self._greetings = frozenset(map(words.plain, greetings))

    def words(self) -> set[str]:
        return self._rules.words()

    def judge(
        self, scan: Scan, row: Row, *, has_open: bool = False, awaiting: str | None = None, matter: bool = False
    ) -> Intent:
        """`matter`: the text speaks of something in the taxonomy, as `classify` found."""
        scores = dict.fromkeys(Intent, 0.0)
        scores[Intent.REPORT] = START_POINTS
        for intent, hits in self._rules.fire(scan).items():
            scores[intent] += RULE_SHARE * weigh(hits)
        for label, likeness in self._likeness.scores(manner(row, scan.text)).items():
            scores[Intent(label)] += LIKENESS_POINTS * likeness
        if matter:
            lean_to_matters(scores)
        scores[Intent.GREETING] -= BEYOND_POINTS * self._beyond_greeting(scan)
        in_context(scores, scan.text, has_open=has_open and not matter, awaiting=awaiting)
        return max(scores, key=lambda intent: scores[intent])

    def _beyond_greeting(self, scan: Scan) -> int:
        """How many letters more than a greeting has: "您好，井盖翘了" is no greeting."""
        greeted = sum(len(word) for word in self._greetings & scan.found.keys())
        return max(0, len(scan.text) - greeted - LONGEST_GREETING)


def lessons(book: RuleBook) -> Iterator[tuple[str, str]]:
    """The book's examples of each intent; a share of the items' examples stands for plain reports."""
    for intent, signs in book.intents.items():
        for text in (*signs.examples, *signs.phrases):
            yield intent, text
    for item in book.items.values():
        if item.urgency is not Urgency.P4:
            for text in item.examples[::REPORT_SHARE]:
                yield Intent.REPORT, text


def manner(row: Row, text: str) -> Row:
    """How a text is said: its words, how it begins and ends, its marks and its length."""
    shape = Counter(row)
    ends = (f"^{text[:1]}", f"^{text[:2]}", f"{text[-1:]}$", f"{text[-2:]}$")
    marks = (f"mark {mark}" for mark in MARKS if mark in text)
    length = sum(len(text) > size for size in LENGTHS)
    shape.update((*ends, *marks, f"length {length}"))
    return shape


def weigh(hits: list[Fired]) -> float:
    strongest = max(hit.points for hit in hits)
    return strongest + 0.4 * (sum(hit.points for hit in hits) - strongest)


def lean_to_matters(scores: dict[Intent, float]) -> None:
    """Thanks, greetings and talk that speak of a matter are rarely only that: "谢谢物业,让我天天爬楼"."""
    scores[Intent.REPORT] += MATTER_POINTS
    for intent in IDLE:
        scores[intent] -= MATTER_POINTS
    for intent in ASIDE:
        scores[intent] -= MATTER_POINTS / 2


def in_context(scores: dict[Intent, float], text: str, *, has_open: bool, awaiting: str | None) -> None:
    """An open case makes words about a case likelier, if they name no other matter; a pending "is it solved?" makes short answers an answer."""
    if has_open:
        for intent in ABOUT_A_CASE:
            scores[intent] += 0.6 if scores[intent] else 0.0
    if awaiting == "confirm" and len(text) <= SHORT:
        for intent in (Intent.CONFIRM_SOLVED, Intent.DISPUTE_NOT_SOLVED):
            scores[intent] += 2.0 if scores[intent] else 0.0
