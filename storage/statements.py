"""Statements the two databases spell differently, and the names under which statements take an address."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, CursorResult, Insert, Table, and_, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from domain.people import Address

Spelled = Mapping[str, Insert]


def insert_or_keep(table: Table) -> Spelled:
    """Insert, or leave the row that is there; rowcount tells which."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
    }


def insert_or_replace(table: Table, keys: Sequence[str], taken: Sequence[str]) -> Spelled:
    """Insert, or overwrite the columns `taken` of the row with the same keys."""
    lite, post = sqlite.insert(table), postgresql.insert(table)
    return {
        "sqlite": lite.on_conflict_do_update(index_elements=keys, set_={name: lite.excluded[name] for name in taken}),
        "postgresql": post.on_conflict_do_update(
            index_elements=keys, set_={name: post.excluded[name] for name in taken}
        ),
    }


def new_id(result: CursorResult[Any]) -> int:
    """The id the database gave the row just inserted."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def spelled(statements: Spelled, connection: Connection) -> Insert:
    return statements[connection.dialect.name]


def at_address(table: Table) -> ColumnElement[bool]:
    """The rows of one address, given `at_channel` and `at_chat`."""
    return and_(table.c.channel == bindparam("at_channel"), table.c.chat == bindparam("at_chat"))


def where_at(address: Address) -> dict[str, str]:
    return {"at_channel": address.channel, "at_chat": address.key}
