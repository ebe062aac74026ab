"""`huying rules review`: corrections as proposals, nobody named, each with what it would change."""

import re

import pytest

from bot.rules.reviewing import lessons, run
from domain.errors import OperatorError
from storage.store import Store
from tests.bot.rules.conftest import ODD, Deployment


def test_a_correction_becomes_proposals_that_name_nobody(deployment: Deployment) -> None:
    assert run(deployment.folder, deployment.memory, None, deployment.say) == 0
    assert "YS-0002" in deployment.text
    assert "DT1 电梯故障停用；改成：WS1 垃圾堆积清运" in deployment.text
    hers = [line for line in deployment.said if "绿家伙" in line]
    assert len(hers) > 3
    assert not re.search(r"\d{3,}|王小明|李春风|单元", "".join(hers).replace("YS-0002", ""))
    for form in ("短语", "词对", "例句"):
        assert f"要它：huying rules accept 1 {form}" in deployment.text
    assert "✓ 好转 #1" in deployment.text
    assert "都不要：huying rules reject 1" in deployment.text


def test_one_number_alone_and_one_that_is_not_there(deployment: Deployment) -> None:
    with pytest.raises(OperatorError, match="#7"):
        run(deployment.folder, deployment.memory, 7, deployment.say)


def test_what_nobody_can_name_yet_and_what_is_settled_do_not_wait(deployment: Deployment) -> None:
    store = Store.open(deployment.settings.database_url)
    memory = deployment.memory
    at = memory.cases[0].told_at
    assert [lesson.words for lesson in lessons(memory)] == [ODD]
    store.run_now(lambda tx: tx.corrections.add("YS-0009", "说不清", "DT1", "QT", None, at))
    store.run_now(lambda tx: tx.corrections.settle("YS-0002", "rejected", at))
    store.close()
    assert lessons(deployment.memory) == ()
    assert run(deployment.folder, deployment.memory, None, deployment.say) == 0
    assert deployment.said == ["没有待定的更正：改过的归类，手册都已经学会或已作决定。"]
