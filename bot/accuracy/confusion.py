"""Which topics are taken for which? Draws the counts as a picture; counts nothing but the pairs it is given."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from bot import picture

CELL, LEFT, TOP, EDGE = 36, 150, 225, 24
RIGHT, WRONG = (46, 125, 80), (192, 57, 43)


def draw(title: str, pairs: Sequence[tuple[str, str]], topics: Mapping[str, str]) -> str:
    """An SVG: a line for each topic as labelled, a column for each as guessed. `pairs` are (labelled, guessed)."""
    codes = list(topics)
    counts = Counter(pairs)
    size = CELL * len(codes)
    width, height = LEFT + size + EDGE, TOP + size + EDGE
    right = sum(count for (labelled, guessed), count in counts.items() if labelled == guessed)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{picture.FONTS}" font-size="14" fill="#222">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{EDGE}" y="36" font-size="20" font-weight="bold">{escape(title)}</text>',
        f'<text x="{EDGE}" y="62">共 {len(pairs)} 条，第一个就猜对 {right / (len(pairs) or 1):.1%}</text>',
        f'<text x="{EDGE}" y="84" fill="#666">横行：应当是；竖列：猜成了</text>',
        *names(topics),
        *cells(codes, counts),
        "</svg>",
    ]
    return "\n".join(parts)


def names(topics: Mapping[str, str]) -> Iterator[str]:
    """Each topic's name before its line and, slanting, above its column."""
    for place, (code, name) in enumerate(topics.items()):
        middle = CELL * place + CELL / 2
        yield f'<text x="{LEFT - 8}" y="{TOP + middle + 5}" text-anchor="end">{escape(name)} {code}</text>'
        x, y = LEFT + middle + 4, TOP - 8
        yield f'<text x="{x}" y="{y}" transform="rotate(-55 {x} {y})">{code} {escape(name)}</text>'


def cells(codes: Sequence[str], counts: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for line, labelled in enumerate(codes):
        total = sum(counts.get((labelled, guessed), 0) for guessed in codes) or 1
        for column, guessed in enumerate(codes):
            count = counts.get((labelled, guessed), 0)
            yield cell(
                LEFT + CELL * column, TOP + CELL * line, count, count / total, RIGHT if labelled == guessed else WRONG
            )


def cell(x: int, y: int, count: int, share: float, colour: tuple[int, int, int]) -> str:
    """The deeper its colour, the larger its share of the line."""
    shade = f"rgba({','.join(map(str, colour))},{0.12 + 0.8 * share:.2f})" if count else "#f6f6f4"
    box = f'<rect x="{x + 1}" y="{y + 1}" width="{CELL - 2}" height="{CELL - 2}" rx="3" fill="{shade}"/>'
    ink = "#fff" if share > 0.5 else "#222"
    number = f'<text x="{x + CELL / 2}" y="{y + CELL / 2 + 5}" text-anchor="middle" fill="{ink}">{count}</text>'
    return box + (number if count else "")


def render(path: Path) -> Path:
    """The picture beside its SVG as PNG."""
    png = path.with_suffix(".png")
    png.write_bytes(picture.render(path.read_text(encoding="utf-8")))
    return png
