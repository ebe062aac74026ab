"""Does a text speak of danger to life, plainly or perhaps? Three tiers; never a claim that there is none.

The words stand in the book's emergencies.toml. Words that are only feared, practised or past do not count; plain words
of the present count whatever stands around them. A model of the book's examples adds what no rule says.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from operator import add

from domain.cases import Urgency
from domain.reading import NO_DANGER, Danger, Tier
from routing.book import RuleBook
from routing.book.model import Signs
from routing.likeness import Likeness, Row
from routing.rules import LATIN_REACH, Fired, Rules, Scan
from routing.words import Words

FEAR_REACH = 10
STAGE_REACH = 14
OVER_REACH = 26
LONGEST_CLAUSE = 30
LONGEST_SHADOW = 80
STOPS = " ,.!?;:、\n"
DENIED = re.compile(r"(?<!是)不是|并非|(?<!有)没有|(?<!有)没|并未|还未|并无|毫无|\bno |\bnot ")
ASKED = re.compile(r"^[^ ,.!;、]{0,8}(?:吗|嘛|么|\?)")
ONGOING = re.compile(r"还在|正在|又|说是?已|不是说|still")
RESOLVED = re.compile(r"我就|我们就|老子就|他就|她就|只能|只好|我要|已经|真的")
EARNEST = re.compile(r"不|没|别|真|not|no")
EARNEST_REACH = 5
DANGER, CALM = "danger", "calm"
CALM_SHARE = 2  # every second of the items' examples stands for all that is no danger
LIKELY = 0.1
UNLIKELY = -0.6

Span = tuple[int, int]
Reach = Callable[[str, int, int, re.Pattern[str]], Span]


class Watch:
    """All words of danger, ready to be looked for."""

    def __init__(self, book: RuleBook, words: Words) -> None:
        self._names = {code: kind.name for code, kind in book.emergencies.items()}
        self._hard: Rules[str] = Rules(words.plain)
        self._soft: Rules[str] = Rules(words.plain)
        self._faint: Rules[str] = Rules(words.plain)
        self._grave: Rules[str] = Rules(words.plain)
        for code, kind in book.emergencies.items():
            self._hard.add(code, kind)
            if kind.despair:
                self._grave.add(code, kind)
            self._soft.add(code, Signs(kind.soft))
            self._faint.add(code, Signs(kind.hints, kind.soft_pairs, kind.unless))
        self._grave_words = self._grave.words()
        self._asked = self._hard.words() | self._soft.words() | self._faint.words()
        self._unreal = Unreality(book, words)
        told = [(code, letters(words.plain(text))) for code, kind in book.emergencies.items() for text in kind.examples]
        calm = [(CALM, letters(words.plain(text))) for text in calm_texts(book)]
        self._likeness = Likeness([*((DANGER, row) for _, row in told), *calm])
        self._kinds = Likeness(told)

    def words(self) -> set[str]:
        return self._asked | self._unreal.words()

    def danger(self, whole: Scan) -> Danger:
        scan = Scan(whole.text, {word: starts for word, starts in whole.found.items() if word in self._asked})
        meant = self._unreal.without(scan, whole)
        if hard := self._hard.fire(meant):
            return self._found(Tier.HARD, hard)
        if soft := self._soft.fire(meant):
            return self._found(Tier.SOFT, soft)
        row = letters(scan.text)
        scores = self._likeness.scores(row)
        likely = scores.get(DANGER, 0.0) - scores.get(CALM, 0.0)
        if likely > UNLIKELY and (faint := self._faint.fire(meant)):
            return self._found(Tier.SOFT, faint)
        if meant is not scan and (heeded := self._heeded(scan, whole)):
            return self._found(Tier.SOFT, heeded)
        return self._sounding(row) if likely > LIKELY else NO_DANGER

    def _heeded(self, scan: Scan, whole: Scan) -> dict[str, list[Fired]]:
        """Words of despair are asked about even where they are denied, feared or past."""
        if scan.found.keys().isdisjoint(self._grave_words):
            return {}
        return self._grave.fire(self._unreal.without_fiction(scan, whole))

    def _found(self, tier: Tier, fired: dict[str, list[Fired]]) -> Danger:
        code = max(fired, key=lambda c: (sum(hit.points for hit in fired[c]), -fired[c][0].start))
        return Danger(tier, code, tuple(f"按{hit.why} → {self._names[code]}" for hit in fired[code][:3]))

    def _sounding(self, row: Row) -> Danger:
        scores = self._kinds.scores(row)
        if not scores:
            return NO_DANGER
        code = max(scores, key=lambda kind: scores[kind])
        return Danger(Tier.SOFT, code, (f"整句的说法像 → {self._names[code]}",))


class Unreality:
    """Where in a text are words of danger not meant? Each group of the book's unreal words casts a shadow of its own."""

    def __init__(self, book: RuleBook, words: Words) -> None:
        unreal = book.unreal
        self._reaches: dict[str, Reach] = {
            words.plain(word): reach
            for group, reach in (
                (unreal.past, past),
                (unreal.feared, feared),
                (unreal.staged, staged),
                (unreal.asked, asked),
                (unreal.over, over),
                (unreal.sayings, saying),
            )
            for word in group
        }
        self._fiction = {word: reach for word, reach in self._reaches.items() if reach in (staged, saying)}
        now = sorted(map(words.plain, (*unreal.present, "的")), key=len, reverse=True)
        self._present = re.compile("|".join(map(re.escape, now)))

    def words(self) -> set[str]:
        return set(self._reaches)

    def without(self, scan: Scan, whole: Scan) -> Scan:
        """The scan without the words that are denied or, in the whole text, stand in the shadow of an unreal one."""
        denied = denials(scan.text)
        return cleared(scan, list(self._spans(whole, denied, self._reaches)), denied)

    def without_fiction(self, scan: Scan, whole: Scan) -> Scan:
        """The scan without what is only staged or a saying."""
        return cleared(scan, list(self._spans(whole, denials(scan.text), self._fiction)), frozenset())

    def _spans(self, scan: Scan, denied: frozenset[int], reaches: Mapping[str, Reach]) -> Iterator[Span]:
        for word in scan.found.keys() & reaches.keys():
            for start in scan.found[word]:
                if start not in denied:
                    yield reaches[word](scan.text, start, start + len(word), self._present)


