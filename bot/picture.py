"""How do a digest's figures look? Bars as SVG by our own few lines, rendered to PNG, legible at the width of a phone.

The only place that draws; it decides neither what is shown nor what it says. Chinese letters come from the machine's
fonts: where there are none, there is no picture.
"""

from collections.abc import Iterator
from functools import cache
from html import escape

from resvg_py import svg_to_bytes

from domain.figures import Bar, Picture

FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, WenQuanYi Zen Hei, SimHei, sans-serif"
WIDTH, EDGE = 1080, 48
TITLE, HEAD, WORDS, SMALL = 46, 36, 32, 28
THICK, GAP = 34, 20
INK, PALE, TRACK, FINE = "#1d2a2e", "#5c686c", "#e9eeec", "#12211d"
FILL, RED, ASIDE = "#2f7d6b", "#c0392b", "#9aa5a8"
INNER = WIDTH - 2 * EDGE
NARROW = 0.56  # of a letter's height, for letters that are not Chinese


def draw(picture: Picture) -> bytes | None:
    """A PNG, or None where this machine has no Chinese letters."""
    return render(svg(picture)) if readable() else None


def render(drawing: str) -> bytes:
    return bytes(svg_to_bytes(svg_string=drawing))


@cache
def readable() -> bool:
    """Whether Chinese letters can be drawn here: two of them must not look the same."""
    return letter("电") != letter("水")


def letter(one: str) -> bytes:
    return render(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{text(one, 0, 30, 28)}</svg>')


def svg(picture: Picture) -> str:
    parts = [text(picture.title, EDGE, 40 + TITLE, TITLE, bold=True)]
    y = 60 + TITLE
    for panel in picture.panels:
        y += 44 + HEAD
        parts.append(text(panel.title, EDGE, y, HEAD, bold=True))
        y += 14
        scale = INNER / (panel.full or max(max(bar.value, bar.high or 0) for bar in panel.bars) or 1)
        for bar in panel.bars:
            parts += drawn(bar, y, scale)
            y += height(bar)
    y += 24
    for row in folded(picture.foot, SMALL):
        y += SMALL + 8
        parts.append(text(row, EDGE, y, SMALL, PALE))
    size = f'width="{WIDTH}" height="{y + 40}" viewBox="0 0 {WIDTH} {y + 40}"'
    paper = f'<rect width="{WIDTH}" height="{y + 40}" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paper}{"".join(parts)}</svg>'


def height(bar: Bar) -> int:
    return WORDS + 18 + THICK + (SMALL + 12 if bar.under else 0) + GAP


def drawn(bar: Bar, y: int, scale: float) -> Iterator[str]:
    """The label and what it comes to on one line, the bar below, small print under it."""
    line, top = y + WORDS + 4, y + WORDS + 18
    room = INNER - breadth(bar.note, WORDS) - 24
    yield text(cut(bar.label, WORDS, room), EDGE, line, WORDS)
    yield text(bar.note, WIDTH - EDGE, line, WORDS, bold=True, anchor="end")
    yield box(EDGE, top, INNER, THICK, TRACK)
    yield box(EDGE, top, bar.value * scale, THICK, ASIDE if bar.aside else FILL)
    yield box(EDGE, top, bar.marked * scale, THICK, RED)
    if bar.low is not None and bar.high is not None:
        yield whisker(EDGE + bar.low * scale, EDGE + bar.high * scale, top + THICK / 2)
    if bar.under:
        yield text(cut(bar.under, SMALL, INNER), EDGE, top + THICK + SMALL + 6, SMALL, PALE)


def text(
    words: str, x: float, y: float, size: int, colour: str = INK, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    look = f'font-family="{FONTS}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}'
    return f'<text x="{x}" y="{y}" {look}>{escape(words)}</text>'


def box(x: float, y: float, width: float, tall: float, colour: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width:.1f}" height="{tall}" rx="4" fill="{colour}"/>' if width > 0 else ""


def whisker(low: float, high: float, y: float) -> str:
    ends = "".join(f"M{x:.1f} {y - 11}V{y + 11}" for x in (low, high))
    return f'<path d="M{low:.1f} {y}H{high:.1f}{ends}" stroke="{FINE}" stroke-width="4" fill="none"/>'


def breadth(words: str, size: int) -> float:
    return sum(size * (NARROW if letter.isascii() else 1) for letter in words)


def cut(words: str, size: int, room: float) -> str:
    if breadth(words, size) <= room:
        return words
    while words and breadth(words + "…", size) > room:
        words = words[:-1]
    return words + "…"


def folded(words: str, size: int) -> Iterator[str]:
    """In lines that fit the width."""
    row = ""
    for letter in words:
        if breadth(row + letter, size) > INNER:
            yield row
            row = ""
        row += letter
    if row:
        yield row
