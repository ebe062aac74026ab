"""Which verdicts move when the rule book changes? The same texts, read by the book in force and by another one.

Compares only; what a move is worth depends on the question asked, whose answers are ranked.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.reading import Danger, Tier, Verdict
from routing.read import Reader

CAUGHT = 10


class Change(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader makes of a text, in words, and how good that is: the higher, the better."""

    said: str
    rank: int


@dataclass(frozen=True, slots=True)
class Question:
    """A text whose right answer somebody has said. `name`: the case, or the file and line, that it comes from."""

    name: str
    words: str
    ask: Callable[[str, Reader], Answer]


@dataclass(frozen=True, slots=True)
class Move:
    question: Question
    before: Answer
    after: Answer

    @property
    def change(self) -> Change:
        if self.after.rank == self.before.rank:
            return Change.OTHER
        return Change.BETTER if self.after.rank > self.before.rank else Change.WORSE


def answers(questions: Iterable[Question], reader: Reader) -> Iterator[Answer]:
    return (question.ask(question.words, reader) for question in questions)


def moves(questions: Iterable[Question], before: Iterable[Answer], after: Iterable[Answer]) -> Iterator[Move]:
    """Those questions that are answered in another way."""
    for question, old, new in zip(questions, before, after, strict=True):
        if old != new:
            yield Move(question, old, new)


def of_case(item: str | None, danger: str | None) -> Callable[[str, Reader], Answer]:
    """How the case would be sorted today. `item`: what it was in the end, None while nobody has said."""

    def ask(words: str, reader: Reader) -> Answer:
        verdict, heard = reader.matter(words).verdict, reader.danger(words)
        caught = CAUGHT if danger and heard.tier is not Tier.NONE else 0
        return Answer(said_of(verdict, heard), caught + (rank_of(verdict, item) if item else 0))

    return ask


def rank_of(verdict: Verdict, item: str) -> int:
    """Sorted rightly at once, named first, among those offered, left to a person, sorted wrongly at once."""
    found = [guess.item for guess in verdict.guesses]
    if found[:1] == [item]:
        return 4 if verdict.sure else 3
    if verdict.sure:
        return 0
    return 2 if item in found else 1


def said_of(verdict: Verdict, danger: Danger) -> str:
    best = verdict.best
    offered = "" if verdict.sure else f"（先问 {'/'.join(guess.item for guess in verdict.guesses)}）"
    sorted_as = f"{best.item} {best.name}{offered}" if best else "没有合适的事项"
    return sorted_as if danger.tier is Tier.NONE else f"{sorted_as} · 危险 {danger.tier} {danger.kind}"
