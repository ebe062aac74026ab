"""How long may things take, and who is chased when? The clock's half of the rule book, as data checked at start.

Holds values and their checks only. What a moment is on a calendar is `routing/calendar.py`; which step a case is at is
`routing/chase.py`. Nothing here knows a case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticKnownError

from domain.cases import OPEN, State, Urgency
from domain.chases import Act
from domain.people import Level
from routing.book.source import Table

DAY = 24 * 60
PERIOD = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
MOMENT = re.compile(r"(\d{1,2}):(\d\d)")
SPAN = re.compile(r"(-?\d{1,4})\s*(min|h|d|wmin|wh|wd|%)")
WORDS = {
    "min": "{}分钟",
    "h": "{}小时",
    "d": "{}天",
    "wmin": "{}分钟（上班时间）",
    "wh": "{}个工作小时",
    "wd": "{}个工作日",
    "%": "时限的{}%",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the operator writes it: "15min", "2h", "7d" on the wall clock; "10wmin", "4wh", "1wd" in duty
    hours only; "80%" of the way from the telling to the deadline. Negative means before."""

    amount: int
    unit: str

    @property
    def round_the_clock(self) -> bool:
        return self.unit in ("min", "h", "d")

    @property
    def is_share(self) -> bool:
        return self.unit == "%"

    def times(self, count: int) -> "Span":
        return Span(self.amount * count, self.unit)

    def __str__(self) -> str:
        return WORDS[self.unit].format(abs(self.amount))


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of every day, in minutes after midnight; `end` before `start` means over midnight."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    @property
    def rest(self) -> "Period":
        return Period(self.end, self.start)


def read_span(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = SPAN.fullmatch(value.strip())
    if not found:
        raise ValueError(f"看不懂的时长“{value}”，写法如 15min、2h、7d、4wh、1wd、80%")
    return Span(int(found[1]), found[2])


def read_period(value: Any) -> Any:
    found = PERIOD.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"看不懂的时段“{value}”，写法如 08:30-12:00")
    period = Period(minute_of(found[1], found[2]), minute_of(found[3], found[4]))
    if period.start == period.end:
        raise ValueError(f"时段“{value}”没有长度")
    return period


def read_minute(value: Any) -> Any:
    found = MOMENT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"看不懂的时刻“{value}”，写法如 08:30")
    return minute_of(found[1], found[2])


def minute_of(hour: str, minute: str) -> int:
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > DAY:
        raise ValueError(f"没有 {hour}:{minute} 这个时刻")
    return total


def in_order(duty: tuple[Period, ...]) -> tuple[Period, ...]:
    marks = [minute for period in duty for minute in (period.start, period.end)]
    if marks != sorted(marks):
        raise ValueError("值班时段要按先后写，不能重叠，也不能跨过午夜")
    return duty


def read_community(value: Any) -> Any:
    """Beside the usual hours there are only tables of communities; anything else is a name spelled wrong."""
    if not isinstance(value, dict):
        raise PydanticKnownError("extra_forbidden")
    return value


def for_all(value: Any) -> Any:
    """One span for every class may be written alone."""
    return dict.fromkeys(Urgency, value) if isinstance(value, str) else value


