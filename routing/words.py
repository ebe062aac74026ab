"""Which words stand in a text? Brings any text to one plain form and cuts it into words; the only home of jieba.

Judges nothing. jieba's cache goes where the caller says, never into the shared temporary folder.
"""

import json
import logging
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from math import inf, log
from pathlib import Path
from typing import BinaryIO

import jieba

from routing.book.model import Vocabulary
from routing.likeness import Row, features
from routing.phrases import Phrases

LONG_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)
SPACES = re.compile(r"\s+")
NEAR_REACH = 6
CUT_LONGEST = 400
ENOUGH_FREQUENCY = 2000
FEWEST_TIMES = 30
PERSONS = b"nr"
CACHE = "words.cache"


def plain_table() -> dict[int, int]:
    """Traditional → simplified, character by character; control and half characters become blanks."""
    known = json.loads(files("zhconv").joinpath("zhcdict.json").read_text(encoding="utf-8"))["zh2Hans"]
    table = {ord(old): ord(new) for old, new in known.items() if len(old) == len(new) == 1}
    blanks = [*range(0x20), *range(0x7F, 0xA0), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0xD800, 0xE000)]
    return table | dict.fromkeys([*blanks, 0xFEFF, 0xFFFD], ord(" "))


class Words:
    """The book's way of reading letters: one plain form, and jieba's words of it. `names` of places tell no matter."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        known: Iterable[str] = (),
        cache: Path | None = None,
        names: Iterable[str] = (),
    ) -> None:
        self._table = plain_table()
        self._same = {self._letters(old): new for old, new in vocabulary.same.items()}
        self._swaps = Phrases(self._same)
        self._near = {near.wrong: near for near in vocabulary.near}
        self._near_swaps = Phrases(self._near)
        self._tokenizer = tokenizer(known, cache)
        self._bland = frozenset(vocabulary.bland) | frozenset(map(self.plain, names))

    def plain(self, text: str) -> str:
        """Half width, simplified, lower case, misheard and dialect words mended. Linear in the text's length."""
        text = self._letters(text)
        text = swap(text, self._swaps, self._same)
        return self._mend_near(text)

    def cut(self, text: str) -> list[str]:
        """Words of the beginning of a plain text: the same every time, no guessed ones."""
        return list(self._tokenizer.cut(text[:CUT_LONGEST], HMM=False))

    def features(self, words: Iterable[str]) -> Row:
        """What tells one matter from another."""
        return features(words, self._bland)

    def manner(self, words: Iterable[str]) -> Row:
        """What tells one wish from another; here the small words speak."""
        return features(words)

    def _letters(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text).translate(self._table).lower()
        return LONG_RUN.sub(r"\1\1\1", SPACES.sub(" ", text)).strip()

    def _mend_near(self, text: str) -> str:
        found = [(start, word) for word, start in self._near_swaps.find(text)]
        for start, word in sorted(found, reverse=True):
            rule = self._near[word]
            around = text[max(0, start - NEAR_REACH) : start + len(word) + NEAR_REACH]
            if any(sign in around for sign in rule.near):
                text = text[:start] + rule.right + text[start + len(word) :]
        return text


def swap(text: str, swaps: Phrases, same: dict[str, str]) -> str:
    """Every known wrong writing replaced, the longest first, none twice."""
    parts: list[str] = []
    done = 0
    for start, _, word in sorted((start, -len(word), word) for word, start in swaps.find(text)):
        if start >= done:
            parts += [text[done:start], same[word]]
            done = start + len(word)
    return "".join([*parts, text[done:]])


Ends = list[tuple[int, int]]


class Cutter(jieba.Tokenizer):  # type: ignore[misc]
    """A jieba of our own. Persons' names and words hardly ever written are left out: they take most of its
    memory, and cut names of houses and people in ways that help nobody. The two inner steps give what jieba's own
    give, in two thirds of the time: a word's frequency is looked up once, not twice."""

    def gen_pfdict(self, lines: BinaryIO) -> tuple[dict[str, int], int]:
        with lines:
            known: tuple[dict[str, int], int] = super().gen_pfdict(common(lines))
        return known

    def get_DAG(self, sentence: str) -> list[Ends]:  # noqa: N802
        """For each letter: where words that begin with it end, and how often each is written."""
        known, length = self.FREQ.get, len(sentence)
        found: list[Ends] = []
        for start, letter in enumerate(sentence):
            ends: Ends = []
            end, times = start + 1, known(letter)
            while times is not None:
                if times:
                    ends.append((end, times))
                if end == length:
                    break
                end += 1
                times = known(sentence[start:end])
            found.append(ends or [(start + 1, 1)])
        return found

    def calc(self, sentence: str, ends: list[Ends], route: dict[int, tuple[float, int]]) -> None:
        """The likeliest way through, from the end: for each letter its score and the last letter of its word."""
        total = log(self.total)
        scores = [0.0] * (len(sentence) + 1)
        for start in range(len(sentence) - 1, -1, -1):
            best, last = -inf, start
            for end, times in ends[start]:
                score = log(times) - total + scores[end]
                if score >= best:
                    best, last = score, end - 1
            scores[start] = best
            route[start] = best, last


def common(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        _, times, kind = line.split()
        if int(times) >= FEWEST_TIMES and not kind.startswith(PERSONS):
            yield line


def tokenizer(known: Iterable[str], cache: Path | None) -> Cutter:
    """A jieba with the domain's words, its cache in `cache` or in a folder only we can write."""
    jieba.setLogLevel(logging.WARNING)
    cutter = Cutter()
    cutter.cache_file = CACHE
    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)
        cutter.tmp_dir = str(cache)
        cutter.initialize()
    else:
        with tempfile.TemporaryDirectory(prefix="huying-") as private:
            cutter.tmp_dir = private
            cutter.initialize()
    for word in known:
        if 2 <= len(word) <= 6 and not word.isascii():
            cutter.add_word(word, max(ENOUGH_FREQUENCY, cutter.FREQ.get(word) or 0))
    return cutter
