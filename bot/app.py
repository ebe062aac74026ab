"""Everything put together: one running product. The only place that knows all the parts by name."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.demo import HOME, SEATS
from bot.metrics import Metrics
from bot.poster import Poster, poster_of
from bot.web.door import DemoPerson, Surroundings
from bot.web.live import Hub
from domain.cases import State
from domain.clock import Clock, ShiftedClock
from domain.errors import OperatorError
from domain.messages import InboundMessage, Letter
from domain.people import Person, Role
from handlers.chase import tick, unfinished
from handlers.desk import House
from handlers.digest import mornings
from handlers.inbox import hear, set_aside
from handlers.menu import area_name, menu
from handlers.texts.say import level_name, place_words
from handlers.undelivered import tell_office
from handlers.upkeep import tidy
from storage.store import Store
from storage.tx import Tx

log = structlog.get_logger()

TRIES = 3
MOST_ROUNDS = 400
CLOCK_NOTE = "demo.clock"
STEPS = ("hour", "workday")


class App:
    """What the channels, the web server and the metronome talk to (`bot/web/door.py` says what the web needs)."""

    def __init__(self, store: Store, house: House, clock: Clock, *, demo: bool = False) -> None:
        self.store = store
        self.house = house
        self.clock = clock
        self.demo = demo
        self.hub = Hub()
        self.gauges = Metrics()
        self.wake_sender: Callable[[], None] = lambda: None
        self.zone = store.read_now(house.directory).community_of(None).zone
        self._last_tick: datetime | None = None

    async def hear(self, message: InboundMessage) -> None:
        """One message, committed when this returns. What no try can handle is set aside with an honest answer."""
        for attempt in range(1, TRIES + 1):
            try:
                await self.turn(message)
                return
            except Exception as error:
                log.exception("turn.failed", tries=attempt, error=type(error).__name__)
                last = error
        await self.aside(message, type(last).__name__)

    async def turn(self, message: InboundMessage) -> None:
        """A single try. Raises whatever the turn raised; nothing of it is kept then."""
        began = time.monotonic()
        await self.store.run(hear, message, self.house, self.clock.now())
        self.gauges.heard(message.address.channel, time.monotonic() - began)
        self.hub.wake(message.address)

    async def aside(self, message: InboundMessage, error: str) -> None:
        await self.store.run(set_aside, message, error, self.house, self.clock.now())
        self.gauges.set_aside.inc()
        self.hub.wake(message.address)

    async def tick(self) -> None:
        """Everything due by now, in batches, so that messages get their turn in between."""
        now = self.clock.now()
        for _ in range(MOST_ROUNDS):
            if not await self.store.run(tick, self.house, now):
                break
        if self._last_tick:
            self.gauges.ticked(now - self._last_tick)
        self._last_tick = now

    async def mornings(self) -> None:
        await self.store.run(mornings, self.house, self.clock.now())

    async def unfinished(self) -> None:
        await self.store.run(unfinished, self.house, self.clock.now())

    async def tidy(self) -> None:
        await self.store.run(tidy, self.clock.now())

    async def count(self) -> None:
        """The figures that are levels, not events."""
        counts, waiting = await self.store.read(levels)
        self.gauges.show_cases(counts)
        self.gauges.letters_waiting.set(waiting)

    def lost(self, letter: Letter) -> Callable[[Tx], None]:
        now = self.clock.now()
        return lambda tx: tell_office(tx, letter, self.house, now)

    # What the web server asks for.

    async def surroundings(self, person: Person) -> Surroundings:
        directory = await self.store.read(self.house.directory)
        post = directory.post_of(person.id)
        title = directory.community_of(person.home.estate).name
        if person.role is Role.RESIDENT:
            subtitle = place_words(person.home, directory, room=False)
        elif post:
            subtitle = f"{level_name(post.level)} {post.name} · {area_name(directory, post.area)}"
        else:
            subtitle = person.name or ""
        return Surroundings(title, subtitle, menu(person, directory))

    async def poster(self, door: str) -> Poster | None:
        directory = await self.store.read(self.house.directory)
        building = directory.behind_door(door)
        return poster_of(directory, building, self.house, self.clock.now()) if building else None

    async def health(self) -> Mapping[str, object]:
        try:
            waiting = await self.store.read(lambda tx: tx.outbox.waiting())
        except Exception as error:
            return {"ok": False, "error": type(error).__name__}
        return {"ok": True, "waiting": waiting, "demo": self.demo}

    def metrics(self) -> bytes:
        return self.gauges.expose()

    def demo_people(self) -> Sequence[DemoPerson]:
        return self.store.read_now(demo_people, self.house) if self.demo else ()

    async def move_clock(self, step: str) -> datetime:
        """Jump ahead and do what fell due on the way."""
        if not self.demo or not isinstance(self.clock, ShiftedClock) or step not in STEPS:
            raise OperatorError("HUYING_DEMO", "只有演示模式才能拨快时钟")
        now = self.clock.now()
        if step == "hour":
            target = now + timedelta(hours=1)
        else:
            target = await self.store.read(next_morning, self.house, now)
        self.clock.advance(target - now)
        await self.store.run(note_clock, self.clock.ahead)
        await self.tick()
        await self.unfinished()
        await self.mornings()
        self.wake_sender()
        return self.clock.now()


def levels(tx: Tx) -> tuple[dict[State, int], int]:
    return tx.cases.open_by_state(), tx.outbox.waiting()


def note_clock(tx: Tx, ahead: timedelta) -> None:
    tx.notes.set(CLOCK_NOTE, str(ahead.total_seconds()))


def next_morning(tx: Tx, house: House, now: datetime) -> datetime:
    directory = house.directory(tx)
    calendar = house.calendar(tx, directory, directory.community_of(None).zone)
    return calendar.next_work_morning(now)


def demo_people(tx: Tx, house: House) -> list[DemoPerson]:
    """A resident who comes through the poster first, then everyone on the roster, whom SEATS names leading each seat."""
    directory = house.directory(tx)
    building = directory.building(HOME.estate, HOME.building)
    people = [DemoPerson(Role.RESIDENT, "", "新来的居民", f"{HOME.building}幢", building.door if building else "")]
    for person in sorted(tx.people.staff(), key=lambda person: (person.code not in SEATS.values(), person.code or "")):
        post = directory.post_of(person.id)
        note = f"{level_name(post.level)} · {area_name(directory, post.area)}" if post else ""
        people.append(DemoPerson(person.role, person.code or "", person.name or "", note))
    return people
