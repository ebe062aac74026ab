"""A case given back: who may no more, who looks after it, whom the office is offered; and what a new turn leaves behind."""

from datetime import timedelta

from bot.app import App
from domain.cases import Case, EventKind, State
from domain.messages import InboundMessage
from domain.people import Absence, Address, Level
from handlers.inbox import hear
from storage.store import Store
from storage.tx import Tx
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, found

NUMBER = "YS-0001"


class Desks:
    """`tap` and `say` on the web, as the demo's people."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock, self.count = store, FrozenClock(MONDAY_MORNING), 0
        self.app: App = found(store, self.clock)
        self.say("her", "3幢楼道灯坏了")

    def say(self, who: str, text: str, tap: str | None = None) -> None:
        self.count += 1
        address = Address("web", "her" if who == "her" else f"demo-{who}")
        message = InboundMessage(address, f"k{self.count}", self.clock.now(), text, tap)
        self.store.run_now(hear, message, self.app.house, self.clock.now())

    def taps(self, who: str, *codes: str) -> None:
        for code in codes:
            self.say(who, "", code)

    def returns(self, who: str, reason: str = "grid", whom: int = 0) -> None:
        self.taps(who, f"return:{NUMBER}", f"reason:{reason}", f"propose:{whom}")

    def case(self) -> Case:
        case = self.store.read_now(lambda tx: tx.cases.by_number(NUMBER))
        assert case is not None
        return case

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.store.read_now(lambda tx: tx.cases.events(self.case().id))]

    def person(self, code: str) -> int:
        return self.store.read_now(lambda tx: next(one.id for one in tx.people.staff() if one.code == code))


def test_a_question_left_open_gives_nothing_back_after_the_hours_for_it(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)
    desks.taps("Y01", f"accept:{NUMBER}", f"return:{NUMBER}", "reason:grid")
    desks.clock.advance(timedelta(hours=6))
    desks.taps("Y01", "propose:0")
    assert desks.case().state is State.ACCEPTED
    assert EventKind.RETURNED not in desks.kinds()


def test_a_proposal_is_kept_and_a_typed_name_is_one(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)
    desks.taps("Y01", f"return:{NUMBER}", "reason:notours")
    desks.say("Y01", "给王秋实吧，他管那边")
    told = desks.store.read_now(lambda tx: tx.cases.events(desks.case().id))
    (returned,) = [event for event in told if event.kind is EventKind.RETURNED]
    assert returned.detail["proposed"] == desks.person("Y02")
    assert returned.why == "不归我们管，建议给王秋实"
    assert "他管那边" in returned.words


def test_whoever_had_it_first_and_is_away_looks_after_nothing(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)
    desks.returns("Y01")

    def leave(tx: Tx) -> None:
        until = MONDAY_MORNING + timedelta(days=5)
        tx.directory.set_absence(Absence(desks.person("Y01"), MONDAY_MORNING, until, None))

    sqlite_store.run_now(leave)
    desks.returns("Y11")
    assert desks.case().state is State.RETURNED
    assert desks.case().assignee == desks.person("Y11")


def test_who_looks_after_it_may_finish_it_before_the_office_rules(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)
    desks.returns("Y01")
    desks.returns("Y11")
    assert (desks.case().assignee, desks.case().level) == (desks.person("Y01"), Level.OFFICE)
    desks.taps("Y01", f"note:{NUMBER}")
    desks.say("Y01", "去看过了，换个灯泡就好")
    assert desks.case().state is State.RETURNED
    desks.taps("Y01", f"done:{NUMBER}")
    desks.say("Y01", "换好了")
    assert desks.case().state is State.ANSWERED


def test_leave_does_not_take_a_returned_case_out_of_the_office_s_hands(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)
    desks.returns("Y01", "notours")
    desks.taps("Y31", "absence", f"off:{desks.person('Y01')}", "until:3", "by:none")
    assert sqlite_store.read_now(lambda tx: tx.directory.read()).absences
    assert desks.case().state is State.RETURNED


def test_an_opinion_is_of_the_last_end_only(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)

    def ends(score: int) -> None:
        desks.taps("Y31", f"done:{NUMBER}", "skip")
        desks.taps("her", f"solved:{NUMBER}", f"score:{NUMBER}:{score}")

    ends(3)
    desks.taps("her", f"unsolved:{NUMBER}", "skip")
    assert desks.case().score is None
    ends(1)
    assert desks.case().score == 1


def test_what_was_asked_for_longer_is_settled_by_the_answer_itself(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)
    asks = (f"accept:{NUMBER}", f"extend:{NUMBER}", "days:5")
    desks.taps("Y01", *asks)
    desks.say("Y01", "等配件")
    assert desks.case().extension is not None
    desks.taps("Y01", f"done:{NUMBER}", "skip")
    assert desks.case().extension is None


def test_what_was_asked_for_longer_is_settled_by_putting_it_on_hold(sqlite_store: Store) -> None:
    desks = Desks(sqlite_store)
    desks.taps("Y01", f"accept:{NUMBER}", f"extend:{NUMBER}", "days:5")
    desks.say("Y01", "等配件")
    desks.taps("Y31", f"hang:{NUMBER}", f"accept:{NUMBER}")
    desks.taps("Y31", f"hang:{NUMBER}", "because:money")
    assert desks.case().state is State.HUNG
    assert desks.case().extension is None
