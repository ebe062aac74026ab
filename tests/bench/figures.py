"""What was measured, and how it is shown: one table, and a line that tells how far the measuring is."""

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

Tell = Callable[[str], None]
MARKS = {True: "✓", False: "✗", None: " "}


class Figure(NamedTuple):
    """`asked`: what the project asks of it; `met`: whether it holds, None where nothing is asked."""

    name: str
    value: str
    asked: str = ""
    met: bool | None = None


def at_least(name: str, ratio: float, asked: float) -> Figure:
    return Figure(name, f"{ratio:.2f} ×", f"≥ {asked:g} ×", ratio >= asked)


def at_most_times(name: str, ratio: float, asked: float) -> Figure:
    return Figure(name, f"{ratio:.2f} ×", f"≤ {asked:g} ×", ratio <= asked)


def table(figures: Sequence[Figure]) -> str:
    names = max((width(figure.name) for figure in figures), default=0)
    values = max((width(figure.value) for figure in figures), default=0)
    return "\n".join(row(figure, names + values + 2) for figure in figures)


def row(figure: Figure, wide: int) -> str:
    gap = " " * (wide - width(figure.name) - width(figure.value))
    return f"{MARKS[figure.met]} {figure.name}{gap}{figure.value}  {figure.asked}".rstrip()


def width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def progress(line: str) -> None:
    """One line that is written over, where somebody is looking; nothing otherwise."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
