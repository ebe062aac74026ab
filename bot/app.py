"""Everything put together: one running product. The only place that knows all the parts by name."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.demo import HOME, SEATS
from bot.memory import give_back
from bot.metrics import Metrics
from bot.poster import Poster, poster_of
from bot.web.door import DemoPerson, Surroundings
from bot.web.live import Hub
from domain.cases import State
from domain.clock import Clock, ShiftedClock
from domain.errors import OperatorError
from domain.membership import Membership
from domain.messages import InboundMessage, Letter
from domain.people import Person, Role
from handlers import group
from handlers.chase import tick, unfinished
from handlers.danger import cries_for_help
from handlers.desk import House
from handlers.digest import prepare, send
from handlers.inbox import hear, set_aside
from handlers.membership import note
from handlers.menu import menu
from handlers.night import till_morning
from handlers.texts.say import area_name, level_name, place_words
from handlers.undelivered import tell_office
from handlers.upkeep import clock_went_back, tidy
from storage.store import Store
from storage.tx import Tx

log = structlog.get_logger()

TRIES = 3
BOT_PATIENCE = 2.0
MOST_ROUNDS = 400
JITTER = timedelta(minutes=1)
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
        self.name_of_bot: Callable[[], Awaitable[str | None]] = no_bot
        self.zone = store.read_now(house.directory).community_of(None).zone
        self._last_tick: datetime | None = None
        self._warming = asyncio.Lock()
        self._warm = False

    async def warm_up(self) -> None:
        """Makes, once, what takes a second to make and what every turn needs, so that no turn makes it while others wait."""
        async with self._warming:
            if not self._warm:
                await self.store.read(self.house.reader)
                give_back()
                self._warm = True

    async def hear(self, message: InboundMessage | Membership) -> None:
        """One message, committed when this returns. What no try can handle is set aside with an honest answer."""
        for attempt in range(1, TRIES + 1):
            try:
                await self.turn(message)
                return
            except Exception as error:
                log.exception("turn.failed", tries=attempt, error=type(error).__name__)
                last = error
        await self.aside(message, type(last).__name__)

    def hurried(self, text: str) -> bool:
        """Whether these words cannot wait, not even for what was sent along. Asked before any turn, so from memory."""
        return cries_for_help(self.house.reader_at_hand, text)

    async def turn(self, message: InboundMessage | Membership) -> bool:
        """A single try; whether anything came of it. Raises whatever the turn raised; nothing of it is kept then."""
        began = time.monotonic()
        if not self._warm:
            await self.warm_up()
        acted_on = await self.store.run(take_in, message, self.house, self.clock.now())
        self.gauges.heard(message.address.channel, time.monotonic() - began)
        self.hub.wake(message.address)
        return acted_on

    async def aside(self, message: InboundMessage | Membership, error: str) -> None:
        """What cannot be said again is at least kept; a change of standing shows again at the next letter."""
        if isinstance(message, InboundMessage):
            aside = group.set_aside if message.group else set_aside
            await self.store.run(aside, message, error, self.house, self.clock.now())
        self.gauges.set_aside.inc()
        self.hub.wake(message.address)

    async def tick(self) -> None:
        """Everything due by now, in batches, so that messages get their turn in between."""
        now = self.clock.now()
        if self._last_tick and now < self._last_tick - JITTER:
            log.warning("clock.went_back", seconds=(self._last_tick - now).total_seconds())
            await self.store.run(clock_went_back, self.house, self._last_tick, now)
        for _ in range(MOST_ROUNDS):
            if not await self.store.run(tick, self.house, now):
                break
        if self._last_tick:
            self.gauges.ticked(now - self._last_tick)
        self._last_tick = now

    async def mornings(self) -> None:
        """Put together beside other turns, then sent in a short one of their own."""
        now = self.clock.now()
        if digests := await self.store.read(prepare, self.house, now):
            await self.store.run(send, self.house, now, digests)

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

    def till_morning(self, tx: Tx, letters: Sequence[Letter], at: datetime) -> frozenset[int]:
        return till_morning(tx, letters, self.house, at)

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
        if building is None:
            return None
        return poster_of(directory, building, self.house, self.clock.now(), await self._bot_in_time())

    async def _bot_in_time(self) -> str | None:
        """What the bot is called; a poster does not wait long for it, and does without."""
        try:
            async with asyncio.timeout(BOT_PATIENCE):
                return await self.name_of_bot()
        except TimeoutError:
            return None

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


async def no_bot() -> None:
    """No messenger with bots is set up."""


def take_in(tx: Tx, message: InboundMessage | Membership, house: House, now: datetime) -> bool:
    """Words said to us alone, a call in a group, or a chat opened and closed. False if nothing came of it."""
    if isinstance(message, Membership):
        return note(tx, message, house, now)
    return group.call(tx, message, house, now) if message.group else hear(tx, message, house, now)


def levels(tx: Tx) -> tuple[dict[State, int], int]:
    return tx.cases.open_by_state(), tx.outbox.waiting()


def note_clock(tx: Tx, ahead: timedelta) -> None:
    tx.notes.set(CLOCK_NOTE, str(ahead.total_seconds()))


def next_morning(tx: Tx, house: House, now: datetime) -> datetime:
    calendar = house.calendar(tx, house.directory(tx))
    return calendar.ask_time(calendar.next_work_morning(now))


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
