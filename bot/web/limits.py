"""How often is often enough? Token buckets in memory, one per session or network address. Knows nothing of messages."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then `per_second` on average."""

    burst: float
    per_second: float


class Buckets:
    """One bucket per key; the longest untouched are forgotten first, so that memory stays bounded."""

    def __init__(self, rate: Rate, beat: Callable[[], float] = time.monotonic, most: int = 20_000) -> None:
        self._rate = rate
        self._beat = beat
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """0.0 if this one may pass, else the seconds until the next one may."""
        now = self._beat()
        level, since = self._levels.get(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + (now - since) * self._rate.per_second)
        passes = level >= 1
        self._levels[key] = (level - 1 if passes else level, now)
        self._levels.move_to_end(key)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return 0.0 if passes else (1 - level) / self._rate.per_second


@dataclass(frozen=True, slots=True)
class Rates:
    """Per session: what one person can sensibly do. Per address: generous, a whole estate may share one."""

    say: Rate = Rate(40, 1)
    danger: Rate = Rate(20, 0.5)
    photo: Rate = Rate(12, 0.2)
    look: Rate = Rate(120, 4)
    address: Rate = Rate(600, 50)
    enter: Rate = Rate(60, 0.2)


@dataclass
class Limits:
    rates: Rates = field(default_factory=Rates)
    beat: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        names = ("say", "danger", "photo", "look", "address", "enter")
        self._buckets = {name: Buckets(getattr(self.rates, name), self.beat) for name in names}

    def take(self, name: str, key: str) -> float:
        return self._buckets[name].take(key)
