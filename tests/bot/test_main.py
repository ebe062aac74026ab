"""The command line explains itself, answers at once, and turns every mistake into one sentence and an exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.main import COMMANDS, main, make_parser

ROOT = str(Path(__file__).parents[2])


def test_help_names_every_command_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert "用法：huying" in shown
    assert all(name in shown for name in COMMANDS)


def test_an_unknown_command_is_answered_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["dance"])
    assert left.value.code == 2
    assert "看不懂这条命令" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("dance", "看不懂这条命令：没有“dance”这个命令。\n用 huying --help 看用法。\n"),
        ("", "看不懂这条命令：还缺“命令”。\n用 huying --help 看用法。\n"),
        ("init", "看不懂这条命令：还缺“文件夹”。\n用 huying init --help 看用法。\n"),
        ("run --fast", "看不懂这条命令：多了认不出的“--fast”。\n用 huying --help 看用法。\n"),
        ("chat --door", "看不懂这条命令：“--door”后面要写内容。\n用 huying chat --help 看用法。\n"),
        ("classify --json=1", "看不懂这条命令：“--json”后面不用写内容。\n用 huying classify --help 看用法。\n"),
    ],
)
def test_a_mistyped_command_is_explained_in_chinese(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments.split())
    assert (left.value.code, capsys.readouterr().err) == (2, said)


def test_words_after_classify_are_classified() -> None:
    command = [sys.executable, "-m", "bot.main", "classify", "3幢", "电梯坏了"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "DT1" in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_mistake_of_the_operator_is_a_sentence_not_a_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["init", str(tmp_path / "file" / "x")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'file' / 'x'}：这个文件夹写不进去（Not a directory）\n"


def test_check_leaves_with_its_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HUYING_DEMO", "maybe")
    assert main(["check"]) == 1
    assert "HUYING_DEMO" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("呼应 0.")


def test_asking_for_help_loads_nothing_heavy() -> None:
    program = "import sys, bot.main; bot.main.make_parser(); print([m for m in sys.modules if m in sys.argv[1:]])"
    heavy = ["jieba", "aiohttp", "sqlalchemy", "pydantic", "telegram", "openpyxl"]
    command = [sys.executable, "-c", program, *heavy]
    done = subprocess.run(command, env={"PYTHONPATH": ROOT}, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_terminal_without_chinese_does_not_break_it() -> None:
    program = "import sys; from bot.main import main; sys.exit(main(['--help']))"
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONPATH": ROOT}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make_parser().parse_args([name, "--help"])
    assert f"用法：huying {name}" in capsys.readouterr().out