def denials(text: str) -> frozenset[int]:
    """Where a denial ends and what it denies begins; a rhetorical question denies nothing."""
    return frozenset(match.end() for match in DENIED.finditer(text) if not ASKED.match(text, match.end()))


def cleared(scan: Scan, spans: list[Span], denied: frozenset[int]) -> Scan:
    if not (spans or denied):
        return scan
    spans.sort()
    kept = {
        word: tuple(at for at in starts if at not in denied and not within(at, at + len(word), spans))
        for word, starts in scan.found.items()
    }
    return Scan(scan.text, {word: starts for word, starts in kept.items() if starts})


def past(text: str, start: int, end: int, present: re.Pattern[str]) -> Span:
    stop = clause_end(text, end)
    lifted = present.search(text, end, stop)
    return start, lifted.start() if lifted else stop


def feared(text: str, start: int, end: int, present: re.Pattern[str]) -> Span:
    """What she says she would then do is no fear: "要是再不管我就跳下去"."""
    reach = FEAR_REACH * LATIN_REACH if text[end - 1].isascii() else FEAR_REACH
    stop = min(clause_end(text, end), end + reach)
    meant = RESOLVED.search(text, end, stop)
    return start, meant.start() if meant else stop


def staged(text: str, start: int, end: int, present: re.Pattern[str]) -> Span:
    if EARNEST.search(text, max(0, start - EARNEST_REACH), start):
        return start, start
    return both_ways(text, start, end)


def asked(text: str, start: int, end: int, present: re.Pattern[str]) -> Span:
    """ "出院了又昏倒": what comes after a word of the present is no mere question."""
    first, stop = both_ways(text, start, end)
    lifted = present.search(text, end, stop)
    return first, lifted.start() if lifted else stop


def both_ways(text: str, start: int, end: int) -> Span:
    return max(clause_start(text, start), start - STAGE_REACH), min(clause_end(text, end), end + STAGE_REACH)


def over(text: str, start: int, end: int, present: re.Pattern[str]) -> Span:
    """Not where it only was said to be over ("不是说处理好了吗"), nor where the danger goes on."""
    first = max(0, start - OVER_REACH)
    doubted = ASKED.match(text, end) or ONGOING.search(text, first, end)
    return (start, start) if doubted else (first, end)


def saying(text: str, start: int, end: int, present: re.Pattern[str]) -> Span:
    return start, end


def within(start: int, end: int, spans: list[Span]) -> bool:
    """In the shadow; a rule that asks for a saying itself means it."""
    near = spans[bisect_left(spans, (start - LONGEST_SHADOW, 0)) : bisect_left(spans, (start + 1, 0))]
    return any(end <= last and (start, end) != (first, last) for first, last in near)


def clause_start(text: str, at: int) -> int:
    return max(text.rfind(stop, max(0, at - LONGEST_CLAUSE), at) + 1 for stop in stops_around(text, at))


def clause_end(text: str, at: int) -> int:
    stops = stops_around(text, at - 1)
    ends = (text.find(stop, at, at + LONGEST_CLAUSE) for stop in stops)
    return min((end for end in ends if end >= 0), default=min(len(text), at + LONGEST_CLAUSE))


def stops_around(text: str, at: int) -> str:
    """Beside English words a blank ends no clause."""
    return STOPS[1:] if text[at : at + 1].isascii() else STOPS


def calm_texts(book: RuleBook) -> Iterator[str]:
    """What is no danger: the book's calm messages, and a share of what residents report day by day."""
    yield from book.calm
    for item in book.items.values():
        if item.urgency > Urgency.P1:
            yield from item.examples[::CALM_SHARE]


def letters(text: str) -> Row:
    """Single letters and pairs of Chinese, whole words of English."""
    names = [letter for letter in text if not letter.isascii()]
    names += [pair for pair in map(add, text, text[1:]) if not pair.isascii()]
    names += [f"w:{word}" for word in LATIN.findall(text)]
    return Counter(names)


LATIN = re.compile(r"[a-z']+")
