"""What rules are tried on: cases that still have words, and the golden set that comes along."""

from pathlib import Path

import pytest

from bot.rules.past import Memory, of_golden, past, remember
from bot.settings import Settings
from domain.errors import OperatorError
from storage.store import Store
from tests.bot.rules.conftest import Deployment
from tests.routing.reading import reader


def test_no_deployment_yet_means_nothing_to_remember(tmp_path: Path) -> None:
    assert remember(Settings(data=tmp_path / "none")) == Memory()
    assert not (tmp_path / "none").exists()


def test_words_that_were_forgotten_are_left_out(deployment: Deployment) -> None:
    memory = deployment.memory
    assert [(case.number, case.item) for case in past(memory)] == [("YS-0001", "DT1"), ("YS-0002", "WS1")]
    teller = memory.cases[0].reporter
    assert teller is not None
    store = Store.open(deployment.settings.database_url)
    store.run_now(lambda tx: tx.people.forget(teller, memory.cases[0].told_at))
    store.close()
    assert [case.number for case in past(deployment.memory)] == ["YS-0002"]


def test_a_database_of_another_version_is_named(tmp_path: Path) -> None:
    (tmp_path / "huying.db").touch()
    with pytest.raises(OperatorError, match="另一个版本"):
        remember(Settings(data=tmp_path))


def test_the_golden_set_is_answered_rightly_by_the_packaged_book() -> None:
    questions = list(of_golden())
    names = {question.name.partition(":")[0] for question in questions}
    assert names == {"golden.csv", "intents.csv", "emergencies.csv"}
    some = [question for question in questions if question.name.startswith("golden.csv")][:40]
    assert sum(question.ask(question.words, reader()).rank for question in some) >= 36
