import dataclasses
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from domain.cases import Case, EventKind, State, Urgency
from domain.errors import ForbiddenMove, HuyingError, StaleCase
from domain.people import Address, Level
from domain.places import Place, Point
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import DAY, HOUR, NOW, case, event, open_case, resident, settle, staff

OTHER = Address("web", "b")


@pytest.fixture(autouse=True)
def community(store: Store) -> None:
    store.run_now(settle)


def full_case(tx: Tx) -> Case:
    moments = {
        f.name: NOW + index * HOUR
        for index, f in enumerate(dataclasses.fields(Case))
        if f.name.endswith("_at") or f.name in {"extension", "contact_due", "finish_due"}
    }
    return case(
        **moments,
        reporter=resident(tx),
        assignee=staff(tx, "L1"),
        filed_by=staff(tx, "L2"),
        urgency=Urgency.P0,
        level=Level.OFFICE,
        why=("电梯", "3幢"),
        book="abc123",
        tags=frozenset({"night", "repeat"}),
        targets=frozenset({"property"}),
        enclosed=(3, 1),
        reopened=2,
        returned=1,
        extended=True,
        danger="E4",
        score=4,
        done=frozenset({"0:remind.accept", "0:ask.0"}),
        language="en",
        demo=True,
        words="水管\x00爆了 😀 𠅤\nhelp \ud83d",
    )


def test_a_case_comes_back_as_it_was_opened(store: Store) -> None:
    given = store.run_now(full_case)
    opened = store.run_now(lambda tx: tx.cases.open(given, event()))
    found = store.read_now(lambda tx: tx.cases.get(opened.id))
    words = "水管\ufffd爆了 😀 𠅤\nhelp ?"
    assert found == replace(given, id=found.id, number="YB-0001", version=1, words=words)
    assert found.told_at.tzinfo is UTC


def test_opening_returns_what_is_stored(store: Store) -> None:
    opened = store.run_now(open_case)
    assert opened == store.read_now(lambda tx: tx.cases.get(opened.id))
    assert store.read_now(lambda tx: tx.cases.by_number("YB-0001")) == opened
    assert store.read_now(lambda tx: tx.cases.by_number("YB-9999")) is None


def test_a_case_may_be_opened_with_the_move_that_follows_at_once(store: Store) -> None:
    def turn(tx: Tx) -> None:
        settle(tx)
        steward = staff(tx, "L1")
        told = case(level=Level.OFFICE)
        opened = tx.cases.open(
            told, event(), event(EventKind.ASSIGNED, why="3幢"), assignee=steward, level=Level.BUILDING
        )
        assert tx.cases.get(opened.id) == opened
        assert (opened.state, opened.assignee, opened.level) == (State.ASSIGNED, steward, Level.BUILDING)
        first, second = tx.cases.events(opened.id)
        assert (first.kind, first.state, first.level) == (EventKind.OPENED, State.RECEIVED, Level.OFFICE)
        assert (second.kind, second.state, second.level) == (EventKind.ASSIGNED, State.ASSIGNED, Level.BUILDING)
        with pytest.raises(ForbiddenMove):
            tx.cases.open(told, event(), event(EventKind.RATED))

    store.run_now(turn)


def test_numbers_follow_each_other_also_after_a_failed_turn(store: Store) -> None:
    def failing(tx: Tx) -> None:
        open_case(tx)
        raise RuntimeError

    numbers = [store.run_now(open_case).number]
    with pytest.raises(RuntimeError):
        store.run_now(failing)
    assert [*numbers, store.run_now(open_case).number] == ["YB-0001", "YB-0002"]


def test_a_new_roster_does_not_restart_the_numbers(store: Store) -> None:
    store.run_now(open_case)
    store.run_now(settle)
    assert store.run_now(open_case).number == "YB-0002"


def test_a_case_of_an_unknown_community_is_refused(store: Store) -> None:
    with pytest.raises(HuyingError, match="unknown community"):
        store.run_now(open_case, community="C9")


def test_an_id_no_case_has_is_our_own_error(store: Store) -> None:
    with pytest.raises(HuyingError, match="no case"):
        store.read_now(lambda tx: tx.cases.get(99))


def test_a_move_changes_the_state_and_keeps_the_event_with_it(store: Store) -> None:
    def turn(tx: Tx) -> Case:
        opened = open_case(tx)
        happened = event(
            EventKind.ASSIGNED,
            at=NOW + HOUR,
            actor=staff(tx, "O1"),
            due=NOW,
            why="3幢归一号微网格",
            words="请去看看",
            human=True,
            step="0:x",
            enclosed=(9,),
            detail={"copies": [1, 2]},
        )
        return tx.cases.move(opened, happened, assignee=staff(tx, "L1"), level=Level.ESTATE, look_at=NOW + DAY)

    moved = store.run_now(turn)
    assert moved == store.read_now(lambda tx: tx.cases.get(moved.id))
    assert (moved.state, moved.level, moved.version) == (State.ASSIGNED, Level.ESTATE, 2)
    first, second = store.read_now(lambda tx: tx.cases.events(moved.id))
    assert (first.kind, first.state, first.level) == (EventKind.OPENED, State.RECEIVED, Level.BUILDING)
    assert (second.state, second.level, second.why, second.words) == (
        State.ASSIGNED,
        Level.ESTATE,
        "3幢归一号微网格",
        "请去看看",
    )
    assert (second.at, second.due, second.human, second.step) == (NOW + HOUR, NOW, True, "0:x")
    assert (second.enclosed, second.detail) == ((9,), {"copies": [1, 2]})
    assert second.id > first.id


