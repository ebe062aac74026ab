"""`huying rules accept` and `reject`: written into the operator's own book, once, or not at all."""

from pathlib import Path

import pytest

from bot.main import main
from bot.rules.deciding import accept, reject
from bot.rules.reviewing import lessons
from bot.settings import Settings
from domain.errors import OperatorError
from routing.book import load_book
from tests.bot.rules.conftest import Deployment


def test_what_a_person_worded_is_written_and_the_correction_is_settled(deployment: Deployment) -> None:
    before = {path.name: path.read_text(encoding="utf-8") for path in deployment.folder.iterdir()}
    assert accept(deployment.settings, 1, "短语", "绿家伙冒尖", deployment.say) == 0
    after = {path.name: path.read_text(encoding="utf-8") for path in deployment.folder.iterdir()}
    assert [name for name in before if before[name] != after[name]] == ["05-ws.toml"]
    assert after.keys() == before.keys()
    assert after["05-ws.toml"].replace('  "绿家伙冒尖",\n', "") == before["05-ws.toml"]
    assert "绿家伙冒尖" in load_book(deployment.folder).items["WS1"].phrases
    assert "05-ws.toml 第" in deployment.said[0]
    assert lessons(deployment.memory) == ()
    assert [correction.settled_as for correction in deployment.memory.corrections] == ["phrase"]


def test_the_first_proposal_is_taken_where_nothing_is_said(deployment: Deployment) -> None:
    before = load_book(deployment.folder).items["WS1"]
    accept(deployment.settings, 1, None, None, deployment.say)
    after = load_book(deployment.folder).items["WS1"]
    assert len(after.pairs) + len(after.phrases) == len(before.pairs) + len(before.phrases) + 1


def test_what_would_break_the_book_is_not_written(deployment: Deployment) -> None:
    before = load_book(deployment.folder)
    with pytest.raises(OperatorError, match="词对「没有符号」"):
        accept(deployment.settings, 1, "词对", "没有符号", deployment.say)
    with pytest.raises(OperatorError, match="写了两遍"):
        accept(deployment.settings, 1, "短语", before.items["WS1"].phrases[0], deployment.say)
    with pytest.raises(OperatorError, match="要写内容"):
        accept(deployment.settings, 1, "短语", None, deployment.say)
    assert load_book(deployment.folder) == before
    assert len(lessons(deployment.memory)) == 1


def test_a_rejected_correction_does_not_come_again(deployment: Deployment) -> None:
    before = load_book(deployment.folder)
    assert reject(deployment.settings, 1, deployment.say) == 0
    assert lessons(deployment.memory) == ()
    assert load_book(deployment.folder) == before
    with pytest.raises(OperatorError, match="#1"):
        reject(deployment.settings, 1, deployment.say)


def test_the_packaged_book_is_never_touched(deployment: Deployment) -> None:
    settings = Settings(data=deployment.settings.data, demo=True)
    with pytest.raises(OperatorError, match="自带的手册，不能改"):
        accept(settings, 1, "短语", "绿家伙冒尖", deployment.say)


def test_the_command_line_reaches_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUYING_DATA", str(tmp_path / "data"))
    assert main(["rules", "reject", "3"]) == 1
    assert "#3：没有这条待定的更正" in capsys.readouterr().err
    assert main(["rules", "list", "DT1", "--never", "--json"]) == 0
    assert '"item": "DT1"' in capsys.readouterr().out
