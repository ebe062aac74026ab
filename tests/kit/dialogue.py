"""Plays a dialogue written as plain text. `tests/journeys/README.md` says how to write one.

Each line is one thing that happens or must be seen; a line that fails is named by file and number.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from bot.demo import demo_roster
from domain.cases import OPEN, Case
from domain.figures import Counts
from domain.places import Point
from routing.rates import life_of, recount
from storage.tx import Tx
from tests.kit.frozen import local
from tests.kit.groups import Groups
from tests.kit.stages import STAGES, RichStage, Stage, TelegramStage
from tests.kit.town import SECRET

AMOUNT = re.compile(r"(\d+)\s*(min|h|d)")
UNITS = {"min": "minutes", "h": "hours", "d": "days"}
CASE = re.compile(r"[A-Z]{2}-\d{4}")
STAGE = "stage"
IN_GROUP = re.compile(r"in (\S+) ?(.*)")
TO_NOTICE = re.compile(r"to (.+) → (.*)")
EVER = local("2000-01-01 00:00"), local("2100-01-01 00:00")
BUILDING = re.compile(r"(\d+)幢")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


def stages_of(path: Path) -> tuple[str, ...]:
    """Where the dialogue is played: everywhere, or where its first line says."""
    subject, _, names = lines_of(path)[0].text.partition(" ")
    return tuple(names.split()) if subject == STAGE else tuple(STAGES)


def lines_of(path: Path) -> list[Line]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [Line(i, row.strip()) for i, row in enumerate(rows, 1) if row.strip() and not row.strip().startswith("#")]


@dataclass
class Player:
    """`read` counts, per person, the notices that an earlier `hears` has already passed."""

    stage: Stage
    read: dict[str, int] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    areas: dict[str, tuple[Point, ...]] = field(default_factory=dict)

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
        elif subject == STAGE:
            return
        elif subject == "map":
            await self.draw(rest)
        elif CASE.fullmatch(subject):
            await self.case(subject, verb, words)
        else:
            await self.person(subject, verb, words)
        await self.stage.town.quiet()

    async def person(self, name: str, verb: str, words: str) -> None:
        acts: dict[str, Callable[[str, str], Awaitable[None]]] = {
            "enters": self.enters,
            "says": self.says,
            "replies": self.replies,
            "taps": self.taps,
            "linked": self.linked,
            "moves": self.moves,
            "blocks": self.blocks,
            "unblocks": self.unblocks,
            "photo": self.stage.send_photo,
            **self.rich_acts(),
            "hears": self.hears,
            "never": self.never_hears,
            "hears-nothing": self.hears_nothing,
        }
        assert verb in acts, f"unknown verb {verb!r}; known: {', '.join(acts)}"
        await acts[verb](name, words)

    @cached_property
    def groups(self) -> Groups:
        assert isinstance(self.stage, TelegramStage), (
            "groups are played on Telegram: begin with a line `stage telegram`"
        )
        return Groups(self.stage)

    async def says(self, name: str, words: str) -> None:
        there = IN_GROUP.fullmatch(words)
        if there:
            await self.groups.say(name, there[1], there[2])
        else:
            await self.stage.say(name, words)

    async def replies(self, name: str, words: str) -> None:
        there, notice = IN_GROUP.fullmatch(words), TO_NOTICE.fullmatch(words)
        assert there or notice, "a reply is given in a group, or to a notice: `replies to 新任务 → 签收`"
        if there:
            await self.groups.say(name, there[1], there[2], reply=True)
        elif notice:
            assert isinstance(self.stage, RichStage), "begin with a line `stage plain telegram`"
            await self.stage.reply(name, notice[1], notice[2])

    async def taps(self, name: str, words: str) -> None:
        there = IN_GROUP.fullmatch(words)
        if there:
            await self.groups.tap(name, there[1], there[2])
        else:
            await self.stage.tap(name, words)

    async def linked(self, group: str, estate: str) -> None:
        await self.groups.link(group, estate)

    async def moves(self, group: str, _: str) -> None:
        await self.groups.move(group)

    async def blocks(self, name: str, _: str) -> None:
        await self.groups.let_in(name, "kicked")

    async def unblocks(self, name: str, _: str) -> None:
        await self.groups.let_in(name, "member")

    def rich_acts(self) -> dict[str, Callable[[str, str], Awaitable[None]]]:
        """What only some messengers can do; a story that needs it names them in its first line."""
        stage = self.stage
        if not isinstance(stage, RichStage):
            return {}

        async def edits(name: str, words: str) -> None:
            old, _, new = words.partition(" → ")
            await stage.edit(name, old, new)

        async def spot(name: str, words: str) -> None:
            await stage.share_spot(name, point(words))

        return {"edits": edits, "voice": stage.send_voice, "paper": stage.send_paper, "spot": spot}

    async def draw(self, words: str) -> None:
        """A micro-grid's outline: its name, then its corners."""
        name, *corners = words.split()
        self.areas[name] = tuple(point(corner) for corner in corners)
        roster = demo_roster(SECRET)
        grids = tuple(replace(grid, area=self.areas.get(grid.name, ())) for grid in roster.microgrids)
        await self.stage.town.app.store.run(lambda tx: tx.directory.replace(replace(roster, microgrids=grids)))

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
        """After every dialogue: an open case has a next look, no message was set aside, and rates count what happened."""
        store = self.stage.town.app.store
        for case in await store.read(lambda tx: tx.cases.in_state(*OPEN)):
            assert case.look_at is not None, f"{case.number} is open and nobody will look at it again"
        assert not await store.read(lambda tx: tx.inbox.aside()), "a message was set aside"
        assert not await store.read(lambda tx: tx.cases.troubled()), "a case could not be handled"
        counted, told_anew = await store.read(counted_twice)
        assert counted == told_anew


def counted_twice(tx: Tx) -> tuple[Counts, Counts]:
    """All that was ever told, by the database and from the events."""
    cases = tx.figures.touched(*EVER)
    return tx.figures.counts(*EVER), recount((life_of(case, tx.cases.events(case.id)) for case in cases), *EVER)


def point(words: str) -> Point:
    """'30.52,120.68': latitude and longitude, WGS-84."""
    latitude, longitude = words.split(",")
    return Point(float(latitude), float(longitude))


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
