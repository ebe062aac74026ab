"""`huying rules check`: mistakes end with 1, remarks do not."""

from pathlib import Path

import pytest

from bot.main import main
from bot.rules.check import run
from tests.kit.books import edit, small_book


def test_a_sound_book_ends_well_with_remarks_by_kind(tmp_path: Path) -> None:
    said: list[str] = []
    assert run(small_book(tmp_path / "book"), said.append) == 0
    assert said[-1].startswith("✓ 手册能用")
    assert any("加 --all 全部列出" in line for line in said)
    everything: list[str] = []
    run(tmp_path / "book", everything.append, everything=True)
    assert len(everything) > len(said)
    assert not any("加 --all" in line for line in everything)


def test_every_mistake_is_said_and_the_exit_code_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small_book(tmp_path / "book")
    edit(folder / "02-dt.toml", 'urgency = "P1"', 'urgency = "P9"')
    edit(folder / "05-ws.toml", "plain_en", "plain_fr")
    assert main(["rules", "check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "✗ 02-dt.toml 第" in said
    assert "[items.DT1.urgency]" in said
    assert "[items.WS1.plain_fr]" in said
    assert "旧手册继续有效" in said
