"""`huying classify`: sorts lines from standard input, for people as text and for programs as JSON.

Reads and writes only; every judgement is the Reader's.
"""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from domain.places import Place
from domain.reading import Guess, Matter, Reading
from routing.book import RuleBook
from routing.read import Reader

OFFERED = 3


def run(lines: Iterable[str], out: TextIO, *, as_json: bool, reader: Reader) -> None:
    """One answer for each line that is not empty, in order."""
    for number, line in enumerate((line.rstrip("\r\n") for line in lines), 1):
        if line.strip():
            name, text = asked(line, number)
            answer = answer_to(name, text, reader)
            out.write((json.dumps(answer, ensure_ascii=False) if as_json else said(answer)) + "\n")


def asked(line: str, number: int) -> tuple[Any, str]:
    """A line's id and text: its own where it is a JSON object with a text, else its number and itself."""
    if line.lstrip().startswith("{"):
        try:
            row = json.loads(line)
        except ValueError:
            return number, line
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            return row.get("id", number), row["text"]
    return number, line


def answer_to(name: Any, text: str, reader: Reader) -> dict[str, Any]:
    reading = reader.read(text)
    matter = reading.matters[0] if reading.matters else reader.matter(text)
    verdict = matter.verdict
    return {
        "id": name,
        "text": text,
        "intent": reading.intent.value,
        "topics": [topic(guess, reader.book) for guess in verdict.guesses[:OFFERED]],
        "second": second_of(reading),
        "urgency": matter.verdict.urgency.value,
        "emergency": {"tier": reading.danger.tier.value, "kind": reading.danger.kind},
        "place": place_of(reading.place, reader),
        "sure": verdict.sure,
        "evidence": evidence_of(reading, matter),
    }


def topic(guess: Guess, book: RuleBook) -> dict[str, Any]:
    return {"code": guess.topic, "name": book.topics[guess.topic].name, "item": guess.item, "score": guess.score}


def second_of(reading: Reading) -> str | None:
    """The topic of a second matter in the same message, if it is another one."""
    topics = [matter.verdict.best.topic for matter in reading.matters if matter.verdict.best]
    return next((code for code in topics[1:] if code != topics[0]), None)


def place_of(place: Place, reader: Reader) -> dict[str, str | None]:
    written = {"building": place.building, "unit": place.unit, "room": place.room}
    return {"estate": reader.estate_name(place.estate), **written}


def evidence_of(reading: Reading, matter: Matter) -> list[str]:
    best = matter.verdict.best
    return [*reading.danger.evidence, *(best.evidence if best else ())]


def said(answer: dict[str, Any]) -> str:
    """One line a person can read."""
    topics = " / ".join(f"{t['item']} {t['name']} {t['score']:.0%}" for t in answer["topics"]) or "没有合适的事项"
    danger = answer["emergency"]
    alarm = f" · 危险 {danger['tier']} {danger['kind']}" if danger["tier"] != "none" else ""
    place = " ".join(value for value in answer["place"].values() if value)
    tail = "".join(f" · {part}" for part in (place, "；".join(answer["evidence"])) if part)
    return f"{answer['id']}\t{answer['intent']} · {answer['urgency']} · {topics}{alarm}{tail}"
