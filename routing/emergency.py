"""Does a text speak of danger to life, plainly or perhaps? Three tiers; never a claim that there is none.

The words stand in the book's emergencies.toml. Plain words that are only feared, practised or long past do not count.
"""

from domain.reading import NO_DANGER, Danger, Tier
from routing.book import EmergencyKind, RuleBook
from routing.book.model import Signs
from routing.rules import Fired, Rules, Scan
from routing.words import Words

REACH = 8
STOPS = " ,.!?;:、。,!?;:\n"
DENIALS = ("没有", "没", "不是", "并未", "未", "no ", "not ", "防", "无")


class Watch:
    """All words of danger, ready to be looked for."""

    def __init__(self, book: RuleBook, words: Words) -> None:
        self._names = {code: kind.name for code, kind in book.emergencies.items()}
        self._hard: Rules[str] = Rules(words.plain)
        self._soft: Rules[str] = Rules(words.plain)
        self._unreal = tuple(words.plain(word) for word in book.unreal)
        for code, kind in book.emergencies.items():
            self._hard.add(code, kind)
            self._soft.add(code, soft_signs(kind))

    def words(self) -> set[str]:
        return self._hard.words() | self._soft.words() | set(self._unreal)

    def danger(self, scan: Scan) -> Danger:
        hard = self._real(scan, self._hard.fire(scan))
        if hard:
            return self._found(Tier.HARD, hard)
        soft = self._real(scan, self._soft.fire(scan))
        return self._found(Tier.SOFT, soft) if soft else NO_DANGER

    def _real(self, scan: Scan, fired: dict[str, list[Fired]]) -> dict[str, list[Fired]]:
        kept = {code: [hit for hit in hits if self._meant(scan, hit)] for code, hits in fired.items()}
        return {code: hits for code, hits in kept.items() if hits}

    def _meant(self, scan: Scan, hit: Fired) -> bool:
        before = clause_before(scan.text, hit.start)
        if before.endswith(DENIALS):
            return False
        return not any(word in before[-REACH:] + scan.text[hit.start : hit.start + REACH + 6] for word in self._unreal)

    def _found(self, tier: Tier, fired: dict[str, list[Fired]]) -> Danger:
        code = max(fired, key=lambda c: (sum(hit.points for hit in fired[c]), -fired[c][0].start))
        return Danger(tier, code, tuple(f"按{hit.why} → {self._names[code]}" for hit in fired[code][:3]))


def clause_before(text: str, start: int) -> str:
    """What stands between the last stop and `start`."""
    first = max((text.rfind(stop, max(0, start - 20), start) for stop in STOPS), default=-1)
    return text[max(first + 1, start - 20) : start]


def soft_signs(kind: EmergencyKind) -> Signs:
    return Signs(kind.soft, kind.soft_pairs, kind.unless)
