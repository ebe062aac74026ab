"""`huying rules try`: what gets worse decides the exit code."""

import shutil
from pathlib import Path

from bot.rules.trying import run
from tests.bot.rules.conftest import Deployment
from tests.kit.books import edit


def test_the_same_book_moves_nothing(deployment: Deployment) -> None:
    assert run(deployment.folder, deployment.folder, deployment.memory, deployment.say) == 0
    assert deployment.said[-1].startswith("对照了过去的案件 2 件")
    assert "变差 0 条，好转 0 条，其他变化 0 条" in deployment.said[-1]


def test_a_rule_that_pulls_the_wrong_way_is_shown_and_ends_with_one(deployment: Deployment, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(deployment.folder, tmp_path / "changed"))
    edit(changed / "05-ws.toml", "phrases = [", 'phrases = [\n  "电梯坏了停了一天", "2幢电梯坏了停",')
    edit(changed / "02-dt.toml", '"电梯坏",', "")
    assert run(changed, deployment.folder, deployment.memory, deployment.say) == 1
    moved = next(line for line in deployment.said if "YS-0001" in line)
    assert moved.startswith("✗ 变差 YS-0001 “")
    assert "DT1 电梯故障停用" in moved.partition("→")[0]
    assert "2幢" not in moved
