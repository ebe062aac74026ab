"""Is every pattern of the reading safe from catastrophic backtracking? Each is run over long texts made of its own letters,
once of some length and once four times as long: a safe one takes about four times as long then, a bad one sixteen and more.

Times shorter than what a clock can tell apart are taken as safe.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import routing
from tests.bench.figures import Figure, Tell

SHORT, TIMES = 2_500, 4
SUPER_LINEAR = 11.0
WORTH_TIMING = 0.002
TRIES = 3
LETTERS = "1一a-# 3幢号楼,。的\n"
OWN = 40
ANCHORED = frozenset({"routing.classify.FIRST", "routing.place.tokens.MARK"})  # asked at one spot, never searched for


async def measure(tell: Tell) -> list[Figure]:
    found = dict(patterns())
    worst = ("", "", 0.0)
    for number, (name, pattern) in enumerate(found.items(), 1):
        tell(f"patterns: {number} of {len(found)}")
        for piece in pieces(pattern.pattern):
            growth = growth_of(pattern, piece, anchored=name in ANCHORED)
            if growth > worst[2]:
                worst = (name, piece, growth)
    name, piece, growth = worst
    told = f"patterns: growth of the slowest of {len(found)}, text {TIMES} × as long" + (f" ({name} on {piece!r})" if name else "")
    return [Figure(told, f"{growth:.1f} ×", f"≤ {SUPER_LINEAR:g} ×", growth <= SUPER_LINEAR)]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern at the top of a module of `routing`, once."""
    seen: set[str] = set()
    for module in pkgutil.walk_packages(routing.__path__, "routing."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and value.pattern not in seen:
                seen.add(value.pattern)
                yield f"{module.name}.{name}", value


def pieces(written: str) -> Iterator[str]:
    """Letters of the pattern by themselves, two of them in turn, and stretches of it as they stand."""
    own = list(dict.fromkeys(letter for letter in written if letter.isalnum() or letter in LETTERS))[:OWN]
    yield from dict.fromkeys([*own, *LETTERS])
    yield from (first + second for first, second in zip(own, own[1:] + own[:1], strict=True))
    yield from (letter + mark for letter in own[:OWN // 4] for mark in "1 ")


def growth_of(pattern: re.Pattern[str], piece: str, *, anchored: bool = False) -> float:
    """How many times longer the longer text takes; 0 where it takes no time worth telling."""
    if seconds(pattern, piece, SHORT * TIMES, anchored) < WORTH_TIMING:
        return 0.0
    longer = min(seconds(pattern, piece, SHORT * TIMES, anchored) for _ in range(TRIES))
    return longer / min(seconds(pattern, piece, SHORT, anchored) for _ in range(TRIES))


def seconds(pattern: re.Pattern[str], piece: str, length: int, anchored: bool) -> float:
    text = (piece * length)[:length] + "!"
    began = time.perf_counter()
    for _ in () if anchored else pattern.finditer(text):
        pass
    pattern.match(text)
    return time.perf_counter() - began
