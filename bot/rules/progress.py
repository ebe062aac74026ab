"""How far has a long run come? Said on the terminal's error stream, and only where a person looks at it."""

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

WIDTH = 30
T = TypeVar("T")


def shown(things: Iterable[T], total: int, what: str, stream: TextIO | None = None) -> Iterator[T]:
    """The same things, with a bar that is gone at the end."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield from things
        return
    drawn = -1
    for number, thing in enumerate(things):
        part = number * WIDTH // max(total, 1)
        if part != drawn:
            drawn = part
            stream.write(f"\r{what} [{'#' * part}{'.' * (WIDTH - part)}] {number}/{total}")
            stream.flush()
        yield thing
    stream.write(f"\r{' ' * (len(what) * 2 + WIDTH + 24)}\r")
    stream.flush()
