"""Where do any of many phrases stand in a text? One pass, whatever their number. Knows nothing of their meaning."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

SHORT_LATIN = 4


class Phrases:
    """Phrases wherever they stand. Latin ones start at the start of a word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(filter(None, set(words)))
        self._finder = AhoCorasick(self._words, implementation=Implementation.ContiguousNFA, store_patterns=False)

    def find(self, text: str) -> list[tuple[str, int]]:
        """Each phrase with where it starts, ordered by where they end; overlaps included."""
        words = self._words
        hits = self._finder.find_matches_as_indexes(text, overlapping=True)
        found = [(words[number], start) for number, start, _ in hits]
        return [(word, start) for word, start in found if not word[0].isascii() or whole(text, word, start)]


def whole(text: str, word: str, start: int) -> bool:
    """A latin phrase begins a word; a short one also ends it ('hi' is not in 'high', 'leak' is in 'leaking')."""
    if not (word[0].isalpha() and word.isascii()):
        return True
    if start and text[start - 1].isascii() and text[start - 1].isalpha():
        return False
    after = text[start + len(word) : start + len(word) + 1]
    return len(word) >= SHORT_LATIN or not (after.isascii() and after.isalpha())