def test_a_move_with_an_old_case_is_stale_and_leaves_no_trace(store: Store) -> None:
    opened = store.run_now(open_case)
    store.run_now(lambda tx: tx.cases.move(opened, event(EventKind.SORTED), item="DT-02"))
    with pytest.raises(StaleCase):
        store.run_now(lambda tx: tx.cases.move(opened, event(EventKind.SORTED), item="DT-03"))
    assert store.read_now(lambda tx: tx.cases.get(opened.id)).item == "DT-02"
    assert len(store.read_now(lambda tx: tx.cases.events(opened.id))) == 2


def test_a_forbidden_move_is_refused(store: Store) -> None:
    opened = store.run_now(open_case)
    with pytest.raises(ForbiddenMove):
        store.run_now(lambda tx: tx.cases.move(opened, event(EventKind.ARCHIVED)))


@pytest.mark.parametrize("name", ["id", "number", "community", "version", "state"])
def test_what_makes_a_case_itself_cannot_be_changed(store: Store, name: str) -> None:
    opened = store.run_now(open_case)
    with pytest.raises(ValueError, match=name):
        store.run_now(lambda tx: tx.cases.move(opened, event(EventKind.SORTED), **{name: 1}))


def test_her_cases_are_those_she_told_or_joined_newest_first(store: Store) -> None:
    def turn(tx: Tx) -> tuple[list[str], list[str]]:
        her, other = resident(tx), resident(tx, OTHER)
        open_case(tx, reporter=her, told_at=NOW)
        joined = open_case(tx, reporter=other, told_at=NOW + DAY)
        tx.cases.join(joined.id, her, NOW + DAY)
        tx.cases.join(joined.id, her, NOW + 2 * DAY)
        gone = open_case(tx, reporter=her, told_at=NOW + 2 * DAY)
        tx.cases.move(gone, event(EventKind.WITHDRAWN))
        open_case(tx, reporter=other, told_at=NOW + 3 * DAY)
        every, still = tx.cases.of_reporter(her), tx.cases.of_reporter(her, only_open=True)
        return [c.number for c in every], [c.number for c in still]

    assert store.run_now(turn) == (["YB-0003", "YB-0002", "YB-0001"], ["YB-0002", "YB-0001"])


def test_reporters_are_the_teller_then_those_who_joined(store: Store) -> None:
    def turn(tx: Tx) -> bool:
        people = [resident(tx, Address("web", key)) for key in "abc"]
        told = open_case(tx, reporter=people[2])
        for later, person in enumerate(people):
            tx.cases.join(told.id, person, NOW - later * HOUR)
        anonymous = open_case(tx)
        assert tx.cases.reporters(anonymous.id) == ()
        return tx.cases.reporters(told.id) == (people[2], people[1], people[0])

    assert store.run_now(turn)


def test_what_she_has_in_hand_is_open_and_sorted_by_what_is_due(store: Store) -> None:
    def turn(tx: Tx) -> list[str]:
        steward = staff(tx, "L1")
        for days in (5, 1, 3):
            open_case(tx, assignee=steward, state=State.WORKING, finish_due=NOW + days * DAY)
        open_case(tx, assignee=steward, state=State.SOLVED)
        open_case(tx, assignee=staff(tx, "L2"), state=State.WORKING)
        return [c.number for c in tx.cases.in_hands_of(steward)]

    assert store.run_now(turn) == ["YB-0002", "YB-0003", "YB-0001"]


def test_due_cases_come_longest_waiting_first_closed_ones_too(store: Store) -> None:
    def turn(tx: Tx) -> list[str]:
        for look_at in (NOW, NOW - HOUR, NOW + timedelta(seconds=1), None):
            open_case(tx, look_at=look_at)
        open_case(tx, look_at=NOW - DAY, state=State.SOLVED)
        return [c.number for c in tx.cases.take_due(NOW, 10)]

    assert store.run_now(turn) == ["YB-0005", "YB-0002", "YB-0001"]
    assert [c.number for c in store.run_now(lambda tx: tx.cases.take_due(NOW, 1))] == ["YB-0005"]


