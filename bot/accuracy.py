"""`python -m bot.accuracy [folder …]`: how well does the product understand messages that somebody labelled?

Measures whatever labelled sets a folder holds (formats: docs of the measuring corpus) and prints a table with each
half apart, because rules are written while looking at the even rows only. Judges nothing itself.
"""

import csv
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.people import Directory
from domain.reading import Intent, Reading, Tier
from routing.book import load_book
from routing.place import bare_number
from routing.read import Reader

OFFERED = 3
INTENT_NAMES = {
    "咨询": Intent.ENQUIRY,
    "撤销": Intent.WITHDRAW,
    "建议": Intent.SUGGESTION,
    "问候": Intent.GREETING,
    "表扬": Intent.PRAISE,
    "催办": Intent.CHASE,
    "补充": Intent.SUPPLEMENT,
    "人工": Intent.HUMAN,
    "隐私": Intent.PRIVACY,
}
BUILDING_MARKS = ("号楼", "栋楼", "幢", "栋", "座", "单元", "室", "号", "排", "楼", "户")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one labelled row showed: for each figure's name, counted or not, and right or not."""

    figures: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    values: tuple[float | None, float | None, float | None]
    rows: int


Look = Callable[[Row, Reader], Answer]


def topics(text_of: Callable[[Row], str]) -> Look:
    def look(row: Row, reader: Reader) -> Answer:
        verdict = reader.matter(text_of(row)).verdict
        accepted = row["topic"].split("|")
        first = bool(verdict.best and verdict.best.topic in accepted)
        three = any(guess.topic in accepted for guess in verdict.guesses[:OFFERED])
        figures = {"first": first, "within three": three, "sure, share": verdict.sure}
        return Answer(figures | ({"sure, right": first} if verdict.sure else {}))

    return look


def intent(row: Row, reader: Reader) -> Answer:
    return Answer({"right": reader.read(row["text"]).intent == row["intent"]})


def danger(row: Row, reader: Reader) -> Answer:
    name = {"explicit": "explicit caught", "indirect": "indirect caught"}.get(row["level"], "negatives asked in vain")
    return Answer({name: reader.danger(row["text"]).tier is not Tier.NONE})


def golden(row: Row, reader: Reader) -> Answer:
    reading = reader.read(row["text"])
    return Answer({"right": any(as_expected(reading, wanted) for wanted in row["expect"].split("/"))})


def as_expected(reading: Reading, wanted: str) -> bool:
    if wanted.startswith("non:"):
        return reading.intent == INTENT_NAMES.get(wanted[4:], wanted[4:])
    if wanted[0] == "E" and wanted[1:].isdigit():
        return reading.danger.tier is not Tier.NONE and reading.danger.kind == wanted
    found = [matter.verdict.best.item for matter in reading.matters if matter.verdict.best]
    return set(found) == set(wanted.split("+")) if "+" in wanted else found[:1] == [wanted]


def address(row: Row, reader: Reader) -> Answer:
    place = reader.place(row["text"])
    right = same_number(row["building"], place.building) and same_number(row["room"], place.room)
    return Answer({"building and room": right})


def same_number(labelled: str, found: str | None) -> bool:
    written = labelled.lower().removeprefix("第")
    for mark in BUILDING_MARKS:
        written = written.removesuffix(mark)
    return (bare_number(written) if written else None) == (bare_number(found.lower()) if found else None)


SETS: Sequence[tuple[str, str, Look]] = (
    ("real.csv, title", "real.csv", topics(lambda row: row["title"])),
    ("real.csv, title and body", "real.csv", topics(lambda row: f"{row['title']}\n{row['body']}")),
    ("chat.csv", "chat.csv", topics(lambda row: row["text"])),
    ("intents.csv", "intents.csv", intent),
    ("emergencies.csv", "emergencies.csv", danger),
    ("golden.csv", "golden.csv", golden),
    ("addresses.csv", "addresses.csv", address),
)


def measure(folder: Path, reader: Reader) -> Iterable[Figure]:
    for name, file, look in SETS:
        if (folder / file).is_file():
            answers = [look(row, reader) for row in rows_of(folder / file)]
            yield from figures_of(name, answers)


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def figures_of(name: str, answers: Sequence[Answer]) -> Iterable[Figure]:
    for what in dict.fromkeys(key for answer in answers for key in answer.figures):
        parts = (answers, answers[::2], answers[1::2])
        yield Figure(
            f"{name}: {what}", (share(answers, what), share(parts[1], what), share(parts[2], what)), len(answers)
        )


def share(answers: Sequence[Answer], what: str) -> float | None:
    counted = [answer.figures[what] for answer in answers if what in answer.figures]
    return sum(counted) / len(counted) if counted else None


def table(figures: Iterable[Figure]) -> str:
    head = f"{'set and figure':45} {'all':>6} {'even':>6} {'odd':>6} {'rows':>5}"
    lines = [f"{f.name:45} " + " ".join(shown(value) for value in f.values) + f" {f.rows:5}" for f in figures]
    return "\n".join([head, *lines])


def shown(value: float | None) -> str:
    return f"{value:6.3f}" if value is not None else "     -"


def main(arguments: Sequence[str]) -> int:
    folders = [Path(argument) for argument in arguments] or [Path(os.environ.get("HUYING_CORPUS", "tests/golden"))]
    reader = Reader(load_book(), Directory())
    for folder in folders:
        sys.stdout.write(f"{folder.name}\n{table(measure(folder, reader))}\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
