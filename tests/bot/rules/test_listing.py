"""`huying rules list`: what each rule has done, as a table and as JSON."""

import json

import pytest

from bot.rules.listing import cut, run, wide
from domain.errors import OperatorError
from tests.bot.rules.conftest import Deployment


def test_a_rule_that_fired_says_how_often_rightly_and_when(deployment: Deployment) -> None:
    assert run(deployment.folder, deployment.memory, "DT1", deployment.say, never=False, as_json=True) == 0
    rows = {row["text"]: row for row in map(json.loads, deployment.said)}
    told = deployment.memory.cases[0].told_at.isoformat()
    fired = rows["电梯坏了"]
    assert (fired["cases"], fired["judged"], fired["right"], fired["precision"]) == (1, 1, 1, 1.0)
    assert fired["last"] == told
    assert rows["电梯罢工"]["precision"] is None
    assert {row["item"] for row in rows.values()} == {"DT1"}
    assert {row["form"] for row in rows.values()} == {"phrase", "pair"}


def test_never_lists_only_what_never_fired(deployment: Deployment) -> None:
    run(deployment.folder, deployment.memory, None, deployment.say, never=True, as_json=True)
    rows = [json.loads(line) for line in deployment.said]
    assert rows
    assert all(row["examples"] == row["other_examples"] == row["cases"] == 0 for row in rows)
    assert "电梯坏了" not in {row["text"] for row in rows}


def test_the_table_stands_in_columns_whatever_the_letters(deployment: Deployment) -> None:
    run(deployment.folder, deployment.memory, "WS1", deployment.say, never=False, as_json=False)
    head, *rows = [line for line in deployment.said if line.startswith(("写法", "短语", "词对"))]
    assert len(rows) > 20
    column = wide(head[: head.index("位置")])
    assert all(wide(row[: row.index("05-ws.toml")]) == column for row in rows)
    assert deployment.said[-1].endswith("案件 2 件还留着原话。")


def test_an_item_that_is_not_there_is_named(deployment: Deployment) -> None:
    with pytest.raises(OperatorError, match="XX9"):
        run(deployment.folder, deployment.memory, "XX9", deployment.say, never=False, as_json=False)


def test_long_words_are_cut_by_columns() -> None:
    assert cut("短") == "短"
    assert wide(cut("长" * 40)) <= 45
    assert cut("a" * 60).endswith("…")
