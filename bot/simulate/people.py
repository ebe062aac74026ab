"""What is a person in a simulated month? Someone with a chat who reads what reached her and means to say something later.

She knows nothing but letters and what really happened (`World.fixed`); never the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from bot.simulate.clock import GRID, on_grid
from bot.simulate.speech import Sentences
from domain.messages import Choice, Notice
from domain.people import Address
from handlers.conversation import CASE_NUMBER

ZONE = ZoneInfo("Asia/Shanghai")
CHANNEL = "town"
GETS_UP, GOES_TO_BED = 7, 22
TYPES_THE_LABEL = 0.04


class Words(NamedTuple):
    """What will be said: typed words, a tapped code, or the poster a chat is opened by."""

    text: str = ""
    tap: str | None = None
    door: str | None = None


class Plan(NamedTuple):
    """`about`: the case it concerns, if she might still change her mind about it."""

    at: datetime
    words: Words
    about: str | None = None


@dataclass
class World:
    """What is so, whatever anybody says: `fixed` holds the numbers of cases that were really seen to."""

    sentences: Sentences
    fixed: set[str] = field(default_factory=set)


class Human(Protocol):
    address: Address

    def read(self, notice: Notice, at: datetime) -> Sequence[Plan]:
        """What she will do about a letter that reached her."""
        ...

    def goes_on(self, plan: Plan) -> bool:
        """Now that the moment has come: does she still mean to?"""
        ...


def tap(choice: Choice, rng: Random) -> Words:
    """Most tap; some type what stands on the button."""
    return Words(choice.label) if rng.random() < TYPES_THE_LABEL else Words(tap=choice.code)


def verb_of(choice: Choice) -> str:
    return choice.code.partition(":")[0]


def offered(notice: Notice, verb: str) -> Choice | None:
    return next((choice for choice in notice.choices if verb_of(choice) == verb), None)


def case_of(choice: Choice) -> str | None:
    found = CASE_NUMBER.search(choice.code)
    return found[0] if found else None


def later(at: datetime, minutes: int) -> datetime:
    return on_grid(at + max(GRID, timedelta(minutes=minutes)))


def by_day(at: datetime, rng: Random) -> datetime:
    """Then, or in the morning if people sleep."""
    local = at.astimezone(ZONE)
    if GETS_UP <= local.hour < GOES_TO_BED:
        return at
    day = local if local.hour < GETS_UP else local + timedelta(days=1)
    morning = day.replace(hour=GETS_UP, minute=0, second=0, microsecond=0)
    return on_grid((morning + timedelta(minutes=rng.randint(5, 150))).astimezone(at.tzinfo))
