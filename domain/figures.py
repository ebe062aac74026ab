"""What is counted of a period, and what a picture of it shows. Numbers and labels; how they look is not said here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. `hits` may hold halves, where something counts half."""

    hits: float = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """One period, as its cases stand now. What is left out of all rates (withdrawn, declined, an enquiry answered at
    once) is in `told` and `ended` only; everything else counts the others.

    `contacted`, `answered` and `good` follow those told in the period; `solved`, `partly` and `silent` those ended in it,
    and `recurring` those solved in it that were told of again.
    """

    told: int = 0
    valid: int = 0
    at_once: int = 0
    contacted: int = 0
    answered: int = 0
    good: int = 0
    returned: int = 0
    hung: int = 0
    ended: int = 0
    withdrawn: int = 0
    declined: int = 0
    solved: int = 0
    partly: int = 0
    silent: int = 0
    recurring: int = 0
    rated: int = 0
    satisfied: int = 0
    reopened: Share = Share()
    responded: Share = Share()
    in_time: Share = Share()


@dataclass(frozen=True, slots=True)
class Day:
    """What the morning tells: `told`, `ended`, `solved`, `danger` of the day before, the rest as it stands."""

    told: int
    ended: int
    solved: int
    danger: int
    open: int
    late: int
    decide: int

    @property
    def eventful(self) -> bool:
        return bool(self.told or self.ended or self.danger)


@dataclass(frozen=True, slots=True)
class Intents:
    """What people wanted in a period: of what they told, and of what they said to cases that were there already."""

    matters: int = 0
    enquiries: int = 0
    dangers: int = 0
    hurried: int = 0
    disputed: int = 0


@dataclass(frozen=True, slots=True)
class TopicLoad:
    """What is open of one topic, and how much of it is late."""

    topic: str
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """The same matter told again and again in one estate. `days`: how long those cases were or are open, together."""

    item: str
    estate: str | None
    cases: int
    people: int
    buildings: int
    reopened: int
    days: float

    @property
    def weight(self) -> float:
        return self.people * self.days * (1 + self.reopened)


@dataclass(frozen=True, slots=True)
class Bar:
    """`note` stands at its end, `under` in small print below. `marked`: the part of it drawn in red; `low`, `high`: the
    interval its value lies in, as far as is known; `aside`: it is not the matter itself, and drawn pale."""

    label: str
    value: float
    note: str
    under: str = ""
    marked: float = 0
    low: float | None = None
    high: float | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars with one scale; `full`: the value of a bar across the whole width, None for the longest one's."""

    title: str
    bars: tuple[Bar, ...]
    full: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    panels: tuple[Panel, ...]
    foot: str = ""
