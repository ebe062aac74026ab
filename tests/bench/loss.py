"""kill -9 at twenty random moments while 5,000 updates arrive: is anything lost, told twice or out of its order?

The moments come from a fixed seed. Each lies after the first answer of that life, so that every life has something to
lose; what arrives while the product starts again waits at the messenger. The product keeps the sending limits, as it does
in service: what it may send twice depends on how fast it sends.
"""

import asyncio
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.bots import Process, running
from tests.bench.community import ESTATES, Complaint, complaints
from tests.bench.figures import Figure, Tell
from tests.bench.stage import Stage, stage

UPDATES, KILLS, SEED = 5000, 20, 20261123
THANKS = "谢谢"
EACH = 4
TOGETHER = 40
LONGEST_LIFE = 3.0
EARLY = 0.3
PATIENCE = 400.0
DOUBLED = 0.005
MODES = ("polling", "webhook")


@dataclass(frozen=True, slots=True)
class Resident:
    """She complains, gives thanks, complains of something else in her building's estate, gives thanks again."""

    chat: int
    first: Complaint
    second: Complaint

    @property
    def complaints(self) -> tuple[str, str]:
        return self.first.words, self.second.words

    @property
    def says(self) -> tuple[str, ...]:
        return self.first.words, THANKS, self.second.words, THANKS


def residents(on: Stage, count: int) -> list[Resident]:
    apart = -(-count // len(ESTATES)) * len(ESTATES)
    told = complaints(apart + count)
    return [Resident(chat, told[n], told[apart + n]) for n, chat in enumerate(on.residents(count))]


def arriving(crowd: list[Resident]) -> Iterator[tuple[int, str]]:
    """Some dozens speak at the same time, each without waiting for an answer."""
    for start in range(0, len(crowd), TOGETHER):
        for turn in range(EACH):
            yield from ((one.chat, one.says[turn]) for one in crowd[start : start + TOGETHER])


@dataclass
class Feed:
    """Updates that arrive steadily: in each life a further share of them, a part of it before the product is awake.

    `answers`: those seen so far.
    """

    on: Stage
    crowd: list[Resident]
    lives: int
    life: int = 0
    answers: int = 0
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        self.on.street.on_answer = self._count
        share = len(self.crowd) * EACH / self.lives
        for number, (chat, text) in enumerate(arriving(self.crowd)):
            while number >= share * (self.life + (1 if self.awake.is_set() else EARLY)):  # noqa: ASYNC110 - two things
                await asyncio.sleep(0.01)
            self.on.street.say(chat, text)
            await asyncio.sleep(LONGEST_LIFE / share)

    def _count(self, chat: int, text: str) -> None:
        self.answers += 1
        self.awake.set()

    async def first_answer(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.awake.wait()


async def killed(mode: str, updates: int, kills: int, tell: Tell, *, unlimited: bool = False) -> list[Figure]:
    rng = random.Random(SEED)
    async with stage(mode) as on:
        crowd = residents(on, updates // EACH)
        process = on.product(((one.chat, one.first.home) for one in crowd), unlimited=unlimited)
        feed = Feed(on, crowd, kills)
        feeding = asyncio.create_task(feed.run())
        for feed.life in range(kills):
            tell(f"loss: {mode}, life {feed.life + 1} of {kills}, {feed.answers} answers")
            await one_life(process, feed, rng.uniform(0, LONGEST_LIFE))
        between = feed.answers
        feed.life = kills
        async with running(process):
            await feeding
            await drained(on, lambda left: tell(f"loss: {mode}, the rest, {left} to go"))
        return [Figure(f"kill -9 × {kills}, {mode}: answers given between", f"{between}"), *judged(mode, on, crowd)]


async def one_life(process: Process, feed: Feed, seconds: float) -> None:
    feed.awake.clear()
    try:
        await process.start()
        await feed.first_answer()
        await asyncio.sleep(seconds)
    finally:
        await process.kill()


async def drained(on: Stage, tell: Callable[[int], None]) -> None:
    """Until the messenger keeps no update and the outbox no letter of theirs. Fails when that does not come about."""
    async with asyncio.timeout(PATIENCE):
        while left := len(on.street.pending) + waiting(on.data):
            tell(left)
            await asyncio.sleep(0.5)


def waiting(data: Path) -> int:
    [(count,)] = looked_up(data, "SELECT count(*) FROM letters WHERE settled_at IS NULL AND channel = 'telegram'")
    return int(count)


def judged(mode: str, on: Stage, crowd: list[Resident]) -> Iterator[Figure]:
    stored = Counter(looked_up(on.data, STORED))
    once = sum(stored[str(one.chat), words] == 1 for one in crowd for words in one.complaints)
    yield whole(f"kill -9, {mode}: complaints stored exactly once", once, 2 * len(crowd), sum(stored.values()))
    heard = by_chat(looked_up(on.data, HEARD))
    in_order = sum(tuple(heard[str(one.chat)]) == one.says for one in crowd)
    yield whole(f"kill -9, {mode}: chats heard in their order", in_order, len(crowd))
    noted = by_chat(looked_up(on.data, NOTED))
    shown = {str(one.chat): {str(message["message_id"]) for message in on.street.shown(one.chat)} for one in crowd}
    answered = sum(len(noted[chat]) >= EACH and shown[chat].issuperset(noted[chat]) for chat in shown)
    yield whole(f"kill -9, {mode}: chats answered each time", answered, len(crowd))
    twice = sum(len(shown[chat].difference(noted[chat])) for chat in shown)
    yield doubled(f"kill -9, {mode}: messages sent twice", twice, sum(map(len, noted.values())))


STORED = """
    SELECT addresses.chat, cases.words FROM cases JOIN events ON events."case" = cases.id AND events.kind = 'opened'
    JOIN addresses ON addresses.person = cases.reporter AND addresses.channel = 'telegram'
"""
HEARD = "SELECT chat, text FROM lines WHERE channel = 'telegram' AND mine ORDER BY chat, seq"
# The number the messenger gave each message, as the product noted it: a message nobody noted was sent again.
NOTED = "SELECT chat, vendor FROM letters WHERE channel = 'telegram' AND settled_at IS NOT NULL AND NOT failed"


def looked_up(data: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{data / 'huying.db'}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def by_chat(rows: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for chat, text in rows:
        found[chat].append(text)
    return found


def whole(name: str, count: int, asked: int, all_there_are: int | None = None) -> Figure:
    """`all_there_are`: together with those that should not be there."""
    found = count if all_there_are is None else all_there_are
    return Figure(name, f"{count} of {asked}", "all", count == asked == found)


def doubled(name: str, twice: int, letters: int) -> Figure:
    return Figure(name, f"{twice} of {letters} ({twice / letters:.2%})", f"≤ {DOUBLED:.1%}", twice <= DOUBLED * letters)


async def measure(tell: Tell) -> list[Figure]:
    """Both at once: keeping the limits, the product mostly waits."""
    found = await asyncio.gather(*(killed(mode, UPDATES, KILLS, tell) for mode in MODES))
    return [figure for figures in found for figure in figures]