A_SPAN = Annotated[Span, BeforeValidator(read_span)]
A_PERIOD = Annotated[Period, BeforeValidator(read_period)]
A_MINUTE = Annotated[int, BeforeValidator(read_minute)]
DUTY = Annotated[tuple[A_PERIOD, ...], Field(min_length=1), AfterValidator(in_order)]
WEEK = Annotated[frozenset[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]
PER_CLASS = Annotated[Mapping[Urgency, A_SPAN], BeforeValidator(for_all)]
Anchor = Literal[
    "told", "cycle", "contact", "action", "finish", "assigned", "answered", "closed", "heard", "review", "returned"
]
Condition = Literal["uncontacted", "unacknowledged", "unnoted", "silent", "safe"]


class Hours(Table):
    """`week` counts Monday as 1. `night` is when an urgent report gets the longer contact time."""

    duty: DUTY
    week: WEEK
    quiet: A_PERIOD
    ask: A_PERIOD
    night: A_PERIOD


class OwnHours(Table):
    """What one community keeps differently; what it does not write is as for all."""

    duty: DUTY | None = None
    week: WEEK | None = None
    quiet: A_PERIOD | None = None
    ask: A_PERIOD | None = None
    night: A_PERIOD | None = None


class AllHours(Hours):
    """`[hours]`: the usual ones, and under `[hours.<community>]` those of a community with its own."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[OwnHours, BeforeValidator(read_community)]] = Field(init=False)

    @property
    def communities(self) -> tuple[str, ...]:
        """The codes of those with hours of their own."""
        return tuple(self.__pydantic_extra__)

    def of(self, community: str) -> Hours:
        own = self.__pydantic_extra__.get(community, OwnHours())
        usual = {name: getattr(self, name) for name in Hours.model_fields}
        return Hours.model_construct(**usual | {name: getattr(own, name) for name in own.model_fields_set})


class Limits(Table):
    """Bounds of what people may ask for."""

    return_within: A_SPAN
    extension: A_SPAN
    review: A_SPAN
    merge: A_SPAN
    recurrence: A_SPAN = Span(30, "d")
    objection: A_SPAN = Span(3, "d")


class Chases(Table):
    """How often the clock may write to one steward about all but P0 and P1, and from when on it says its last word of
    the day; what comes after that waits for the next morning."""

    a_day: int = Field(default=3, ge=1)
    last: A_MINUTE = 15 * 60 + 30


class Digests(Table):
    """Minutes after local midnight. `card`: a steward's own week, `tomorrow`: what is due next, in her hands;
    `street_answers`: by when the street is asked to answer."""

    office: A_MINUTE
    steward: A_MINUTE
    card: A_MINUTE = 16 * 60 + 30
    tomorrow: A_MINUTE = 17 * 60 + 30
    week: A_MINUTE = 8 * 60 + 30
    month: A_MINUTE = 8 * 60 + 40
    street: A_MINUTE = 8 * 60 + 50
    street_answers: A_SPAN = Span(5, "wd")


class SlaClass(Table):
    """Limits of one urgency class, all from the telling, except `reopened`: the least time a reopened case gets before
    the ladder calls it overdue again (its deadline itself does not move)."""

    contact: A_SPAN
    contact_night: A_SPAN | None = None
    action: A_SPAN
    finish: A_SPAN
    reopened: A_SPAN

    @property
    def round_the_clock(self) -> bool:
        return self.finish.round_the_clock

    @field_validator("*")
    @classmethod
    def lengths(cls, span: Span | None) -> Span | None:
        if span and (span.is_share or span.amount <= 0):
            raise ValueError("时限要写成正的时长")
        return span


class Step(Table):
    """One step of the ladder, named by its key in the file. A class missing in `after` has no such step.

    `every` repeats it (at most `rounds` times). `level`: the rung climbed to; once the case stands there already the
    step is left out, or becomes the act `reached`. `gap`: not sooner than this after the last word to the resident;
    `settle`: not sooner than this after the last assignment; nor does any other rung take it over before.
    `ask_hours`: it reaches a resident, so it waits for the hours in which residents may be asked. `per`: counted anew
    for each deadline, or only once in each cycle (until the case is reopened).
    """

    name: str = Field(pattern=r"^[a-z0-9_]+$")
    act: Act
    states: frozenset[State] = Field(min_length=1)
    anchor: Anchor = Field(alias="from")
    after: PER_CLASS
    every: PER_CLASS = Field(default_factory=dict)
    rounds: int | None = Field(default=None, ge=1)
    level: Level | None = None
    reached: Act | None = None
    when: tuple[Condition, ...] = ()
    ask_hours: bool = False
    gap: A_SPAN | None = None
    settle: PER_CLASS = Field(default_factory=dict)
    per: Literal["deadline", "cycle"] = "deadline"
    why: str

    @model_validator(mode="after")
    def makes_sense(self) -> Self:
        if (self.act is Act.ESCALATE) != (self.level is not None):
            raise ValueError("escalate 要写 level，其他动作不写")
        if self.shares and (self.anchor != "finish" or self.every):
            raise ValueError("百分比只能从 finish 算，且不能重复")
        if "silent" in self.when and not self.shares:
            raise ValueError("silent 只用于写成百分比的步骤")
        if any(span.is_share or span.amount <= 0 for span in self.every.values()):
            raise ValueError("every 要写成正的时长")
        if self.every and not set(self.after) <= set(self.every):
            raise ValueError("after 里的每一级，every 里也要有")
        self.check_why()
        return self

    def check_why(self) -> None:
        try:
            self.why.format(after="", round="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError("why 里只能用 {after} 和 {round}") from error

    @property
    def shares(self) -> bool:
        return any(span.is_share for span in self.after.values())

    @property
    def endless(self) -> bool:
        """It always comes again, whatever the case looks like."""
        return bool(self.every) and self.rounds is None and not self.when and self.act is not Act.ESCALATE


class ClockRules(Table):
    """`clock.toml`. Every open state must hold an endless step for each class, so that no open case is forgotten."""

    hours: AllHours
    classes: Mapping[Urgency, SlaClass]
    limits: Limits
    chases: Chases = Chases()
    digests: Digests
    steps: Mapping[str, Step]

    @field_validator("classes")
    @classmethod
    def complete(cls, classes: Mapping[Urgency, SlaClass]) -> Mapping[Urgency, SlaClass]:
        missing = [urgency for urgency in Urgency if urgency not in classes]
        if missing:
            raise ValueError(f"缺少等级 {'、'.join(missing)}")
        return classes

    @field_validator("steps", mode="before")
    @classmethod
    def named(cls, steps: Any) -> Any:
        return {name: {**step, "name": name} if isinstance(step, dict) else step for name, step in steps.items()}

    @field_validator("steps")
    @classmethod
    def watched(cls, steps: Mapping[str, Step]) -> Mapping[str, Step]:
        for state in sorted(OPEN):
            for urgency in Urgency:
                if not any(s.endless and state in s.states and urgency in s.after for s in steps.values()):
                    raise ValueError(f"{urgency} 的单子在 {state} 时没有会一直重复的步骤，会被忘掉")
        return steps

    def steps_for(self, state: State, urgency: Urgency) -> tuple[Step, ...]:
        return self.ladder.get((state, urgency), ())

    def settle(self, urgency: Urgency) -> Span | None:
        """How long whoever got a case last keeps it, whatever rung is due."""
        return next((step.settle[urgency] for step in self.steps.values() if urgency in step.settle), None)

    @cached_property
    def ladder(self) -> Mapping[tuple[State, Urgency], tuple[Step, ...]]:
        return {
            (state, urgency): tuple(s for s in self.steps.values() if state in s.states and urgency in s.after)
            for state in State
            for urgency in Urgency
        }
