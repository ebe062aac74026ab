"""`huying init` lays out an empty deployment that only needs filling in, and never touches what is there."""

import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.init import make_deployment, run
from bot.roster import read_roster
from bot.settings import load_settings
from domain.errors import OperatorError
from routing.book import load_book


def test_everything_is_laid_out(tmp_path: Path) -> None:
    made = make_deployment(tmp_path / "huying")
    names = {str(file.path.relative_to(tmp_path / "huying")) for file in made}
    assert {".env", "roster/places.csv", "roster/stewards.csv", "roster/communities.csv", "roster/roster.xlsx"} <= names
    assert "book/numbers.toml" in names
    assert all(file.new and file.path.exists() for file in made)
    assert stat.S_IMODE((tmp_path / "huying" / ".env").stat().st_mode) == 0o600


def test_its_settings_are_right_and_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_deployment(tmp_path)
    settings = load_settings()
    assert settings.demo is False
    assert settings.book is not None
    assert load_book(settings.book).version == load_book().version


def test_empty_tables_only_lack_their_content(tmp_path: Path) -> None:
    make_deployment(tmp_path)
    reading = read_roster(tmp_path / "roster", b"")
    assert {mistake.problem for mistake in reading.mistakes} == {"只有表头，还没有填内容"}


def test_the_filled_in_workbook_is_taken(tmp_path: Path) -> None:
    make_deployment(tmp_path)
    book = load_workbook(tmp_path / "roster" / "roster.xlsx")
    book["社区"].append(["青禾社区", "QH"])
    book["楼幢"].append(["青禾里", "一号微网格", "1~3"])
    book["红管家"].append(["H31", "己六", "社区办公室"])
    book.save(tmp_path / "roster" / "roster.xlsx")
    roster = read_roster(tmp_path / "roster", b"").roster
    assert roster is not None
    assert [building.number for building in roster.buildings] == ["1", "2", "3"]


def test_the_guide_explains_every_column(tmp_path: Path) -> None:
    make_deployment(tmp_path)
    book = load_workbook(tmp_path / "roster" / "roster.xlsx")
    explained = {row[0].value for row in book["填写说明"].iter_rows()}
    columns = {f"{title} · {cell.value}" for title in ("社区", "楼幢", "红管家") for cell in book[title][1]}
    assert columns <= explained


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HUYING_PORT=9000\n")
    said: list[str] = []
    assert run(tmp_path, said.append) == 0
    assert (tmp_path / ".env").read_text() == "HUYING_PORT=9000\n"
    assert "  已有，未动：.env" in said
    assert not any(file.new for file in make_deployment(tmp_path))


def test_what_was_made_is_summed_up(tmp_path: Path) -> None:
    first: list[str] = []
    again: list[str] = []
    run(tmp_path / "huying", first.append)
    run(tmp_path / "huying", again.append)
    assert len(first) <= 8
    assert any("roster/" in line and "6 个文件" in line for line in first)
    assert not any("新建" in line for line in again)
    assert any("已有，未动：.env" in line and "等 32 个文件" in line for line in again)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="写不进去"):
        make_deployment(tmp_path / "file" / "huying")
