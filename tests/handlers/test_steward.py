"""Whatever people tap and however time passes: every open case has a next look, every event is an allowed move.

Many random lives of one case, played through the real handlers on a real database.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from domain.cases import Case, EventKind, State, after
from domain.messages import InboundMessage
from domain.people import Address
from handlers.chase import tick, unfinished
from handlers.digest import mornings
from handlers.inbox import hear
from storage.store import Store
from storage.tx import Tx
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, found

STAFF = ("Y01", "Y02", "Y11", "Y21", "Y31")
CODES = (
    *("accept", "ack", "contact", "note", "done", "talk", "return", "help", "extend", "look"),
    *("topics", "reassign", "back", "mine", "grant", "refuse", "hang", "decline", "case"),
    *("solved", "unsolved", "partly", "goon", "enough", "hurry", "add", "withdraw", "withdrawn", "fine", "score"),
)
ANSWERS = ("1", "2", "换好了", "还是没修好", "9", "人工", "算了", "列表", "YS-0001", "skip", "进度", "3幢")
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("tap"), st.integers(0, 6), st.sampled_from(CODES)),
        st.tuples(st.just("say"), st.integers(0, 6), st.sampled_from(ANSWERS)),
        st.tuples(st.just("wait"), st.sampled_from([1, 5, 20, 70, 200, 800]), st.just("")),
    ),
    min_size=5,
    max_size=30,
)


@contextmanager
def community(migrated: Path) -> Iterator[tuple[Store, App, FrozenClock]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "huying.db"
        copyfile(migrated, path)
        store = Store.open(f"sqlite:///{path}")
        clock = FrozenClock(MONDAY_MORNING)
        try:
            yield store, found(store, clock), clock
        finally:
            store.close()


def numbered(tx: Tx, number: str) -> Case | None:
    return tx.cases.by_number(number)


class Life:
    def __init__(self, store: Store, app: App, clock: FrozenClock) -> None:
        self.store, self.app, self.clock = store, app, clock
        self.count = 0
        people = [Address("web", "resident"), Address("web", "neighbour")]
        self.people = [*people, *(Address("web", f"demo-{code}") for code in STAFF)]

    def hear(self, who: int, text: str, tap: str | None = None) -> None:
        self.count += 1
        message = InboundMessage(self.people[who], f"k{self.count}", self.clock.now(), text, tap)
        self.store.run_now(hear, message, self.app.house, self.clock.now())

    def act(self, kind: str, who: int, what: str) -> None:
        if kind == "tap":
            self.hear(who, "", f"{what}:YS-0001" + (":2" if what == "score" else ""))
        elif kind == "say":
            self.hear(who, what)
        else:
            self.clock.advance(timedelta(hours=who))
            for turn in (tick, unfinished, mornings):
                self.store.run_now(turn, self.app.house, self.clock.now())
        for case in self.cases():
            self.is_sound(case)

    def cases(self) -> list[Case]:
        numbers = (f"YS-{n:04d}" for n in range(1, 8))
        found = (self.store.read_now(numbered, n) for n in numbers)
        return [case for case in found if case]

    def is_sound(self, case: Case) -> None:
        events = self.store.read_now(lambda tx: tx.cases.events(case.id))
        assert (case.look_at is not None) or not case.state.open
        state = State.RECEIVED
        for event in events:
            state = after(state, event.kind)
            assert event.state == state
        assert state == case.state
        steps = Counter(event.step for event in events if event.step)
        assert not [step for step, times in steps.items() if times > 1]
        assert {event.step for event in events if event.step} <= case.done
        if case.state is State.SOLVED:
            self.was_confirmed_by_its_own(case)

    def was_confirmed_by_its_own(self, case: Case) -> None:
        events = self.store.read_now(lambda tx: tx.cases.events(case.id))
        last = [event for event in events if event.kind is EventKind.CONFIRMED][-1]
        assert last.actor in self.store.read_now(lambda tx: tx.cases.reporters(case.id))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_no_life_of_a_case_leaves_it_without_a_next_look(
    migrated_sqlite: Path, actions: list[tuple[str, int, str]]
) -> None:
    with community(migrated_sqlite) as (store, app, clock):
        life = Life(store, app, clock)
        life.hear(0, "3幢楼道灯坏了")
        assert [case.number for case in life.cases()] == ["YS-0001"]
        for kind, who, what in actions:
            life.act(kind, who, what)
        assert store.read_now(lambda tx: tx.cases.troubled()) == ()
