"""Where do any of many phrases stand in a text? One pass, whatever their number. Knows nothing of their meaning."""

from collections.abc import Iterable, Iterator

SHORT_LATIN = 4


class Phrases:
    """Phrases indexed by their first two characters. Latin ones start at the start of a word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._heads: dict[str, tuple[str, ...]] = {}
        self._singles: frozenset[str] = frozenset(word for word in words if len(word) == 1)
        heads: dict[str, set[str]] = {}
        for word in words:
            if len(word) > 1:
                heads.setdefault(word[:2], set()).add(word)
        self._heads = {head: tuple(sorted(group, key=lambda w: (-len(w), w))) for head, group in heads.items()}

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """Each phrase with where it starts: by place, at one place the longest first; overlaps included."""
        heads, singles = self._heads, self._singles
        for start, letter in enumerate(text):
            for word in heads.get(text[start : start + 2], ()):
                if text.startswith(word, start) and (not letter.isascii() or whole(text, word, start)):
                    yield word, start
            if letter in singles:
                yield letter, start


def whole(text: str, word: str, start: int) -> bool:
    """A latin phrase begins a word; a short one also ends it ('hi' is not in 'high', 'leak' is in 'leaking')."""
    if not (word[0].isalpha() and word.isascii()):
        return True
    if start and text[start - 1].isascii() and text[start - 1].isalpha():
        return False
    after = text[start + len(word) : start + len(word) + 1]
    return len(word) >= SHORT_LATIN or not (after.isascii() and after.isalpha())
