"""What the clock asks for: one step of a case's schedule, due at a moment, with its reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Level


class Act(StrEnum):
    REMIND = "remind"  # a word to whoever holds the case
    BACKUP = "backup"  # L1b: the backup takes it over
    ESCALATE = "escalate"  # one level up; the level below keeps working
    HALF_TIME = "half_time"  # a word to the resident although nothing happened
    ASK = "ask"  # ask the resident whether it is solved
    ARCHIVE = "archive"  # asked long enough
    OFFICE = "office"  # the office must decide something
    ALERT = "alert"  # P0: ring everyone again until a human answers
    RECHECK = "recheck"  # "still fine?" after closing
    REVIEW = "review"  # a hung case comes up again


@dataclass(frozen=True, slots=True)
class Chase:
    """`step` names this step of this deadline once and for all; no step is ever taken twice.

    `lasting`: its reason stays true whatever is done about the case, until it is answered or has a later deadline.
    """

    step: str
    act: Act
    at: datetime
    why: str
    level: Level | None = None
    lasting: bool = False
