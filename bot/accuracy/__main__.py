"""The measuring as a command: prints the table, reached beside asked, and draws which topics are taken for which."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.accuracy import Answer, Figure, answers, figures_of
from bot.accuracy.confusion import draw, render
from bot.picture import readable
from domain.people import Directory
from routing.book import GOLDEN, load_book
from routing.read import Reader

PICTURES = Path("build/accuracy")
ASKED = {  # at least; at most where it says so
    "real.csv, title: first": 0.75,
    "real.csv, title: within three": 0.92,
    "real.csv, title: sure, share": 0.50,
    "real.csv, title: sure, right": 0.93,
    "real.csv, title and body: first": 0.80,
    "real.csv, title and body: within three": 0.95,
    "real.csv, title and body: sure, share": 0.50,
    "real.csv, title and body: sure, right": 0.93,
    "chat.csv: first": 0.60,
    "chat.csv: within three": 0.80,
    "chat.csv: sure, right": 0.93,
    "intents.csv: right": 0.75,
    "emergencies.csv: explicit caught": 1.00,
    "emergencies.csv: indirect caught": 0.60,
    "emergencies.csv: negatives asked in vain": 0.10,
    "golden.csv: right": 0.95,
    "addresses.csv: building and room": 0.95,
}
AT_MOST = frozenset({"emergencies.csv: negatives asked in vain"})


def table(figures: Sequence[Figure]) -> str:
    head = f"{'set and figure':45} {'asked':>7} {'all':>6} {'even':>6} {'odd':>6} {'rows':>5}"
    return "\n".join([head, *map(line, figures)])


def line(figure: Figure) -> str:
    values = " ".join(f"{value:6.3f}" if value is not None else "     -" for value in figure.values)
    return f"{figure.name:45} {asked(figure.name):>7} {values} {figure.rows:5}  {verdict(figure)}".rstrip()


def asked(name: str) -> str:
    sign = "≤" if name in AT_MOST else "≥"
    return f"{sign} {ASKED[name]:.2f}" if name in ASKED else ""


def verdict(figure: Figure) -> str:
    """By the half for which no rule was written."""
    value = figure.values[2]
    if value is None or figure.name not in ASKED:
        return ""
    reached = value <= ASKED[figure.name] if figure.name in AT_MOST else value >= ASKED[figure.name]
    return "" if reached else "short"


def pictures(name: str, sets: Mapping[str, Sequence[Answer]], topics: Mapping[str, str]) -> list[str]:
    """Draws each set's topics; says where the pictures are."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    said = []
    for title, shown in sets.items():
        pairs = [answer.topics for answer in shown if answer.topics]
        if pairs:
            path = PICTURES / f"{name}-{title.replace('.csv', '').replace(', ', '-').replace(' ', '-')}.svg"
            path.write_text(draw(title, pairs, topics), encoding="utf-8")
            said.append(str(render(path) if readable() else path))
    if said and not readable():
        said.append("（这台机器没有中文字体，图只存成 SVG，请用浏览器打开；装上 fonts-noto-cjk 后会另存 PNG。）")
    return said


def main(arguments: Sequence[str]) -> int:
    folders = [Path(argument) for argument in arguments] or [Path(os.environ.get("HUYING_CORPUS", GOLDEN))]
    reader = Reader(load_book(), Directory())
    topics = {code: topic.name for code, topic in reader.book.topics.items()}
    for folder in folders:
        sets = answers(folder, reader)
        figures = [figure for name, shown in sets.items() for figure in figures_of(name, shown)]
        told = [folder.name, table(figures), *pictures(folder.name, sets, topics)]
        sys.stdout.write("\n".join(told) + "\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
