from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.store import Store
from storage.tables import metadata
from storage.upgrade import MIGRATIONS
from tests.kit.postgres import Server


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/empty.db"


@pytest.fixture
def empty_postgres(postgres_server: Server) -> Iterator[str]:
    name = postgres_server.create()
    yield postgres_server.url_of(name)
    postgres_server.drop(name)


@pytest.fixture(params=["empty_sqlite", "empty_postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def indexes(connection: Connection) -> set[tuple[str, str | None, tuple[str | None, ...]]]:
    found = inspect(connection)
    return {(table, i["name"], tuple(i["column_names"])) for table in metadata.tables for i in found.get_indexes(table)}


def test_the_migrations_make_exactly_the_tables_of_the_models(store: Store) -> None:
    with store.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
        named = {name for _, name, _ in indexes(connection)}
    wanted = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    assert wanted <= named


def test_a_second_start_changes_nothing(store: Store) -> None:
    store.run_now(lambda tx: tx.notes.set("kept", "1"))
    store.migrate()
    assert store.read_now(lambda tx: tx.notes.get("kept")) == "1"


def test_several_may_start_at_once(empty_url: str) -> None:
    stores = [Store.open(empty_url) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(Store.migrate, stores))
    stores[0].run_now(lambda tx: tx.notes.set("up", "1"))
    assert stores[2].read_now(lambda tx: tx.notes.get("up")) == "1"
    for store in stores:
        store.close()


def test_there_is_one_way_up() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    assert script.get_base() == "0001"
