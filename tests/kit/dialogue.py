"""Plays a dialogue written as plain text. `tests/journeys/README.md` says how to write one.

Each line is one thing that happens or must be seen; a line that fails is named by file and number.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from domain.cases import OPEN, Case
from tests.kit.frozen import local
from tests.kit.stages import Stage

AMOUNT = re.compile(r"(\d+)\s*(min|h|d)")
UNITS = {"min": "minutes", "h": "hours", "d": "days"}
CASE = re.compile(r"[A-Z]{2}-\d{4}")
BUILDING = re.compile(r"(\d+)幢")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


def lines_of(path: Path) -> list[Line]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [Line(i, row.strip()) for i, row in enumerate(rows, 1) if row.strip() and not row.strip().startswith("#")]


@dataclass
class Player:
    """`read` counts, per person, the notices that an earlier `hears` has already passed."""

    stage: Stage
    read: dict[str, int] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)

    async def play(self, path: Path) -> None:
        people = await self.stage.town.app.store.read(lambda tx: tx.people.staff())
        self.staff = {person.name or "": person.code or "" for person in people}
        for line in lines_of(path):
            try:
                await self.line(line.text)
            except AssertionError as error:
                raise AssertionError(f"{path.name}:{line.number}  {line.text}\n{error}") from None
        await self.nothing_forgotten()

    async def line(self, text: str) -> None:
        subject, _, rest = text.partition(" ")
        verb, _, words = rest.partition(" ")
        if subject == "at":
            await self.stage.town.pass_until(local(rest))
        elif subject == "after":
            await self.stage.town.pass_until(self.stage.town.clock.now() + amount(rest))
        elif CASE.fullmatch(subject):
            await self.case(subject, verb, words)
        else:
            await self.person(subject, verb, words)
        await self.stage.town.quiet()

    async def person(self, name: str, verb: str, words: str) -> None:
        acts: dict[str, Callable[[str, str], Awaitable[None]]] = {
            "enters": self.enters,
            "says": self.stage.say,
            "taps": self.stage.tap,
            "photo": self.stage.send_photo,
            "hears": self.hears,
            "never": self.never_hears,
            "hears-nothing": self.hears_nothing,
        }
        assert verb in acts, f"unknown verb {verb!r}; known: {', '.join(acts)}"
        await acts[verb](name, words)

    async def enters(self, name: str, words: str) -> None:
        if name in self.staff:
            await self.stage.come_in(name, None, self.staff[name])
            return
        directory = await self.stage.town.app.store.read(self.stage.town.app.house.directory)
        number = BUILDING.search(words)
        building = next((b for b in directory.buildings if number and b.number == number[1]), None)
        await self.stage.come_in(name, building.door if building else None, None)

    async def hears(self, name: str, words: str) -> None:
        """The next notice that holds all fragments (set apart by …) in this order; those before it are passed over."""
        fragments = [part.strip() for part in words.split("…")]
        heard = await self.stage.heard(name)
        start = self.read.get(name, 0)
        if start > len(heard):  # her chat was deleted
            start = 0
        for index in range(start, len(heard)):
            if holds(heard[index], fragments):
                self.read[name] = index + 1
                return
        raise AssertionError(
            "was not heard; since the last match came:\n" + "\n---\n".join(heard[start:] or ["(nothing)"])
        )

    async def never_hears(self, name: str, words: str) -> None:
        """Nowhere, in nothing she was ever told."""
        said = words.removeprefix("hears ").strip()
        for text in await self.stage.heard(name):
            assert said not in text, f"but she was told:\n{text}"

    async def hears_nothing(self, name: str, words: str) -> None:
        new = (await self.stage.heard(name))[self.read.get(name, 0) :]
        assert not new, "but she was told:\n" + "\n---\n".join(new)

    async def case(self, number: str, verb: str, words: str) -> None:
        case = await self.stage.town.app.store.read(lambda tx: tx.cases.by_number(number))
        assert case is not None, f"there is no {number}"
        checks: dict[str, Callable[[Case], Awaitable[str]]] = {"is": self.state, "with": self.holder, "item": self.item}
        assert verb in checks, f"unknown verb {verb!r}; known: {', '.join(checks)}"
        shown = await checks[verb](case)
        assert words in shown.split(), f"it is {shown!r}"

    async def state(self, case: Case) -> str:
        return f"{case.state} L{int(case.level)} {case.urgency} {' '.join(sorted(case.tags))}"

    async def holder(self, case: Case) -> str:
        if case.assignee is None:
            return "nobody"
        person = await self.stage.town.app.store.read(lambda tx: tx.people.get(case.assignee or 0))
        return person.name or ""

    async def item(self, case: Case) -> str:
        return case.item

    async def nothing_forgotten(self) -> None:
        """After every dialogue: an open case has a next look, and no message was set aside."""
        store = self.stage.town.app.store
        for case in await store.read(lambda tx: tx.cases.in_state(*OPEN)):
            assert case.look_at is not None, f"{case.number} is open and nobody will look at it again"
        assert not await store.read(lambda tx: tx.inbox.aside()), "a message was set aside"
        assert not await store.read(lambda tx: tx.cases.troubled()), "a case could not be handled"


def holds(text: str, fragments: list[str]) -> bool:
    at = 0
    for fragment in fragments:
        at = text.find(fragment, at)
        if at < 0:
            return False
        at += len(fragment)
    return True


def amount(words: str) -> timedelta:
    found = AMOUNT.fullmatch(words.strip())
    assert found, f"a time such as 4h, 30min or 2d is meant, not {words!r}"
    return timedelta(**{UNITS[found[2]]: int(found[1])})
