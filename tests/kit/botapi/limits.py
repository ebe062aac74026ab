"""Does a bot keep the messenger's limits? Counts always; refuses with 429 only when a test asks for it."""

import math
from collections import deque
from dataclasses import dataclass, field

from tests.kit.botapi.answers import too_many


@dataclass
class Meter:
    """`enforced`: refuse what is too much, as the real one does; otherwise only `breaches` tells of it."""

    enforced: bool = False
    whole: tuple[int, float] = (30, 1.0)
    chat: tuple[int, float] = (1, 1.0)
    group: tuple[int, float] = (20, 60.0)
    breaches: int = 0
    _sent: dict[str, deque[float]] = field(default_factory=dict)

    def count(self, chat: str, now: float) -> None:
        """Raises Refusal when the limits are enforced."""
        rules = {"*": self.whole, chat: self.group if chat.startswith("-") else self.chat}
        wait = max(self._wait(name, count, seconds, now) for name, (count, seconds) in rules.items())
        if wait > 0:
            self.breaches += 1
            if self.enforced:
                raise too_many(max(1, math.ceil(wait)))
        for name in rules:
            self._sent[name].append(now)

    def _wait(self, name: str, count: int, seconds: float, now: float) -> float:
        sent = self._sent.setdefault(name, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[-count] + seconds - now if len(sent) >= count else 0.0
