"""Random lives through the real handlers: whoever does whatever, whenever somebody looks, these things hold."""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.app import App
from domain.cases import OPEN, Case, Event, EventKind, State, after
from domain.messages import InboundMessage, Notice
from domain.people import Address
from handlers.chase import tick, unfinished
from handlers.desk import Desk
from handlers.digest import mornings
from handlers.inbox import hear
from routing.chase import due
from storage.store import Store
from storage.tables import letters
from storage.tx import Tx
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, found

WORDS = (
    "{n}幢楼道灯坏了",
    "{n}幢停水了，一滴都没有",
    "{n}幢门口垃圾没人收",
    "{n}幢楼下烧烤店油烟直往我家窗户里灌",
    "{n}幢电梯坏了停在半空",
    "看看这个",
)
STEWARD = ("accept", "contact", "note", "done", "talk", "return", "help", "extend", "look", "ack")
OFFICE = ("case", "reassign", "back", "mine", "grant", "refuse", "hang", "decline", "topics")
RESIDENT = ("solved", "unsolved", "partly", "hurry", "add", "goon", "fine", "withdrawn", "forward", "score")
AFTERWARDS = (
    "reason:grid",
    "reason:notours",
    "because:money",
    "skip",
    "days:5",
    "也好",
    "已经弄好了",
    "还是不行",
    "door",
)
NIGHT_TOO = ("P0", "P1")


class Life:
    """Some residents, all the stewards, one clock; every choice from one seed."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.dice = store, random.Random(seed)
        self.now = MONDAY_MORNING
        self.app: App = found(store, FrozenClock(self.now))
        self.said = 0
        people = store.read_now(lambda tx: tx.people.staff())
        self.staff = {person.id: Address("web", f"demo-{person.code}") for person in people}
        self.residents = [Address("web", f"r{i}") for i in range(4)]
        self.speakers: dict[str, Address] = {}

    def hear(self, address: Address, text: str, tap: str | None = None) -> None:
        self.said += 1
        key = f"k{self.said}"
        self.speakers[f"m:web:{address.key}:{key}"] = address
        self.store.run_now(hear, InboundMessage(address, key, self.now, text, tap), self.app.house, self.now)

    def cases(self) -> list[Case]:
        return list(self.store.read_now(lambda tx: tx.cases.told_between(MONDAY_MORNING, self.now + timedelta(1))))

    def step(self) -> None:
        self.now += self.dice.choice((timedelta(minutes=7), timedelta(hours=3), timedelta(hours=19), timedelta(days=2)))
        if self.dice.random() < 0.8:
            self.beat()
        known = self.cases()
        if not known or self.dice.random() < 0.15:
            words = self.dice.choice(WORDS).format(n=self.dice.randint(1, 6))
            self.hear(self.dice.choice(self.residents), words)
            return
        case = self.dice.choice(known)
        holder = self.staff.get(case.assignee or 0) or self.dice.choice(list(self.staff.values()))
        who, verbs = self.dice.choice(
            ((holder, STEWARD), (self.dice.choice(list(self.staff.values())), OFFICE), (self.reporter(case), RESIDENT))
        )
        verb = self.dice.choice(verbs)
        self.hear(who, verb, f"{verb}:{case.number}" + (":2" if verb == "score" else ""))
        answer = self.dice.choice(AFTERWARDS)
        self.hear(who, answer, answer if ":" in answer or answer in ("skip", "door") else None)

    def reporter(self, case: Case) -> Address:
        address = self.store.read_now(lambda tx: tx.people.address_of(case.reporter or 0))
        return address or self.dice.choice(self.residents)

    def beat(self) -> None:
        for beat in (tick, unfinished, mornings):
            while self.store.run_now(beat, self.app.house, self.now) and beat is tick:
                pass


def events_of(store: Store, case: Case) -> tuple[Event, ...]:
    return store.read_now(lambda tx: tx.cases.events(case.id))


def explained(case: Case, events: tuple[Event, ...]) -> None:
    """Each event follows from the one before it, by the table of moves."""
    state = State.RECEIVED
    for event in events:
        state = after(state, event.kind)
        assert event.state is state, (case.number, event)
    assert case.state is state


def deadlines_kept(events: tuple[Event, ...], seen: list[datetime]) -> None:
    allowed = sum(event.kind in (EventKind.EXTENDED, EventKind.SORTED) for event in events)
    assert len(set(seen)) - 1 <= allowed, "a deadline moves by an approved extension or a new class alone"


def solved_by_her_word(store: Store, case: Case, events: tuple[Event, ...]) -> None:
    reporters = store.read_now(lambda tx: tx.cases.reporters(case.id))
    for event in events:
        if event.state is State.SOLVED and event.kind is EventKind.CONFIRMED:
            assert event.actor in reporters or (case.filed_by and event.actor != case.assignee)


def quiet_nights(store: Store, life: Life) -> None:
    """Nobody who did not just speak is written to in the quiet hours, but about P0 and P1."""

    def look(tx: Tx) -> None:
        calendar = life.app.house.calendar(tx, life.app.house.directory(tx))
        for row in tx.connection.execute(letters.select()):
            notice = Notice.from_json(row.notice)
            spoke = life.speakers.get(row.dedupe.rpartition(":")[0])
            answered = spoke is not None and spoke.key == row.chat
            case = tx.cases.by_number(notice.case) if notice.case else None
            loud = notice.urgent or (case is not None and case.urgency in NIGHT_TOO)
            was_loud = case is not None and any(e.kind is EventKind.SORTED for e in tx.cases.events(case.id))
            assert answered or loud or was_loud or not calendar.is_quiet(row.not_before), (row.dedupe, notice)

    store.read_now(look)


def all_done(tx: Tx, life: Life) -> None:
    """Nothing that is due is left, and every open case will be looked at."""
    desk = Desk(tx, life.app.house, life.now, "test")
    for case in tx.cases.in_state(*OPEN):
        assert case.look_at is not None
        assert due(case, desk.calendar(), desk.book.clock, life.now) is None, case.number
    assert not tx.cases.troubled()
    assert not tx.inbox.aside()


@pytest.mark.parametrize("seed", range(5))
def test_whatever_people_do(sqlite_store: Store, seed: int) -> None:
    life = Life(sqlite_store, seed)
    promised: dict[str, list[datetime]] = {}
    for _ in range(70):
        life.step()
        for case in life.cases():
            promised.setdefault(case.number, []).append(case.finish_due)
    life.now += timedelta(days=40)
    life.beat()
    sqlite_store.read_now(all_done, life)
    taken: Counter[tuple[str, str]] = Counter()
    for case in life.cases():
        events = events_of(sqlite_store, case)
        explained(case, events)
        deadlines_kept(events, promised.get(case.number, [case.finish_due]))
        solved_by_her_word(sqlite_store, case, events)
        taken.update((case.number, event.step) for event in events if event.step)
    assert len(promised) >= 5
    assert taken
    assert set(taken.values()) == {1}, "no step is ever taken twice"
    quiet_nights(sqlite_store, life)
