from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from domain.cases import EventKind, State
from domain.people import Address
from storage.store import Store
from storage.tables import metadata
from storage.tx import Tx
from storage.upgrade import MIGRATIONS, upgrade
from tests.kit.postgres import Server
from tests.storage.makers import NOW, event, open_case, settle

AT = "'2026-11-23 01:00:00+00:00'"
FIRST_RELEASE = (
    "INSERT INTO people (id, role, language, greeted, demo) VALUES (1, 'resident', 'zh', true, false)",
    f"INSERT INTO addresses VALUES ('web', 'anna', 1, true, {AT}, 1)",
    f"INSERT INTO photos (id, data, media, owner, at) VALUES (1, CAST('jpeg' AS {{binary}}), 'image/jpeg', 1, {AT})",
    "INSERT INTO lines (channel, chat, seq, at, mine, text, photos)"
    f" VALUES ('web', 'anna', 1, {AT}, true, 'he wrote \"photos\": [1]', '[1]')",
    "INSERT INTO drafts (channel, chat, step, answers, offered, updated_at)"
    f" VALUES ('web', 'anna', 'photo_what', '{{{{\"photos\": [1]}}}}', '[]', {AT})",
)


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


def test_what_was_kept_before_a_step_is_found_after_it(empty_url: str) -> None:
    """A chat line with its photo, a letter and a draft, written by the first release."""
    store = Store.open(empty_url)
    upgrade(store.writer, "0001")
    binary = "blob" if store.embedded else "bytea"
    with store.writer.begin() as connection:
        for statement in FIRST_RELEASE:
            connection.exec_driver_sql(statement.format(binary=binary))
    store.migrate()
    address = Address("web", "anna")
    [line] = store.read_now(lambda tx: tx.transcript.after(address, 0))
    assert (line.text, line.enclosed) == ('he wrote "photos": [1]', (1,))
    assert store.read_now(lambda tx: tx.drafts.get(address)).get("enclosed") == [1]
    kept = store.read_now(lambda tx: tx.enclosures.get(1))
    assert kept
    assert (kept.data, kept.media, kept.name) == (b"jpeg", "image/jpeg", None)
    store.close()


def test_progress_notes_of_open_cases_are_taken_over_from_their_events(store: Store) -> None:
    """A case of the release before: its note is in its events only."""

    def told(tx: Tx) -> int:
        settle(tx)
        case = open_case(tx, state=State.WORKING)
        return tx.cases.move(case, event(EventKind.NOTED)).id

    noted = store.run_now(told)
    with store.writer.begin() as connection:
        connection.exec_driver_sql(import_module("storage.migrations.versions.0007_resumed_and_noted").NOTED)
    assert store.read_now(lambda tx: tx.cases.get(noted)).noted_at == NOW


def test_there_is_one_way_up() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    assert script.get_base() == "0001"
