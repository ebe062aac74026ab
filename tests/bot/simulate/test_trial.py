"""A short month keeps every rule, whatever goes wrong in it, and the same seed gives the same month."""

import pytest

from bot.simulate.faults import Fault
from bot.simulate.report import as_json
from bot.simulate.trial import Outcome, faults_named, ordered
from domain.errors import OperatorError
from tests.bot.simulate.conftest import Lived


def told(outcome: Outcome) -> list[str]:
    return [f"{name}: {what}" for name, found in outcome.invariants.items() for what in found]


def test_a_quiet_month_breaks_no_rule(outcome: Outcome) -> None:
    assert told(outcome) == []
    assert len(outcome.seen.cases) >= 30
    assert any(case.closed_at for case in outcome.seen.cases)


@pytest.mark.parametrize("fault", [Fault.KILL, Fault.DUPLICATES, Fault.DISORDER, Fault.OUTAGE])
def test_no_rule_is_broken_when_things_go_wrong(lived: Lived, fault: Fault) -> None:
    order = ordered(days=4, seed=5, estates=2, faults=(fault,), cases=20)
    assert told(lived(order)) == []


def test_a_killed_process_was_killed_and_rose_again(lived: Lived) -> None:
    outcome = lived(ordered(days=3, seed=8, estates=2, faults=(Fault.KILL,), cases=12))
    assert outcome.deaths > 0
    assert told(outcome) == []


def test_the_same_seed_gives_the_same_month_to_the_letter(lived: Lived) -> None:
    order = ordered(days=2, seed=11, estates=2, faults=tuple(Fault), cases=12)
    first, second = lived(order), lived(order)
    assert first.seen.said == second.seen.said
    assert first.seen.handed == second.seen.handed
    assert first.seen.cases == second.seen.cases
    assert as_json(first).partition('"seconds"')[0] == as_json(second).partition('"seconds"')[0]


def test_another_seed_gives_another_month(lived: Lived, outcome: Outcome) -> None:
    other = lived(ordered(days=1, seed=4, estates=2, cases=6))
    assert other.seen.said[:5] != outcome.seen.said[:5]


def test_faults_go_by_their_names() -> None:
    assert faults_named(["outage", "kill"]) == (Fault.KILL, Fault.OUTAGE)
    assert faults_named([], every=True) == tuple(Fault)
    with pytest.raises(OperatorError, match="flood"):
        faults_named(["kill", "flood"])


def test_there_are_not_names_for_every_number_of_estates() -> None:
    with pytest.raises(OperatorError, match="240"):
        ordered(days=1, seed=1, estates=1000)
