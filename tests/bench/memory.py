"""Does the product keep more and more in memory? Resident memory after a tenth of the updates, and after all of them.

The updates are the cheapest that still go the whole way: residents nobody has met before say "谢谢", ten times each, are
greeted once, answered each time and kept like everyone else. `--updates 20000` is the short form.
"""

import asyncio
from collections.abc import Iterator

from tests.bench.bots import running
from tests.bench.crowd import Crowd, Talk
from tests.bench.figures import Figure, Tell, at_most_times
from tests.bench.stage import Stage, stage

UPDATES = 100_000
EACH = 10
WORDS = ("谢谢",) * EACH
GROWTH = 1.1
REST = 2.0


async def measure(tell: Tell, updates: int = UPDATES) -> list[Figure]:
    early = updates // 10
    async with stage("polling") as on:
        process = on.product(())
        async with running(process):
            await heard(on, early, tell)
            before = process.memory
            await heard(on, updates - early, tell)
            after = process.memory
    grown = at_most_times(f"memory after {updates:,} updates, by that after {early:,}", after / before, GROWTH)
    return [held(early, before), held(updates, after), grown]


def held(updates: int, memory: int) -> Figure:
    return Figure(f"memory after {updates:,} updates", f"{memory / 1e6:.0f} MB")


async def heard(on: Stage, updates: int, tell: Tell) -> None:
    """So many more updates are answered, and the product has had a moment's rest."""

    def still_going(done: int) -> None:
        tell(f"memory: {done * EACH:,} of {updates:,}")
        forget(on)

    await Crowd(on.street).talk(newcomers(on, updates // EACH), still_going)
    await asyncio.sleep(REST)


def newcomers(on: Stage, count: int) -> Iterator[Talk]:
    return (Talk(on.street.person(), WORDS) for _ in range(count))


def forget(on: Stage) -> None:
    """The double need not remember what nobody will ask it for."""
    on.street.messages.clear()
    on.street.all_updates.clear()
    on.api.calls.clear()
