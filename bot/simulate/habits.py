"""How do people behave? Habits, drawn from the seed: quick, slow, silent, angry, sending everything back, closing falsely.

Numbers only; what is done out of a habit is in `residents` and `staff`. Delays are minutes, shares are of 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class ResidentHabit:
    """`replies`: minutes until she answers what we ask. `answers`: how often she answers at all. `chases`, `withdraws`,
    `adds`, `human`: how often she does so of her own accord after telling. `several`: tells several matters at once.
    `doubts`: how often she calls unsolved what was done."""

    name: str
    share: float
    replies: tuple[int, int]
    answers: float
    rates: float = 0.4
    chases: float = 0.05
    withdraws: float = 0.02
    adds: float = 0.05
    human: float = 0.01
    several: float = 0.02
    doubts: float = 0.04


RESIDENTS = (
    ResidentHabit("quick", 0.34, (1, 25), 0.95, rates=0.6),
    ResidentHabit("slow", 0.30, (60, 1500), 0.8),
    ResidentHabit("silent", 0.16, (5, 240), 0.0, rates=0.0),
    ResidentHabit("angry", 0.10, (1, 40), 0.92, chases=0.6, adds=0.15, human=0.08, doubts=0.25),
    ResidentHabit("busy", 0.10, (5, 120), 0.85, withdraws=0.15, several=0.3),
)


@dataclass(frozen=True, slots=True)
class StaffHabit:
    """`reacts`: minutes until a tap that costs no work; `works`: minutes until something is done about the matter.

    `forgets`: how often a card is not looked at; `honest`: how often what is reported done was done; `likes`: taps chosen
    that many times as often as by others."""

    name: str
    share: float
    reacts: tuple[int, int]
    works: tuple[int, int]
    forgets: float = 0.03
    honest: float = 0.96
    likes: Mapping[str, float] = field(default_factory=dict)


STAFF = (
    StaffHabit("quick", 0.58, (3, 60), (60, 1400)),
    StaffHabit("slow", 0.20, (90, 900), (1000, 9000), forgets=0.15, likes={"extend": 3, "note": 2}),
    StaffHabit("returns", 0.06, (10, 150), (300, 4000), likes={"return": 30, "help": 3}),
    StaffHabit("false", 0.06, (3, 60), (10, 120), honest=0.1, likes={"done": 6}),
    StaffHabit("absent", 0.10, (30, 600), (300, 4000), forgets=0.25),
)
OFFICE = (
    StaffHabit("quick", 0.7, (5, 90), (60, 1500), forgets=0.05),
    StaffHabit("slow", 0.3, (120, 1200), (600, 4000), forgets=0.2, likes={"hang": 2, "case": 2}),
)

Habit = TypeVar("Habit", ResidentHabit, StaffHabit)


def draw(habits: tuple[Habit, ...], rng: Random) -> Habit:
    return rng.choices(habits, [habit.share for habit in habits])[0]


def minutes(span: tuple[int, int], rng: Random) -> int:
    """Between both, the shorter the likelier."""
    low, high = span
    return low + int((high - low) * rng.random() ** 2)
