"""What could the rule book learn from a message that was sorted wrongly? A phrase, a pair or an example, for a person to
approve. Nothing here names anybody: numbers, rooms and names are hidden before a word is looked at.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import log

from routing.book import RuleBook
from routing.book.written import ItemSource, Rule
from routing.identifiers import HIDDEN, without_identifiers
from routing.usage import Probe
from routing.words import Words

NUMERALS = "零〇一二三四五六七八九十百两"
NUMBER = rf"(?:[0-9]+|[{NUMERALS}]+)"
SPOT = r"(?:号楼|幢|栋|座|单元|室|号|#|-|－|—)"
ROOM = re.compile(
    rf"(?:[A-Za-z]?{NUMBER}|[A-Za-z](?=[座栋幢号]))(?:{SPOT}[A-Za-z]?{NUMBER}?)+|[0-9]{{3,}}|[{NUMERALS}]{{3,}}"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹"
    "孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
TITLES = "先生|女士|小姐|阿姨|师傅|大爷|大妈|大姐|大哥|奶奶|爷爷|老师|经理|主任|书记|医生"
CALLED = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:{TITLES})|(?<=我叫)[\u4e00-\u9fff]{{2,3}}")
LEADS = re.compile(r"(?:我叫|我是|我家|电话|手机号|手机|微信|tel|phone)$")
BETWEEN = " \n，,。；;、：:的"
LONGEST_EXAMPLE = 60
LETTERS = (3, 8)
TOGETHER = 3
MOST_WORDS = 14
UNKNOWN = 1.0
COUNTING = frozenset(f"{NUMERALS}0123456789几半每整今昨明前后")  # how many and when tells no matter from another


@dataclass(frozen=True, slots=True)
class Proposal:
    """`own` and `other`: on how many of the book's examples of this item, and of others, it would fire; `voice`: how
    plainly its words speak for the item."""

    form: str
    text: str
    own: int = 0
    other: int = 0
    voice: float = 0.0


def faceless(text: str, names: Iterable[str] = ()) -> str:
    """The text without anything that names a person or a home."""
    text = without_identifiers(text)
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, HIDDEN)
    return ROOM.sub(HIDDEN, CALLED.sub(HIDDEN, text))


class Proposer:
    """`items`: the book as it is written; `words`: its way of reading letters."""

    def __init__(self, book: RuleBook, items: Sequence[ItemSource], words: Words, names: Iterable[str] = ()) -> None:
        self._book = book
        self._words = words
        self._names = tuple(names)
        self._examples = tuple((item.code, example) for item in items for example in item.examples)
        self._known = {(rule.item, rule.form, rule.text) for item in items for rule in item.rules}
        self._bland = frozenset(book.words.bland)

    def proposals(self, text: str, item: str) -> tuple[Proposal, ...]:
        """The best pair, the best phrase and the sentence itself, as far as there are any."""
        bare = faceless(text, self._names)
        tokens = self._words.cut(self._words.plain(bare))
        voices = {token: self._voice(token, item) for token in dict.fromkeys(tokens) if telling(token, self._bland)}
        drafts = [*pairs_of(tuple(voices)[:MOST_WORDS], voices), *phrases_of(tokens, self._bland, voices)]
        new = [draft for draft in drafts if (item, draft.form, draft.text) not in self._known]
        tried = self._tried(new, bare, item)
        best = [min(of, key=cost) for form in ("pair", "phrase") if (of := [p for p in tried if p.form == form])]
        return (*sorted(best, key=cost), *example_of(bare, self._book.items[item].examples))

    def _tried(self, drafts: Sequence[Proposal], text: str, item: str) -> list[Proposal]:
        """Those that fire on the text itself, with what else they fire on."""
        probe = Probe(self._book, [Rule(item, draft.form, draft.text, "", None) for draft in drafts], self._words)
        own, other = [0] * len(drafts), [0] * len(drafts)
        for code, example in self._examples:
            for number in probe.fired(example):
                (own if code == item else other)[number] += 1
        return [replace(drafts[n], own=own[n], other=other[n]) for n in sorted(probe.fired(text))]

    def _voice(self, word: str, item: str) -> float:
        """How much oftener the item's own examples have the word than all others; little for a word nobody wrote."""
        own = sum(word in example for code, example in self._examples if code == item)
        all_of_them = sum(word in example for _, example in self._examples)
        if not all_of_them:
            return UNKNOWN
        sentences = sum(code == item for code, _ in self._examples)
        others = len(self._examples) - sentences
        return log((own + 0.5) / (sentences + 1)) - log((all_of_them - own + 0.5) / (others + 1))


def telling(token: str, bland: frozenset[str]) -> bool:
    """A word of two letters and more that tells one matter from another."""
    return len(token) > 1 and token.isalnum() and token[0] not in COUNTING and token not in bland


def cost(proposal: Proposal) -> tuple[float, float, int]:
    """First what fires least on others' examples for each of its own, then what speaks plainest, then the longest."""
    return proposal.other / (1 + proposal.own), -proposal.voice - proposal.own, -len(proposal.text)


def pairs_of(words: Sequence[str], voices: Mapping[str, float]) -> Iterator[Proposal]:
    for first, second in combinations(words, 2):
        yield Proposal("pair", f"{first} & {second}", voice=voices[first] + voices[second])


def phrases_of(tokens: Sequence[str], bland: frozenset[str], voices: Mapping[str, float]) -> Iterator[Proposal]:
    """Up to three words that stand together, none of the outer ones bland."""
    seen: set[str] = set()
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + TOGETHER) + 1):
            run = tokens[start:end]
            phrase = "".join(run)
            sound = all(token.isalpha() and not token.isascii() for token in run)
            if sound and LETTERS[0] <= len(phrase) <= LETTERS[1] and not {run[0], run[-1]} & bland | {phrase} & seen:
                seen.add(phrase)
                yield Proposal("phrase", phrase, voice=sum(voices.get(token, 0.0) for token in run))


def example_of(bare: str, known: Iterable[str]) -> tuple[Proposal, ...]:
    """The sentence itself, without the holes where something was hidden."""
    parts = (LEADS.sub("", part.strip(BETWEEN)).strip(BETWEEN) for part in bare.split(HIDDEN))
    text = "，".join(filter(None, parts))[:LONGEST_EXAMPLE]
    return (Proposal("example", text),) if len(text) > LETTERS[0] and text not in set(known) else ()
