"""What may stand in the rule book's files, table by table. Shapes and their checks only; reading files is for `book`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.cases import Urgency
from domain.reading import Intent
from routing.book.source import Table

WINDOW = 14


@dataclass(frozen=True, slots=True)
class Pair:
    """An object and a symptom, in either order, at most `window` characters apart."""

    objects: tuple[str, ...]
    symptoms: tuple[str, ...]
    window: int = WINDOW


def parse_pair(text: str) -> Pair:
    """'电梯|轿厢 & 抖|晃' or '电梯 & 抖 ~20' for another window. Raises ValueError."""
    body, _, width = text.partition("~")
    left, ampersand, right = body.partition("&")
    objects, symptoms = words_of(left), words_of(right)
    if not (ampersand and objects and symptoms) or "&" in right:
        raise ValueError(f"词对「{text}」要写成「物|物 & 症状|症状」，两边都不能空")
    if width and not 1 <= int(width.strip() if width.strip().isdigit() else 0) <= 60:
        raise ValueError(f"词对「{text}」的距离要是 1 到 60 的数字")
    return Pair(objects, symptoms, int(width) if width else WINDOW)


def words_of(side: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in side.split("|") if word.strip())


def check_pairs(pairs: tuple[str, ...]) -> tuple[str, ...]:
    for pair in pairs:
        parse_pair(pair)
    return check_words(pairs)


def check_words(words: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for word in words:
        if not word.strip():
            raise ValueError("有一个词是空的")
        if word in seen:
            raise ValueError(f"「{word}」写了两遍")
        seen.add(word)
    return words


Words = Annotated[tuple[str, ...], AfterValidator(check_words)]
Pairs = Annotated[tuple[str, ...], AfterValidator(check_pairs)]


class RuleTable(Table):
    """The three rule forms: phrases as written, pairs within a window, and words that silence both."""

    phrases: Words = ()
    pairs: Pairs = ()
    unless: Words = ()


class ItemTable(RuleTable):
    """`rider`: a complaint that mostly rides along with another one, which then goes first ("… 物业不管")."""

    name: str = Field(min_length=1)
    plain: str = Field(min_length=1)
    plain_en: str = Field(min_length=1)
    door: str = Field(min_length=1)
    codoor: str = ""
    urgency: Urgency
    guessable: bool = False
    rider: bool = False
    hints: Words = ()
    examples: Words = ()


class TopicTable(Table):
    code: str = Field(pattern=r"^[A-Z]{2}$")
    name: str = Field(min_length=1)


class TopicFile(Table):
    topic: TopicTable
    items: Mapping[str, ItemTable] = Field(min_length=1)


class EmergencyTable(RuleTable):
    """`phrases` and `pairs` are plain words of danger; `soft` and `examples` only lead to a question.

    `hints` and `soft_pairs` do so where the message as a whole does not sound calm. `despair`: its plain words lead to
    the question even where they are denied, feared or past.
    """

    name: str = Field(min_length=1)
    say: tuple[str, ...] = Field(min_length=1)
    say_en: tuple[str, ...] = Field(min_length=1)
    despair: bool = False
    soft: Words = ()
    soft_pairs: Pairs = ()
    hints: Words = ()
    examples: Words = ()


class Unreal(Table):
    """Words by which danger is only spoken of: past, feared, staged, asked about or over.

    `present` words end the past's reach. Inside `sayings` nothing is meant.
    """

    past: Words = ()
    present: Words = ()
    feared: Words = ()
    staged: Words = ()
    asked: Words = ()
    over: Words = ()
    sayings: Words = ()


class CalmTable(Table):
    """Whole messages with words of danger and without danger."""

    examples: Words = ()


class EmergencyFile(Table):
    unreal: Unreal = Unreal()
    calm: CalmTable = CalmTable()
    emergencies: Mapping[Annotated[str, Field(pattern=r"^E\d{1,2}$")], EmergencyTable] = Field(min_length=1)


class IntentTable(RuleTable):
    hints: Words = ()
    examples: Words = ()


class IntentFile(Table):
    intents: Mapping[Intent, IntentTable]


class NearWord(Table):
    """A homophone mended only when one of `near` stands within a few characters of it."""

    wrong: str = Field(min_length=1)
    right: str = Field(min_length=1)
    near: Words = Field(min_length=1)


class WordFile(Table):
    """Vocabulary shared by all rules.

    `bland`: words that tell no matter from another. `groups`: a name that stands for all its words in any pair. `same`: written so, meant so. `harmless`: sayings whose
    words are not meant; nothing inside them counts. `denials`: before a word, they take it back.
    """

    groups: Mapping[str, Words]
    same: Mapping[str, str]
    near: tuple[NearWord, ...] = ()
    harmless: Words = ()
    bland: Words = ()
    denials: Words = ()
    tags: Mapping[str, RuleTable]
    targets: Mapping[str, RuleTable]


class Numbers(Table):
    """Telephone numbers as they are said to people. Empty ones are named by `missing`."""

    fire: str
    ambulance: str
    police: str
    police_text: str
    traffic: str
    power: str
    support: str
    fraud: str
    hotline: str
    lift: str = ""
    water: str = ""
    gas: str = ""
    duty: str = ""
    verified_on: date | None = None

    def missing(self) -> tuple[str, ...]:
        """Keys without which no real start is allowed."""
        return tuple(key for key in ("gas", "duty") if not getattr(self, key))

    def said(self) -> Mapping[str, str]:
        """For `{gas}` and the like in the first-aid lines."""
        return {key: value for key, value in self.model_dump().items() if isinstance(value, str)}


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of matter: how it is named and said, who is asked first, how urgent it is, and what gives it away.

    `guessable`: the other side can hardly help knowing who told of it. `hints` are words that alone prove little;
    `examples` are whole messages in our own words.
    """

    code: str
    topic: str
    name: str
    plain: str
    plain_en: str
    door: str
    codoor: str
    urgency: Urgency
    guessable: bool = False
    rider: bool = False
    phrases: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    unless: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmergencyKind:
    """`say` is what the resident reads first, numbers first; `{gas}` and the like come from `Numbers`."""

    code: str
    name: str
    say: tuple[str, ...]
    say_en: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    unless: tuple[str, ...] = ()
    despair: bool = False
    soft: tuple[str, ...] = ()
    soft_pairs: tuple[Pair, ...] = ()
    hints: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """What gives an intent, a tag or a target away."""

    phrases: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    unless: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    same: Mapping[str, str]
    near: tuple[NearWord, ...]
    harmless: tuple[str, ...]
    bland: tuple[str, ...]
    denials: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]


def pairs_of(pairs: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> tuple[Pair, ...]:
    """Written pairs with group names replaced by the groups' words."""
    read = (parse_pair(pair) for pair in pairs)
    return tuple(Pair(tuple(spread(p.objects, groups)), tuple(spread(p.symptoms, groups)), p.window) for p in read)


def spread(words: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for word in words:
        yield word
        yield from groups.get(word, ())
