from domain.cases import EventKind, State
from storage.nudges import Nudge
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import HOUR, NOW, event, open_case, settle, staff


def two_cases(tx: Tx) -> tuple[int, int, int]:
    settle(tx)
    first, second = open_case(tx), open_case(tx, state=State.WORKING)
    person = staff(tx, "L1")
    tx.nudges.put(Nudge(person, first.id, "remind", "还没有签收", first.state, NOW + HOUR))
    tx.nudges.put(Nudge(person, second.id, "decide", "时限到了", second.state, NOW))
    return person, first.id, second.id


def test_of_one_case_the_latest_reason_waits_the_oldest_case_first(store: Store) -> None:
    person, first, second = store.run_now(two_cases)
    again = Nudge(person, second, "decide", "早就到了", State.WORKING, NOW + 2 * HOUR)
    assert [one.nudge.case for one in store.run_now(lambda tx: tx.nudges.of(person))] == [second, first]
    store.run_now(lambda tx: tx.nudges.put(again))
    waiting = store.run_now(lambda tx: tx.nudges.of(person))
    assert [one.nudge.case for one in waiting] == [first, second]
    assert waiting[1].nudge == again
    assert store.run_now(lambda tx: tx.nudges.people()) == {person: ""}


def test_it_is_seen_how_the_case_stands_by_now(store: Store) -> None:
    person, first, _ = store.run_now(two_cases)
    store.run_now(lambda tx: tx.cases.move(tx.cases.get(first), event(EventKind.ASSIGNED), assignee=person))
    moved = next(one for one in store.run_now(lambda tx: tx.nudges.of(person)) if one.nudge.case == first)
    assert (moved.nudge.state, moved.state, moved.holder) == (State.RECEIVED, State.ASSIGNED, person)


def test_what_was_said_is_gone(store: Store) -> None:
    person, _, second = store.run_now(two_cases)
    store.run_now(lambda tx: tx.nudges.drop(tx.nudges.of(person)[:1]))
    assert second not in [one.nudge.case for one in store.run_now(lambda tx: tx.nudges.of(person))]
    store.run_now(lambda tx: tx.nudges.drop(tx.nudges.of(person)))
    assert store.run_now(lambda tx: tx.nudges.people()) == {}
