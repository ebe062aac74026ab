"""What we understood of a message: verdicts with their evidence, intents, danger. Values only, no rules."""

from dataclasses import dataclass
from enum import StrEnum

from domain.cases import Urgency
from domain.places import Place


class Intent(StrEnum):
    REPORT = "report"
    HELP = "help"
    ENQUIRY = "enquiry"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    CHASE = "chase"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    CONFIRM_SOLVED = "confirm_solved"
    DISPUTE_NOT_SOLVED = "dispute_not_solved"
    GREETING = "greeting"
    HUMAN = "human"
    PRIVACY = "privacy"
    CHITCHAT = "chitchat"


class Tier(StrEnum):
    """How plainly danger is spoken of. Never a claim that danger was detected, or that there is none."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Danger:
    tier: Tier
    kind: str | None = None  # E1 … E16
    evidence: tuple[str, ...] = ()


NO_DANGER = Danger(Tier.NONE)


@dataclass(frozen=True, slots=True)
class Guess:
    """One possible item. `score` in 0..1: how often a guess with such a score is right, roughly."""

    item: str
    topic: str
    name: str
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Best guess first, at most three topics; empty when nothing fits (the office sorts it then).

    `sure`: may be sorted without asking. `tags` ⊆ {repeat, vulnerable, night, group, negotiate};
    `targets` ⊆ {property, steward, owners}: whom the complaint is about.
    """

    guesses: tuple[Guess, ...] = ()
    sure: bool = False
    urgency: Urgency = Urgency.P2
    tags: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    book: str = ""

    @property
    def best(self) -> Guess | None:
        return self.guesses[0] if self.guesses else None


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter inside a message, with what was understood of it."""

    words: str
    verdict: Verdict
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole message read. `matters` is never empty for a report; `language` is 'zh' or 'en'."""

    text: str
    intent: Intent
    danger: Danger = NO_DANGER
    matters: tuple[Matter, ...] = ()
    place: Place = Place()
    language: str = "zh"
