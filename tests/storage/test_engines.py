from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.errors import OperatorError
from storage.engines import parse, sqlite_problem
from storage.store import Store


def refusal(url: str) -> str:
    with pytest.raises(OperatorError) as caught:
        Store.open(url)
    assert caught.value.where == "HUYING_DATABASE"
    return caught.value.problem


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://u@h/db"])
def test_an_address_that_cannot_be_used_is_refused_in_plain_words(url: str) -> None:
    assert "sqlite:////绝对路径" in refusal(url)


@pytest.mark.parametrize("url", ["postgres://u@h/db", "postgresql://u@h/db", "postgresql+psycopg://u@h/db"])
def test_postgres_urls_get_the_one_driver(url: str) -> None:
    assert parse(url).drivername == "postgresql+psycopg"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert f"{tmp_path}/no 不存在" in refusal(f"sqlite:///{tmp_path}/no/huying.db")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "是文件夹" in refusal(f"sqlite:///{tmp_path}")


def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "huying.db"
    path.write_bytes(b"not a database at all " * 500)
    assert "已损坏或不是数据库" in refusal(f"sqlite:///{path}")
    assert path.read_bytes() == b"not a database at all " * 500


def test_an_unwritable_place_is_named() -> None:
    assert "打不开或不能写" in refusal("sqlite:////proc/huying.db")


@pytest.mark.parametrize(
    ("reason", "said"),
    [("database is locked", "另一个程序"), ("database disk image is malformed", "已损坏"), ("disk I/O error", "空间")],
)
def test_each_reason_has_its_advice(reason: str, said: str) -> None:
    assert said in sqlite_problem(Path("/data/huying.db"), reason)


def test_a_postgres_that_is_not_there_is_named_without_its_password() -> None:
    problem = refusal("postgresql://huying:s3cret@127.0.0.1:1/huying")
    assert problem.startswith("连不上 PostgreSQL 数据库（127.0.0.1 上的 huying）")
    assert "s3cret" not in problem


def test_a_new_file_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "huying.db"
    store = Store.open(f"sqlite:///{path}")
    store.migrate()
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    store.close()
    assert set(modes) >= {"huying.db", "huying.db-wal"}
    assert set(modes.values()) == {0o600}


def test_what_was_committed_is_on_disk(sqlite_store: Store) -> None:
    with sqlite_store.writer.connect() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]


def test_a_look_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        store.read_now(lambda tx: tx.connection.execute(text("DELETE FROM notes")))
