"""Residents of the double who talk to a bot: so many at once, each says the next thing when she has been answered."""

import asyncio
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.kit.botapi import World
from tests.kit.botapi.answers import Json

AT_ONCE = 200
SILENCE = 30.0
ANY = re.compile("")
CASE_NUMBER = re.compile(r"[A-Z]{2}-\d{4,}")


class NoAnswer(AssertionError):
    """A bot fell silent: what is measured then means nothing."""


@dataclass
class Street(World):
    """The double's world, where whoever wants to hears at once what the bot writes."""

    on_answer: Callable[[int, str], None] = lambda chat, text: None

    def receive(self, chat: int, content: Json) -> Json:
        message = super().receive(chat, content)
        self.on_answer(chat, str(content.get("text") or content.get("caption") or ""))
        return message


@dataclass
class Talk:
    """What one resident says, one thing after each answer; over when an answer to the last is as `until` says."""

    chat: int
    says: Sequence[str]
    until: re.Pattern[str] = ANY
    said: int = 0
    at: float = 0.0


@dataclass
class Pace:
    """`waits`: seconds from each message to its answer; `seconds`: from the first message to the last answer."""

    talks: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Talks a second."""
        return self.talks / self.seconds

    def quantile(self, percent: int) -> float:
        return statistics.quantiles(self.waits, n=100)[percent - 1]


class Crowd:
    def __init__(self, street: Street, at_once: int = AT_ONCE) -> None:
        self._street = street
        self._at_once = at_once
        self._talking: dict[int, Talk] = {}
        self._waiting: Iterator[Talk] = iter(())
        self._over = asyncio.Event()
        self._pace = Pace()
        self._began = 0.0

    async def talk(self, talks: Iterable[Talk], tell: Callable[[int], None] = lambda done: None) -> Pace:
        """Plays all talks. Raises NoAnswer when nobody was answered for half a minute."""
        self._waiting, self._pace = iter(talks), Pace()
        self._over.clear()
        self._street.on_answer = self._answered
        self._began = time.perf_counter()
        for _ in range(self._at_once):
            self._begin()
        while not self._over.is_set():
            before = len(self._pace.waits)
            await self._some_time()
            tell(self._pace.talks)
            if len(self._pace.waits) == before and not self._over.is_set():
                raise NoAnswer(f"{len(self._talking)} residents wait, {self._pace.talks} talks are over")
        return self._pace

    async def _some_time(self) -> None:
        for _ in range(int(SILENCE)):
            before = len(self._pace.waits)
            try:
                async with asyncio.timeout(1):
                    await self._over.wait()
            except TimeoutError:
                if len(self._pace.waits) > before:
                    return
            else:
                return

    def _begin(self) -> None:
        talk = next(self._waiting, None)
        if talk is not None:
            self._talking[talk.chat] = talk
            self._say(talk)
        elif not self._talking:
            self._over.set()

    def _say(self, talk: Talk) -> None:
        talk.at = time.perf_counter()
        talk.said += 1
        self._street.say(talk.chat, talk.says[talk.said - 1])

    def _answered(self, chat: int, text: str) -> None:
        talk = self._talking.get(chat)
        last = talk is not None and talk.said == len(talk.says)
        if talk is None or (last and not talk.until.search(text)):
            return
        now = time.perf_counter()
        self._pace.waits.append(now - talk.at)
        if not last:
            self._say(talk)
            return
        self._pace.talks += 1
        self._pace.seconds = now - self._began
        del self._talking[chat]
        self._begin()
