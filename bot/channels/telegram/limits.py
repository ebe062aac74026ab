"""When may the next message go? The messenger's limits as data and arithmetic; time is handed in, nothing sleeps.

About 30 messages a second for the bot, one a second for a chat, 20 a minute for a group. A chat told to wait waits
alone, and never longer than it was told.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


BOT = Limit(30, 1.0)
CHAT = Limit(1, 1.0)
GROUP = Limit(20, 60.0)


def is_group(chat: str) -> bool:
    """Telegram numbers groups and channels below zero."""
    return chat.startswith("-")


@dataclass(slots=True)
class Trail:
    """The moments of the last messages under one limit, in seconds of a clock that only goes forward."""

    limit: Limit
    sent: deque[float] = field(default_factory=deque)

    def free_at(self, count: int = 1) -> float:
        """When `count` more fit. More than ever fit at once go when all before them are forgotten."""
        over = len(self.sent) + min(count, self.limit.count) - self.limit.count
        return self.sent[over - 1] + self.limit.seconds if over > 0 else float("-inf")

    def add(self, at: float) -> None:
        self.sent.append(at)
        if len(self.sent) > self.limit.count:
            self.sent.popleft()

    def cold(self, now: float) -> bool:
        return not self.sent or self.sent[-1] + self.limit.seconds <= now


@dataclass(slots=True)
class SendLimits:
    """Ask `wait`, say `sent`, send. `hold` keeps one chat back for as long as the messenger asked."""

    bot: Limit = BOT
    chat: Limit = CHAT
    group: Limit = GROUP
    _whole: Trail = field(init=False)
    _chats: dict[str, tuple[Trail, ...]] = field(init=False, default_factory=dict)
    _held: dict[str, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._whole = Trail(self.bot)

    def wait(self, chat: str, now: float, count: int = 1) -> float:
        """Seconds until `count` messages to `chat` may go together; 0 means now.

        For the bot as a whole room for one is enough: while everyone sends, room for an album would never come.
        """
        moments = [self._whole.free_at(), self._held.get(chat, float("-inf"))]
        moments += [trail.free_at(count) for trail in self._chats.get(chat, ())]
        return max(0.0, max(moments) - now)

    def sent(self, chat: str, now: float, count: int = 1) -> None:
        """`count` messages go to `chat` at `now`: an album is several."""
        trails = self._chats.setdefault(chat, self._trails(chat))
        for _ in range(count):
            self._whole.add(now)
            for trail in trails:
                trail.add(now)

    def hold(self, chat: str, now: float, seconds: float) -> None:
        self._held[chat] = now + seconds

    def forget(self, now: float) -> None:
        """Drop what no longer limits anything, so that memory follows the living chats only."""
        self._chats = {chat: trails for chat, trails in self._chats.items() if not all(t.cold(now) for t in trails)}
        self._held = {chat: until for chat, until in self._held.items() if until > now}

    @property
    def remembered(self) -> Mapping[str, object]:
        return self._chats | self._held

    def _trails(self, chat: str) -> tuple[Trail, ...]:
        return (Trail(self.chat), Trail(self.group)) if is_group(chat) else (Trail(self.chat),)