def test_a_postponed_case_is_out_of_the_way_and_listed_until_its_next_move(store: Store) -> None:
    opened = store.run_now(open_case, look_at=NOW)
    store.run_now(lambda tx: tx.cases.postpone(opened.id, NOW + HOUR, "KeyError"))
    assert store.run_now(lambda tx: tx.cases.take_due(NOW, 10)) == ()
    ((troubled, error),) = store.read_now(lambda tx: tx.cases.troubled())
    assert (troubled.look_at, error) == (NOW + HOUR, "KeyError")
    store.run_now(lambda tx: tx.cases.move(troubled, event(EventKind.SORTED)))
    assert store.read_now(lambda tx: tx.cases.troubled()) == ()


def test_similar_cases_share_item_and_place_and_are_open(store: Store) -> None:
    def turn(tx: Tx) -> tuple[list[str], list[str]]:
        square = Place("E1", None, None, None, "北门")
        open_case(tx)
        open_case(tx, place=Place("E1", "10"))
        open_case(tx, item="DT-02")
        open_case(tx, told_at=NOW - 4 * DAY)
        open_case(tx, state=State.SOLVED)
        open_case(tx, place=square)
        inside = tx.cases.similar("E1", "3", "DT-01", NOW - 3 * DAY)
        outside = tx.cases.similar("E1", None, "DT-01", NOW - 3 * DAY)
        return [c.number for c in inside], [c.number for c in outside]

    assert store.run_now(turn) == (["YB-0001"], ["YB-0006"])


def test_the_office_finds_cases_by_state_and_what_is_stuck(store: Store) -> None:
    late, later = {"finish_due": NOW - HOUR}, {"finish_due": NOW + DAY}

    def turn(tx: Tx) -> tuple[list[str], list[str]]:
        open_case(tx, state=State.RETURNED, **late)
        open_case(tx, state=State.HUNG, finish_due=NOW - DAY)
        open_case(tx, state=State.SOLVED, **late)
        open_case(tx, state=State.ANSWERED, **late)
        open_case(tx, state=State.WORKING, **later)
        open_case(tx, state=State.WORKING, **late)
        open_case(tx, state=State.WORKING, danger="E1", **later)
        open_case(tx, state=State.WORKING, danger="E1", acknowledged_at=NOW, **later)
        open_case(tx, state=State.WORKING, extension=NOW + 2 * DAY, **later)
        open_case(tx, state=State.WORKING, extension=NOW + 2 * DAY, extended=True, **later)
        open_case(tx, state=State.RECEIVED, **later)
        some, stuck = tx.cases.in_state(State.RETURNED, State.HUNG), tx.cases.for_office(NOW)
        return [c.number for c in some], [c.number[-2:] for c in stuck]

    assert store.run_now(turn) == (["YB-0002", "YB-0001"], ["02", "01", "06", "07", "09", "11"])


def test_spans_of_time_include_their_start_and_not_their_end(store: Store) -> None:
    def turn(tx: Tx) -> tuple[list[str], list[str]]:
        for days in (-1, 0, 1):
            at = NOW + days * DAY
            open_case(tx, told_at=at, closed_at=at + HOUR, state=State.SOLVED)
        told = tx.cases.told_between(NOW, NOW + DAY)
        closed = tx.cases.closed_between(NOW, NOW + DAY)
        return [c.number for c in told], [c.number for c in closed]

    assert store.run_now(turn) == (["YB-0002"], ["YB-0002"])


def test_how_much_someone_told_lately(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int, int]:
        her = resident(tx)
        for days in range(4):
            open_case(tx, reporter=her, told_at=NOW - days * DAY)
        open_case(tx)
        return tx.cases.told_by_since(her, NOW - 2 * DAY), tx.cases.told_by_since(her, NOW + HOUR)

    assert store.run_now(turn) == (3, 0)


@pytest.mark.parametrize(
    "place", [Place(), Place("E1", microgrid="G1", point=Point(30.501, -120.703)), Place("E1", "3")]
)
def test_a_place_comes_back_as_it_was(store: Store, place: Place) -> None:
    told = store.run_now(lambda tx: open_case(tx, place=place))
    assert store.read_now(lambda tx: tx.cases.get(told.id).place) == place


def test_what_came_of_a_message_is_found_by_its_key(store: Store) -> None:
    def turn(tx: Tx) -> tuple[list[tuple[int, EventKind]], ...]:
        her, other = resident(tx), tx.people.meet(Address("web", "b"), NOW).id
        one, two = open_case(tx, reporter=her), open_case(tx, reporter=her)
        tx.cases.move(one, event(EventKind.ADDED, actor=her, detail={"said": ["m1", "m2"]}))
        tx.cases.move(two, event(EventKind.HURRIED, actor=her, detail={"said": ["m2"]}))
        found = [(her, "m1"), (her, "m2"), (her, "m"), (other, "m1")]
        return tuple([(case, e.kind) for case, e in tx.cases.told_in(person, key)] for person, key in found)

    first, both, none, others = store.run_now(turn)
    assert first == [(1, EventKind.ADDED)]
    assert both == [(2, EventKind.HURRIED), (1, EventKind.ADDED)]
    assert none == others == []
