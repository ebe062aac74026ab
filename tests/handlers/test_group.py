"""Of what is said in a group nothing stays but the call, in the caller's own chat, without what would name a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from bot.app import App
from domain.messages import InboundMessage
from domain.people import Address, Role
from domain.places import Place
from handlers.group import call, set_aside
from storage.store import Store
from storage.tables import metadata
from storage.tx import Tx
from tests.handlers.test_inbox import OFFICE, told
from tests.handlers.test_steward import community
from tests.kit.town import MONDAY_MORNING

GROUP = Address("telegram", "-7")
HER = Address("telegram", "7")


def said(text: str, key: str = "g1", group: Address = GROUP) -> InboundMessage:
    return InboundMessage(HER, key, MONDAY_MORNING, text, group=group)


@contextmanager
def linked(migrated: Path) -> Iterator[tuple[Store, App]]:
    with community(migrated) as (store, app, _):

        def link(tx: Tx) -> None:
            group = tx.people.meet(GROUP, MONDAY_MORNING, role=Role.GROUP)
            tx.people.set_home(group.id, Place(estate=app.house.directory(tx).estates[0].code))

        store.run_now(link)
        yield store, app


def everything_kept(tx: Tx) -> str:
    return "\n".join(str(row) for table in metadata.sorted_tables for row in tx.connection.execute(select(table)))


def test_numbers_that_name_a_person_are_nowhere(migrated_sqlite: Path) -> None:
    with linked(migrated_sqlite) as (store, app):
        words = "3幢楼道灯坏了，打我13800138000"
        store.run_now(call, said(words), app.house, MONDAY_MORNING)
        store.run_now(set_aside, said(words, "g2"), "KeyError", app.house, MONDAY_MORNING)
        kept = store.read_now(everything_kept)
        assert "楼道灯坏了" in kept
        assert "13800138000" not in kept


def test_in_a_group_that_nobody_linked_no_word_is_kept(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, _):
        for key in "ab":
            store.run_now(call, said("3幢楼道灯坏了", key), app.house, MONDAY_MORNING)
        assert "楼道灯" not in store.read_now(everything_kept)
        assert len(store.run_now(told, GROUP)) == 1


def test_a_call_brought_twice_is_one_call(migrated_sqlite: Path) -> None:
    with linked(migrated_sqlite) as (store, app):
        assert store.run_now(call, said("3幢楼道灯坏了"), app.house, MONDAY_MORNING)
        assert not store.run_now(call, said("3幢楼道灯坏了"), app.house, MONDAY_MORNING)
        assert [len(store.run_now(told, at)) for at in (GROUP,)] == [2]  # where to go on, and the invitation


def test_whoever_never_comes_is_heard_all_the_same(migrated_sqlite: Path) -> None:
    """Her words are a case with a number; what she would read of it waits for her."""
    with linked(migrated_sqlite) as (store, app):
        store.run_now(call, said("3幢楼道灯坏了"), app.house, MONDAY_MORNING)
        case = store.read_now(lambda tx: tx.cases.by_number("YS-0001"))
        assert case is not None
        assert (case.words, case.place.building) == ("3幢楼道灯坏了", "3")
        assert store.run_now(told, HER) == []
        store.run_now(lambda tx: tx.people.seen(HER, MONDAY_MORNING))
        assert any("YS-0001" in text for text in store.run_now(told, HER))


def test_a_call_that_cannot_be_handled_is_shown_to_the_office(migrated_sqlite: Path) -> None:
    with linked(migrated_sqlite) as (store, app):
        store.run_now(set_aside, said("3幢楼道灯坏了"), "KeyError", app.house, MONDAY_MORNING)
        assert any("3幢楼道灯坏了" in text for text in store.run_now(told, OFFICE))
        assert not any("灯" in text for text in store.run_now(told, GROUP))
