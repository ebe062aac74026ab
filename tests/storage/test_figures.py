"""What the database counts, of a period as the events tell it anew (`routing/rates.py`), and of the moment."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.cases import Case, EventKind, State, Urgency
from domain.figures import Counts, TopicLoad
from domain.people import Level
from domain.places import Community, Place
from domain.roster import Roster
from routing.rates import life_of, recount
from storage.store import Store
from storage.tx import Tx
from tests.storage.lives import Plan, live, minutes, plans
from tests.storage.makers import DAY, HOUR, NOW, event, open_case, resident, roster, settle, staff

WEEK = (NOW - 3 * DAY, NOW + 4 * DAY)


def late(tx: Tx, **more: object) -> Case:
    return open_case(tx, State.WORKING, finish_due=NOW - HOUR, **more)


def test_the_morning_counts_yesterday_and_how_it_stands(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        late(tx, danger="E1")
        open_case(tx, State.SOLVED, closed_at=NOW)
        open_case(tx, State.RETURNED)
        open_case(tx, State.HUNG, finish_due=NOW - HOUR)
        day = tx.figures.day(NOW - HOUR, NOW + HOUR, NOW)
        assert (day.told, day.ended, day.solved, day.danger) == (4, 1, 1, 1)
        assert (day.open, day.late, day.decide) == (3, 1, 1)
        assert tx.figures.undecided() == ("YB-0003",)
        assert day.eventful
        assert not tx.figures.day(NOW + HOUR, NOW + DAY, NOW).eventful
        assert not tx.figures.day(NOW + HOUR, NOW + DAY, NOW - DAY).told

    store.run_now(look)


def test_what_is_open_by_topic_and_what_is_late(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        for topic in ("DT", "DT", "WX"):
            open_case(tx, State.WORKING, topic=topic)
        late(tx, topic="WX")
        open_case(tx, State.SOLVED, topic="WX")
        assert tx.figures.open_topics(NOW) == (TopicLoad("DT", 2, 0), TopicLoad("WX", 2, 1))
        assert [case.topic for case in tx.figures.latest(NOW, 10)] == ["WX"]

    store.run_now(look)


def test_only_who_has_too_much_is_named(store: Store) -> None:
    def look(tx: Tx) -> tuple[tuple[int, int], ...]:
        settle(tx)
        for code, count in (("L1", 3), ("L2", 2)):
            for _ in range(count):
                one = open_case(tx)
                tx.cases.move(one, event(EventKind.ASSIGNED), assignee=staff(tx, code))
        assert tx.figures.laden(2) == ((staff(tx, "L1"), 3),)
        return tx.figures.laden(3)

    assert store.run_now(look) == ()


def test_matters_told_again_and_again_weigh_by_people_days_and_reopenings(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        her = resident(tx)
        for building in ("3", "10"):
            one = open_case(tx, item="WX3", reporter=her, place=Place("E1", building), told_at=NOW - DAY)
        tx.cases.join(one.id, staff(tx, "L1"), NOW)
        open_case(tx, item="DT1", told_at=NOW - HOUR)
        heavy, light = tx.figures.clusters(*WEEK, NOW)
        assert (heavy.item, heavy.cases, heavy.people, heavy.buildings, heavy.days) == ("WX3", 2, 2, 2, 2.0)
        assert (light.item, light.people) == ("DT1", 1)
        assert heavy.weight > light.weight

    store.run_now(look)


def test_a_sheet_has_what_was_told_or_ended_with_its_last_answer(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        old = open_case(tx, State.WORKING, told_at=NOW - 30 * DAY)
        for words in ("还在等配件", "换好了"):
            old = tx.cases.move(old, event(EventKind.ANSWERED, words=words))
            old = old if words == "换好了" else tx.cases.move(old, event(EventKind.REOPENED))
        tx.cases.move(old, event(EventKind.CONFIRMED), closed_at=NOW)
        new = open_case(tx)
        open_case(tx, told_at=NOW - 30 * DAY)
        assert [case.number for case in tx.figures.touched(*WEEK)] == [old.number, new.number]
        assert tx.figures.answers(*WEEK) == {old.id: "换好了"}

    store.run_now(look)


def test_what_has_climbed_to_the_street_and_waits(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        there = open_case(tx, State.WORKING, level=Level.STREET)
        open_case(tx, State.SOLVED, level=Level.STREET)
        open_case(tx, State.WORKING, level=Level.OFFICE)
        assert tx.figures.at_level(Level.STREET) == (there,)

    store.run_now(look)


def test_where_and_what_was_told_most(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        for item in ("WX3", "WX3", "DT1"):
            open_case(tx, item=item)
        open_case(tx, item="ZS1", told_at=NOW - 30 * DAY)
        assert tx.figures.items(*WEEK) == (("WX3", 2), ("DT1", 1))
        assert tx.figures.estates(NOW, NOW + timedelta(hours=1)) == (("E1", 3),)

    store.run_now(look)


def test_only_a_matter_solved_and_told_again_has_come_back(store: Store) -> None:
    """Not one that was archived or partly done, and of the new ones not one she took back."""

    def look(tx: Tx) -> None:
        settle(tx)
        solved, withdrawn, partly, quiet = (solve(tx) for _ in range(4))
        tx.cases.move(partly, event(EventKind.REOPENED), closed_at=None)
        open_case(tx, recurs=solved.number, told_at=NOW + HOUR)
        open_case(tx, recurs=solved.number, told_at=NOW + 2 * HOUR)
        again = open_case(tx, recurs=withdrawn.number, told_at=NOW + HOUR)
        tx.cases.move(again, event(EventKind.WITHDRAWN), closed_at=NOW + HOUR)
        open_case(tx, recurs=partly.number, told_at=NOW + HOUR)
        counts = tx.figures.counts(*WEEK)
        assert (counts.recurring, counts.solved) == (1, 3)
        assert tx.figures.of("C2").counts(*WEEK).recurring == 0
        assert quiet.closed_at

    store.run_now(look)


def solve(tx: Tx) -> Case:
    return tx.cases.move(open_case(tx, State.ANSWERED), event(EventKind.CONFIRMED), answered_at=NOW, closed_at=NOW)


def test_what_people_wanted(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        open_case(tx, urgency=Urgency.P4)
        open_case(tx, danger="E1")
        old = open_case(tx, State.WORKING, told_at=NOW - 30 * DAY)
        for at in (NOW - 20 * DAY, NOW, NOW + HOUR):
            old = tx.cases.move(old, event(EventKind.HURRIED, at=at))
        tx.cases.move(solve(tx), event(EventKind.REOPENED), closed_at=None)
        tx.cases.move(old, event(EventKind.ANSWERED), answered_at=NOW)
        wanted = tx.figures.intents(*WEEK)
        assert (wanted.matters, wanted.enquiries, wanted.dangers) == (1, 1, 1)
        assert (wanted.hurried, wanted.disputed) == (2, 1)

    store.run_now(look)


def test_whose_building_was_heard(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        open_case(tx, told_at=NOW - 30 * DAY, place=Place("E1", "10"))
        assert tx.figures.heard(*WEEK) == frozenset()
        open_case(tx, place=Place("E1", "3"))
        open_case(tx, place=Place("E1"))
        assert tx.figures.heard(*WEEK) == {("E1", "3")}

    store.run_now(look)


class NotKept(Exception):
    """Each example begins with the same empty store."""


def both(tx: Tx, some: list[Plan], since: datetime, until: datetime) -> tuple[Counts, Counts]:
    told: list[Case] = []
    for plan in some:
        told.append(live(tx, plan, before=told[-1].number if told else None))
    lives = [life_of(one, tx.cases.events(one.id)) for one in told]
    return tx.figures.counts(since, until), recount(lives, since, until)


def compare(tx: Tx, some: list[Plan], since: datetime, until: datetime) -> None:
    settle(tx)
    counted, told_anew = both(tx, some, since, until)
    assert counted == told_anew
    raise NotKept


@given(st.lists(plans, min_size=1, max_size=8), minutes, minutes)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counted_rates_are_those_the_events_tell(
    store: Store, some: list[Plan], start: timedelta, length: timedelta
) -> None:
    since = NOW - 3 * start
    try:
        store.run_now(compare, some, since, since + 4 * length)
    except NotKept:
        return
    raise AssertionError("the comparison did not come to its end")


def test_of_two_communities_each_is_counted_alone(store: Store) -> None:
    def look(tx: Tx) -> None:
        tx.directory.replace(two_communities())
        for community, count in (("C1", 2), ("C2", 1)):
            for _ in range(count):
                late(tx, community=community, assignee=None)
        one, other = tx.figures.of("C1"), tx.figures.of("C2")
        assert [of.counts(*WEEK).told for of in (tx.figures, one, other)] == [3, 2, 1]
        assert [of.day(*WEEK, NOW).late for of in (tx.figures, one, other)] == [3, 2, 1]
        assert [load.open for load in other.open_topics(NOW)] == [1]
        assert [case.community for case in other.latest(NOW, 10)] == ["C2"]
        assert {case.community for case in one.touched(*WEEK)} == {"C1"}
        assert [cluster.cases for cluster in one.clusters(*WEEK, NOW)] == [2]
        assert other.items(*WEEK) == (("DT-01", 1),)

    store.run_now(look)


def two_communities() -> Roster:
    one = roster()
    return replace(one, communities=(*one.communities, Community("C2", "第二社区", prefix="YC")))


def test_an_extension_waits_for_the_office_only_while_somebody_works_on_it(store: Store) -> None:
    def look(tx: Tx) -> None:
        settle(tx)
        for state in (State.WORKING, State.ANSWERED, State.HUNG):
            open_case(tx, state, extension=NOW + DAY)
        assert tx.figures.day(NOW - HOUR, NOW + HOUR, NOW).decide == 1

    store.run_now(look)
