"""The papers agree with the code: settings, commands and topics are documented, one test command everywhere."""

from pathlib import Path

import pytest

from bot.main import COMMANDS, make_parser
from bot.reference import env_example, pages, subcommands
from bot.settings import Settings, try_settings, variable
from tests.house.sources import ROOT

MEND = "run `make reference`"


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["settings.md", "commands.md", "topics.md"])
def test_the_reference_says_what_the_code_does(page: str) -> None:
    assert text(f"docs/reference/{page}") == pages(make_parser())[page], MEND


def test_the_example_of_settings_names_every_setting() -> None:
    assert text(".env.example") == env_example(), MEND
    assert all(f"\n{variable(name)}=" in text(".env.example") for name in Settings.model_fields)


def test_the_example_taken_as_it_is_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
    taken, mistakes = try_settings(ROOT / ".env.example")
    assert mistakes == ()
    assert taken == try_settings(tmp_path / "no.env")[0]


def test_every_setting_has_a_meaning() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_command_does_something_and_says_what() -> None:
    parsers = dict(subcommands(make_parser()))
    assert parsers.keys() == COMMANDS.keys()
    assert [name for name, parser in parsers.items() if not parser.description] == []


@pytest.mark.parametrize("paper", [".ci/run", "README.md", "CONTRIBUTING.md"])
def test_one_command_tests_everything(paper: str) -> None:
    assert "make test" in text(paper)


def test_the_build_machine_runs_nothing_else() -> None:
    assert text(".ci/run").rstrip().endswith("\nexec make test")


@pytest.mark.parametrize("command", ["make run", "make install"])
def test_what_the_readme_promises_exists(command: str) -> None:
    assert command in text("README.md")
    assert f"\n{command.removeprefix('make ')}:" in text("Makefile")
