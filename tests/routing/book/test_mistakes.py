"""Every mistake in a rule book is named, not only the first."""

from pathlib import Path

import pytest

from domain.errors import OperatorError
from routing.book import DEFAULT, load_book
from routing.book.mistakes import mistakes
from tests.kit.books import edit, small_book


def test_the_packaged_book_has_none() -> None:
    assert mistakes(DEFAULT) == ()


def test_mistakes_of_several_files_and_kinds_are_all_named(tmp_path: Path) -> None:
    folder = small_book(tmp_path / "book")
    edit(folder / "02-dt.toml", 'urgency = "P1"', 'urgency = "P9"')
    edit(folder / "02-dt.toml", "plain_en", "plain_fr")
    edit(folder / "05-ws.toml", "[items.WS2]", "[items.DT1]")
    edit(folder / "emergencies.toml", "say = [", 'say = ["请打{nobody}", ')
    edit(folder / "numbers.toml", 'fire = "119"', "fire = 119")
    found = mistakes(folder)
    assert {(error.where, error.key) for error in found} == {
        ("numbers.toml", "fire"),
        ("02-dt.toml", "items.DT1.plain_en"),
        ("02-dt.toml", "items.DT1.plain_fr"),
        ("02-dt.toml", "items.DT1.urgency"),
        ("05-ws.toml", "items.DT1"),
    }
    edit(folder / "numbers.toml", "fire = 119", 'fire = "119"')
    assert ("emergencies.toml", "emergencies.E1.say") in {(error.where, error.key) for error in mistakes(folder)}
    assert all(error.line for error in found if error.key != "items.DT1.plain_en")


def test_a_book_without_mistakes_is_one_that_loads(tmp_path: Path) -> None:
    folder = small_book(tmp_path / "book")
    assert mistakes(folder) == ()
    (folder / "20-qt.toml").unlink()
    with pytest.raises(OperatorError) as caught:
        load_book(folder)
    assert mistakes(folder) == (caught.value,)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert [error.problem for error in mistakes(tmp_path / "none")] == ["找不到规则手册文件夹"]
