from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from sqlalchemy import Column, Integer, Table

from storage.revision import draft
from storage.tables import metadata
from storage.upgrade import MIGRATIONS


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    return copytree(MIGRATIONS, tmp_path / "migrations", ignore=ignore_patterns("__pycache__"))


@pytest.fixture
def balconies() -> Iterator[Table]:
    """A table that no migration makes yet."""
    table = Table("balconies", metadata, Column("id", Integer, primary_key=True))
    yield table
    metadata.remove(table)


def steps(migrations: Path) -> list[str]:
    return sorted(path.name for path in (migrations / "versions").glob("0*.py"))


def test_the_draft_makes_what_is_missing(migrations: Path, balconies: Table) -> None:
    before = len(steps(migrations))
    made = draft("balconies are counted", migrations)
    assert made.name == f"{before + 1:04d}_balconies_are_counted.py"
    assert "op.create_table('balconies'" in made.read_text(encoding="utf-8")


def test_the_next_draft_stands_on_the_last(migrations: Path, balconies: Table) -> None:
    first = draft("one", migrations)
    second = draft("two", migrations).read_text(encoding="utf-8")
    assert f"down_revision = '{first.name[:4]}'" in second
    assert "balconies" not in second


def test_nothing_changed_means_an_empty_step(migrations: Path) -> None:
    assert "op." not in draft("nothing", migrations).read_text(encoding="utf-8")
