"""`python -m bot.accuracy [folder …]`: how well does the product understand messages that somebody labelled?

Measures whatever labelled sets a folder holds, each half apart, because rules are written while looking at the even
rows only. Judges nothing itself; the table and the pictures are made beside this file.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.reading import Intent, Reading, Tier
from routing.place import bare_number
from routing.read import Reader

OFFERED = 3
OTHER = "QT"
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
    """What one labelled row showed: for each figure's name, counted or not, and right or not; and the topic it has
    beside the one that was guessed."""

    figures: Mapping[str, bool]
    topics: tuple[str, str] | None = None


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
        guessed = verdict.best.topic if verdict.best else OTHER
        right = {"sure, right": first} if verdict.sure else {}
        return Answer(figures | right, (guessed if first else accepted[0], guessed))

    return look


def intent(row: Row, reader: Reader) -> Answer:
    return Answer({"right": reader.read(row["text"]).intent == row["intent"]})


def danger(row: Row, reader: Reader) -> Answer:
    name = {"explicit": "explicit caught", "indirect": "indirect caught"}.get(row["level"], "negatives asked in vain")
    return Answer({name: reader.danger(row["text"]).tier is not Tier.NONE})


def golden(row: Row, reader: Reader) -> Answer:
    reading = reader.read(row["text"])
    expected = row["expect"].split("/")
    right = any(as_expected(reading, wanted) for wanted in expected)
    return Answer({"right": right}, topics_of(expected[0].split("+")[0], reading, reader))


def topics_of(item: str, reading: Reading, reader: Reader) -> tuple[str, str] | None:
    """The topic of the item expected and of the one found, where a matter is expected at all."""
    if item not in reader.book.items:
        return None
    best = reading.matters[0].verdict.best if reading.matters else None
    return reader.book.items[item].topic, best.topic if best else OTHER


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


def answers(folder: Path, reader: Reader) -> dict[str, list[Answer]]:
    """For each set that the folder holds, what its rows showed."""
    found = {name: folder / file for name, file, _ in SETS if (folder / file).is_file()}
    return {name: [look(row, reader) for row in rows_of(found[name])] for name, _, look in SETS if name in found}


def measure(folder: Path, reader: Reader) -> Iterable[Figure]:
    for name, shown in answers(folder, reader).items():
        yield from figures_of(name, shown)


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
