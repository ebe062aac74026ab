"""The papers agree with the code: settings, commands and topics are documented, one test command everywhere; and what
people wrote by hand names only what exists, with links that lead somewhere.
"""

import re
import shutil
from os.path import normpath
from pathlib import Path
from pkgutil import resolve_name

import pytest

from bot.main import COMMANDS, make_parser
from bot.reference import env_example, pages, subcommands
from bot.settings import Settings, try_settings, variable
from bot.web.app import make_app
from domain.cases import CLOSED, MOVES, OPEN, State
from domain.people import Directory
from handlers.digest.sheet import OFFICE_FIELDS, STREET_FIELDS
from handlers.texts.office import EVENT_NAMES
from handlers.texts.rates import FORMULAS, NAMES
from handlers.texts.say import STATE_NAMES
from routing.book import DEFAULT, load_book
from routing.book.mistakes import mistakes
from routing.rates import RateKind
from routing.read import Reader
from storage.store import Store
from tests.house.sources import ROOT, tracked
from tests.kit.echo_door import EchoDoor

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


# What people wrote by hand.

WRITTEN = tuple(path for path in tracked() if path.endswith(".md"))
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
TARGET = re.compile(r"(?:^ *|`)(?:[A-Z_]+=\S+ )*make ([a-z]+)", re.MULTILINE)
COMMAND = re.compile(r"(?:^ *|[`|] ?)(?:\S*/)?huying ([a-z]+)", re.MULTILINE)
WITHIN_RULES = re.compile(r"(?:^ *|[`|：] ?)huying rules ([a-z]+)", re.MULTILINE)
VARIABLE = re.compile(r"\bHUYING_[A-Z_]*[A-Z]\b")
TERM = re.compile(r"\| `((?:domain|routing|storage|handlers|bot)[\w.]+)` \|")


def links(path: str) -> list[str]:
    """To places in this repository."""
    return [link for link in LINK.findall(FENCE.sub("", text(path))) if "://" not in link]


def beside(path: str, link: str) -> str:
    """The file a link means, as a path from the root."""
    file = link.partition("#")[0]
    return normpath(f"{path.rpartition('/')[0] or '.'}/{file}") if file else path


def headings(path: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text(path)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def leads(path: str, link: str) -> bool:
    """Pictures are taken last: here only their folder is settled."""
    file, heading = beside(path, link), link.partition("#")[2]
    if file.startswith("docs/pictures/"):
        return True
    return (ROOT / file).is_file() and (not heading or heading in headings(file))


@pytest.mark.parametrize("path", WRITTEN)
def test_every_link_leads_somewhere(path: str) -> None:
    assert [link for link in links(path) if not leads(path, link)] == []


def test_every_page_is_found_from_the_readme() -> None:
    found: set[str] = set()
    fresh = {"README.md"}
    while fresh:
        found |= fresh
        fresh = {beside(path, link) for path in fresh for link in links(path)} & set(WRITTEN) - found
    assert set(WRITTEN) - found == set()


def named(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    return {(path, name) for path in WRITTEN for name in pattern.findall(text(path))}


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert {(path, name) for path, name in named(TARGET) if name not in targets} == set()


def test_every_command_named_exists() -> None:
    assert {(path, name) for path, name in named(COMMAND) if name not in COMMANDS} == set()


def test_every_command_within_the_rules_exists() -> None:
    within = dict(subcommands(dict(subcommands(make_parser()))["rules"]))
    assert {name for _, name in named(WITHIN_RULES)} == within.keys()


def test_the_item_of_the_how_to_is_a_sound_one_that_is_understood(tmp_path: Path) -> None:
    """What the office worker copies from the page: the check finds nothing wrong, and her sentence is understood."""
    page = text("docs/how-to/rule-book.md")
    item = re.search(r"^```\n(\[items\.SD6\]\n.*?)^```", page, re.MULTILINE | re.DOTALL)
    said = re.search(r"^huying classify (\S*售水机\S*)$", page, re.MULTILINE)
    assert item
    assert said
    folder = Path(shutil.copytree(DEFAULT, tmp_path / "book"))
    with (folder / "03-sd.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + item[1])
    assert mistakes(folder) == ()
    found = Reader(load_book(folder), Directory()).matter(said[1]).verdict
    assert (found.guesses[0].item, found.sure) == ("SD6", True)


def test_every_setting_named_exists() -> None:
    known = {variable(name) for name in Settings.model_fields}
    assert {(path, name) for path, name in named(VARIABLE) if name not in known} == set()


def cells(path: str, first: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so."""
    rows = text(path).partition(f"\n| {first} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows]


def test_the_guide_to_digests_has_every_rate_with_its_formula() -> None:
    assert cells("docs/how-to/digests.md", "名称") == [[NAMES[kind], FORMULAS[kind]] for kind in RateKind]


def test_the_guide_to_digests_has_every_field_of_the_sheets() -> None:
    named = {row[0].strip("`"): row[2] for row in cells("docs/how-to/digests.md", "`field`")}
    assert {field for field, sheet in named.items() if sheet != "街道"} == OFFICE_FIELDS
    assert {field for field, sheet in named.items() if sheet != "办公室"} == STREET_FIELDS


@pytest.mark.parametrize("name", TERM.findall(text("docs/glossary.md")))
def test_a_term_of_the_glossary_is_in_the_code(name: str) -> None:
    assert resolve_name(name) is not None


def table(path: str) -> set[tuple[str, ...]]:
    """The rows whose first cell is code or a method, backticks taken off."""
    rows = re.findall(r"^\| ((?:`|GET |POST ).*) \|$", text(path), re.MULTILINE)
    return {tuple(cell.strip() for cell in row.replace("`", "").split("|")) for row in rows}


STARTS = {frozenset(State): "全部", OPEN: "没结束", CLOSED: "结束"}


def test_the_page_of_states_and_events_is_the_table_of_moves() -> None:
    states = {(str(state), STATE_NAMES[state][0], "没有" if state.open else "是") for state in State}
    moves = {
        (str(kind), EVENT_NAMES[kind], STARTS.get(starts) or " ".join(s for s in State if s in starts), str(to or "-"))
        for kind, (starts, to) in MOVES.items()
    }
    assert table("docs/reference/events.md") == states | moves


def test_the_page_of_web_addresses_is_what_the_server_serves(sqlite_store: Store) -> None:
    app = make_app(EchoDoor(sqlite_store), EchoDoor(sqlite_store).hub)
    served = {(r.method, r.resource.canonical) for r in app.router.routes() if r.resource and r.method != "HEAD"}
    assert {row[:2] for row in table("docs/reference/http.md")} == served


def test_the_guide_to_dialogues_explains_every_verb() -> None:
    verbs = re.findall(r'"([a-z-]+)": self\.', text("tests/kit/dialogue.py"))
    explained = " ".join(re.findall(r"^\| `(.+?)` \|", text("tests/journeys/README.md"), re.MULTILINE)).split()
    assert {"hears", "taps", "with"} <= set(verbs) <= set(explained)
