"""How does a simulated month pass? From one thing that happens to the next: somebody speaks, a step falls due, a letter goes.

Nothing happens in between, so nothing is waited for. The same seed gives the same month, to the letter.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from bot.simulate.clock import GRID, VirtualClock, on_grid
from bot.simulate.district import District
from bot.simulate.faults import Faults
from bot.simulate.habits import OFFICE, RESIDENTS, STAFF, draw
from bot.simulate.people import CHANNEL, ZONE, Human, Plan, Words, World, by_day, later
from bot.simulate.product import Product
from bot.simulate.residents import Resident
from bot.simulate.speech import with_place
from bot.simulate.staff import LEAVE, LIST, Staff
from domain.messages import InboundMessage
from domain.people import Address, Level
from domain.places import Place

RESIDENTS_IN_A_BUILDING = 3
ENGLISH, THROUGH_THE_POSTER = 0.04, 0.6
SAME_AS_A_NEIGHBOUR, FOR_SOMEBODY_ELSE = 0.2, 0.01
AS_NEW_AS = timedelta(hours=72)
HOURS = (1, 1, 1, 1, 1, 2, 6, 14, 20, 20, 18, 14, 12, 12, 14, 14, 14, 16, 20, 22, 18, 10, 5, 2)
AWAY = 0.1
DAYS_AWAY = (1, 3, 3, 7, 14)
FORGETS_TO_SAY = 0.12

Happening = tuple[datetime, int, Callable[[], None]]


@dataclass
class Month:
    begin: datetime
    days: int
    clock: VirtualClock
    rng: Random
    faults: Faults
    agenda: list[Happening] = field(default_factory=list)
    said: list[InboundMessage] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)
    lately: dict[tuple[str | None, str | None], tuple[datetime, str]] = field(default_factory=dict)

    @property
    def end(self) -> datetime:
        return self.begin + timedelta(days=self.days)

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self.agenda, (max(moment, self.clock.at), next(self.numbers), act))

    def plans(self, human: Human, plan: Plan) -> None:
        self.at(plan.at, lambda: self.speaks(human, plan))

    def pass_by(self, product: Product, watch: Callable[[float], None]) -> None:
        """`watch` is told, now and then, how much of the month has passed."""
        self.product = product
        beat = self.begin
        for moment, off in self.faults.sets:
            self.at(moment, lambda off=off: self.set_clock(off))  # type: ignore[misc]
        while True:
            moment = min([beat, *(happening[0] for happening in self.agenda[:1])])
            if moment >= self.end:
                break
            self.clock.at = moment
            while self.agenda and self.agenda[0][0] <= moment:
                heapq.heappop(self.agenda)[2]()
            asleep = self.faults.asleep_until(moment)
            if asleep is None:
                product.beat()
            beat = asleep or max(on_grid(product.next_beat()), moment + GRID)
            watch((moment - self.begin) / (self.end - self.begin))
        self.clock.at = self.end
        product.beat()

    def set_clock(self, off: timedelta) -> None:
        self.clock.off = off

    def speaks(self, human: Human, plan: Plan) -> None:
        asleep = self.faults.asleep_until(self.clock.at)
        if asleep:
            self.at(asleep, lambda: self.speaks(human, plan))
        elif human.goes_on(plan):
            self.send(human, plan.words)

    def send(self, human: Human, words: Words) -> None:
        message = InboundMessage(
            human.address, f"k{len(self.said)}", self.clock.now(), words.text, tap=words.tap, door=words.door
        )
        self.said.append(message)
        self.product.hear(message)
        if self.faults.repeated():
            again = self.clock.at + GRID * self.faults.rng.randint(0, 90)
            self.at(again, lambda: self.product.hear(message))

    # What is going to happen whatever the product does.

    def fill(self, residents: Sequence[Resident], staff: Sequence[Staff], tellings: int) -> None:
        for _ in range(tellings):
            who = self.rng.choice(residents)
            if self.rng.random() < FOR_SOMEBODY_ELSE:
                self.at(self.some_moment(), lambda who=who: self.is_told_for(who, staff))  # type: ignore[misc]
            else:
                self.at(self.some_moment(), lambda who=who: self.tells(who))  # type: ignore[misc]
        for steward in staff:
            if not steward.presides and self.rng.random() < AWAY * (3 if steward.habit.name == "absent" else 0.6):
                self.at(self.some_moment(), lambda who=steward: self.goes_away(who, staff))  # type: ignore[misc]

    def some_moment(self) -> datetime:
        day = self.begin.astimezone(ZONE) + timedelta(days=self.rng.randrange(self.days))
        hour = self.rng.choices(range(24), HOURS)[0]
        local = day.replace(hour=hour, minute=self.rng.randrange(60))
        return max(self.begin, local.astimezone(self.begin.tzinfo))

    def tells(self, who: Resident) -> None:
        """Through the poster on the door, the first time; now and then what a neighbour told already."""
        if not who.spoke and who.rng.random() < THROUGH_THE_POSTER:
            self.send(who, Words(door=who.door))
        who.spoke = True
        near = (who.home.estate, who.home.building)
        at, known = self.lately.get(near, (self.begin - AS_NEW_AS, ""))
        same = self.clock.at - at < AS_NEW_AS and who.rng.random() < SAME_AS_A_NEIGHBOUR
        words = Words(known) if same else who.tell()
        self.lately[near] = (self.clock.at, words.text)
        self.plans(who, Plan(self.clock.at + GRID, words))

    def is_told_for(self, who: Resident, staff: Sequence[Staff]) -> None:
        """A steward tells it for someone without a chat."""
        steward = who.rng.choice(staff)
        words = with_place(who.world.sentences.matter(who.rng), who.home, who.estate, who.rng)
        self.plans(steward, Plan(self.clock.at, Words(f"代报{words}")))

    def goes_away(self, who: Staff, staff: Sequence[Staff]) -> None:
        """The office is rung up, unless he forgets; back, he asks for his list."""
        days = who.rng.choice(DAYS_AWAY)
        who.away_until = self.clock.at + timedelta(days=days)
        who.pending.clear()
        self.plans(who, Plan(by_day(who.away_until, who.rng), Words(LIST)))
        near = [other for other in staff if other.presides and other.community == who.community]
        if near and who.rng.random() >= FORGETS_TO_SAY:
            clerk = who.rng.choice(near)
            clerk.errands.append((who.name, days))
            self.plans(clerk, Plan(by_day(later(self.clock.at, who.rng.randint(5, 60)), who.rng), Words(LEAVE)))


def settle(district: District, seed: str, world: World) -> tuple[list[Resident], list[Staff]]:
    """Everyone who lives and works there, each with habits and dice of her own."""
    return list(residents_of(district, seed, world)), list(staff_of(district, seed, world))


def residents_of(district: District, seed: str, world: World) -> list[Resident]:
    names = {estate.code: estate.name for estate in district.roster.estates}
    found = []
    for building in district.roster.buildings:
        for number in range(RESIDENTS_IN_A_BUILDING):
            name = f"{building.estate}-{building.number}-{number}"
            rng = Random(f"{seed}/{name}")
            home = Place(building.estate, building.number, str(rng.randint(1, 3)), f"{rng.randint(1, 6)}0{number + 1}")
            language = "en" if rng.random() < ENGLISH else "zh"
            found.append(
                Resident(
                    Address(CHANNEL, name),
                    home,
                    names[building.estate],
                    building.door,
                    draw(RESIDENTS, rng),
                    language,
                    rng,
                    world,
                )
            )
    return found


def staff_of(district: District, seed: str, world: World) -> list[Staff]:
    roster = district.roster
    estates = {estate.code: estate.community for estate in roster.estates}
    grids = {grid.code: estates[grid.estate] for grid in roster.microgrids}
    names = {person.code: person.name for person in roster.people}
    found = []
    for post in roster.posts:
        rng = Random(f"{seed}/{post.person}")
        presides = post.level >= Level.GRID
        found.append(
            Staff(
                staff_chat(post.person),
                names[post.person],
                {**estates, **grids}.get(post.area, post.area),
                draw(OFFICE if presides else STAFF, rng),
                rng,
                world,
                presides,
            )
        )
    return found


def staff_chat(code: str) -> Address:
    return Address(CHANNEL, code)
