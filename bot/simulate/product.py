"""The product as it runs in a simulated month: real storage, rule book and handlers, a clock that is not real, no network.

Does what `bot/run.py` does, in one thread and without waiting: takes messages in, beats, carries letters. It can be killed
at any point and rises again from its database alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog

from bot.app import JITTER, MOST_ROUNDS, TRIES, take_in
from bot.sender import MOST_AT_ONCE, give_up, hopeless, pause_after, retry, settle_and_claim
from bot.simulate.clock import VirtualClock
from bot.simulate.faults import Blow, Faults, Killed
from bot.simulate.messenger import Messenger
from bot.start import set_up
from domain.errors import DeliveryError
from domain.messages import InboundMessage, Letter, Receipt
from domain.people import Address
from domain.roster import Roster
from handlers.chase import tick, unfinished
from handlers.desk import House
from handlers.digest import mornings
from handlers.inbox import set_aside
from handlers.night import till_morning
from handlers.undelivered import tell_office
from handlers.upkeep import clock_went_back, tidy
from storage.audit import forgo_durability
from storage.store import Store
from storage.tx import Tx

log = structlog.get_logger()

FAR = timedelta(days=365)
ROUTINE, TIDY = timedelta(minutes=30), timedelta(days=1)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Product:
    file: Path
    clock: VirtualClock
    make_house: Callable[[], House]
    messenger: Messenger
    faults: Faults
    deaths: int = 0
    mishaps: list[str] = field(default_factory=list)
    in_hand_at_death: set[int] = field(default_factory=set)

    def begin(self, roster: Roster, chats: Callable[[str], Address]) -> None:
        """The deployment's first start, and every steward comes in through her link."""
        self.open()
        self.run(set_up, roster, self.clock.now())
        self.run(seat, chats, self.clock.now())

    def open(self) -> None:
        self.store = Store.open(f"sqlite:///{self.file}", alone=True)
        forgo_durability(self.store)
        self.store.migrate()
        self.house = self.make_house()
        self.routine = self.tidied = self.clock.at
        self.beaten = self.clock.now()
        self.look: datetime | None = self.clock.now()
        self.post: datetime | None = self.clock.now()

    def close(self) -> None:
        self.store.close()

    def die(self) -> None:
        """All that is only in memory is lost; another process starts on the same file."""
        self.deaths += 1
        self.close()
        self.open()
        self.run(take_back)

    def run(self, turn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.store.run_now(turn, *args, **kwargs)

    # Messages

    def hear(self, message: InboundMessage) -> None:
        """As the messenger brings it: again, until it is acknowledged."""
        if self.faults.strikes(Blow.IDLE, self.clock.at):
            self.die()
        if self.faults.strikes(Blow.IN_A_TURN, self.clock.at):
            self.struck_down(take_in, message, self.house, self.clock.now())
        self.take(message)
        if self.faults.strikes(Blow.UNACKNOWLEDGED, self.clock.at):
            self.die()
            self.take(message)

    def take(self, message: InboundMessage) -> None:
        for _ in range(TRIES):
            try:
                self.run(take_in, message, self.house, self.clock.now())
                return
            except Exception as error:
                log.exception("turn.failed", error=type(error).__name__)
                last = error
        self.mishaps.append(f"{type(last).__name__} at {self.clock.now():%m-%d %H:%M}")
        self.run(set_aside, message, type(last).__name__, self.house, self.clock.now())

    def struck_down(self, turn: Callable[..., Any], /, *args: Any) -> None:
        """Killed when the turn is all but committed."""

        def fatal(tx: Tx) -> None:
            turn(tx, *args)
            raise Killed

        try:
            self.run(fatal)
        except Killed:
            self.die()

    # Beats

    def beat(self) -> None:
        """What is due by now: steps, abandoned tellings, digests; then every letter that may go."""
        now = self.clock.now()
        if now < self.beaten - JITTER:
            self.run(clock_went_back, self.house, self.beaten, now)
        self.beaten = now
        if self.faults.strikes(Blow.IN_A_TICK, self.clock.at):
            self.struck_down(tick, self.house, now)
        for _ in range(MOST_ROUNDS):
            if not self.run(tick, self.house, now):
                break
        if self.clock.at >= self.routine:
            self.routine = self.clock.at + ROUTINE
            self.run(unfinished, self.house, now)
            self.run(mornings, self.house, now)
        if self.clock.at >= self.tidied:
            self.tidied = self.clock.at + TIDY
            self.run(tidy, now)
        self.carry_all()
        self.look, self.post = self.run(soonest, now, self.messenger.channels)

    def next_beat(self) -> datetime:
        """When people will live it."""
        shown = [self.clock.lived(at) for at in (self.look, self.post) if at]
        return min([*shown, self.routine])

    # Letters

    def carry_all(self) -> None:
        """In order of each chat; a letter that is refused goes again later, and holds up those behind it."""
        delivered: list[tuple[Letter, Receipt]] = []
        while True:
            now = self.clock.now()
            letters, _ = self.run(
                settle_and_claim, delivered, now, MOST_AT_ONCE, self.messenger.channels, (), self.till_morning
            )
            delivered = [(letter, receipt) for letter in letters if (receipt := self.carry(letter))]
            if not letters:
                return
            if self.faults.strikes(Blow.LETTERS_IN_HAND, self.clock.at):
                self.in_hand_at_death |= {letter.id for letter, _ in delivered}
                delivered = []
                self.die()

    def carry(self, letter: Letter) -> Receipt | None:
        try:
            return self.messenger.deliver(letter)
        except DeliveryError as error:
            now = self.clock.now()
            if hopeless(letter, now):
                self.run(give_up, letter, error, now, lambda tx: tell_office(tx, letter, self.house, now))
            else:
                self.run(retry, letter, now + pause_after(letter.tries), str(error), self.till_morning)
            return None

    def till_morning(self, tx: Tx, letters: Sequence[Letter], at: datetime) -> frozenset[int]:
        return till_morning(tx, letters, self.house, at)


def seat(tx: Tx, chats: Callable[[str], Address], now: datetime) -> None:
    for person in tx.people.staff():
        assert person.code
        tx.people.link(person.id, chats(person.code), now)


def take_back(tx: Tx) -> None:
    """Whatever the process that was killed had in its hands; `bot/run.py` begins so, too."""
    tx.outbox.take_back()
    tx.leases.take_back()


def soonest(tx: Tx, now: datetime, channels: tuple[str, ...]) -> tuple[datetime | None, datetime | None]:
    """The next look at a case and the next letter that may go."""
    looked_at = tx.cases.take_due(now + FAR, 1)
    return (looked_at[0].look_at if looked_at else None), tx.outbox.next_at(now, channels)
