"""python -m tests.bench [PART …] [--updates N]: all parts, or those named, in one table.

Everything stays on this machine, and each part ends what it started. `--updates` is for `memory`.
"""

import argparse
import time
from collections.abc import Awaitable, Callable
from functools import partial

import uvloop

from tests.bench import chasing, digests, loss, memory, patterns, telegram, understanding, web
from tests.bench.figures import Figure, Tell, progress, say, table

Part = Callable[[Tell], Awaitable[list[Figure]]]
MOST = {"verdict, cuts": 3, "slowest of 10,000 letters, ms": 50, "book loaded, s": 3, "reader's memory, MB": 200}
LEAST = {"readings a second": 1500}


async def understood(tell: Tell) -> list[Figure]:
    tell("understanding")
    return [bounded(name, value) for name, value in (await understanding.measure()).items()]


def bounded(name: str, value: float) -> Figure:
    named, shown = f"understanding: {name}", f"{value:.{0 if value >= 100 else 2}f}"
    if name in MOST:
        return Figure(named, shown, f"≤ {MOST[name]}", value <= MOST[name])
    if name in LEAST:
        return Figure(named, shown, f"≥ {LEAST[name]}", value >= LEAST[name])
    return Figure(named, shown)


def parts(updates: int) -> dict[str, Part]:
    return {
        "understanding": understood,
        "web": web.measure,
        "telegram": telegram.measure,
        "loss": loss.measure,
        "memory": partial(memory.measure, updates=updates),
        "chasing": chasing.measure,
        "digests": digests.measure,
        "patterns": patterns.measure,
    }


async def main(chosen: dict[str, Part]) -> None:
    """What was measured is shown even if a later part breaks off."""
    figures: list[Figure] = []
    try:
        for name, part in chosen.items():
            began = time.monotonic()
            figures += await part(progress)
            progress("")
            say(f"{name}: measured in {time.monotonic() - began:.0f} s")
    finally:
        say("\n" + table(figures))


def asked(arguments: list[str] | None = None) -> dict[str, Part]:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"of {', '.join(parts(0))}; all if none is named")
    parser.add_argument("--updates", type=int, default=memory.UPDATES, help="how many updates memory is measured over")
    found = parser.parse_args(arguments)
    known = parts(found.updates)
    if strange := set(found.part) - known.keys():
        parser.error(f"no such part: {', '.join(sorted(strange))}")
    return {name: part for name, part in known.items() if not found.part or name in found.part}


if __name__ == "__main__":
    uvloop.run(main(asked()))
