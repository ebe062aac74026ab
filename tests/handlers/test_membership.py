"""A chat shut or opened again changes where letters go, and the office learns of it once where it matters."""

from dataclasses import replace
from pathlib import Path

from domain.membership import Membership, Standing
from domain.people import Address, Role
from domain.places import Place
from handlers.desk import House
from handlers.membership import note
from storage.tx import Tx
from tests.handlers.test_inbox import OFFICE, told
from tests.handlers.test_steward import community
from tests.kit.town import MONDAY_MORNING

STEWARD = Address("web", "demo-Y01")
GROUP = Address("telegram", "-7")
STRANGER = Address("telegram", "7")


def change(address: Address, standing: Standing, key: str) -> Membership:
    return Membership(address, key, MONDAY_MORNING, standing)


def told_after(migrated_sqlite: Path, *changes: Membership) -> list[str]:
    """What the office was told after all of it happened."""
    with community(migrated_sqlite) as (store, app, _):

        def turn(tx: Tx, house: House) -> list[str]:
            group = tx.people.meet(GROUP, MONDAY_MORNING, role=Role.GROUP)
            tx.people.set_home(group.id, Place(estate=house.directory(tx).estates[0].code))
            for one in changes:
                note(tx, one, house, MONDAY_MORNING)
            return [text for text in told(tx, OFFICE) if "关掉" in text]

        return store.run_now(turn, app.house)


def test_a_steward_out_of_reach_is_named_once(migrated_sqlite: Path) -> None:
    gone = change(STEWARD, Standing.GONE, "1")
    [words] = told_after(migrated_sqlite, gone, gone, replace(gone, key="2"))
    assert "李春风" in words


def test_a_group_it_was_put_out_of_is_named_by_its_estate(migrated_sqlite: Path) -> None:
    [words] = told_after(migrated_sqlite, change(GROUP, Standing.GONE, "1"))
    assert "桂语苑的群" in words


def test_a_resident_without_an_open_case_may_go_without_a_word(migrated_sqlite: Path) -> None:
    assert told_after(migrated_sqlite, change(STRANGER, Standing.HERE, "1"), change(STRANGER, Standing.GONE, "2")) == []


def test_whoever_comes_back_is_reached_again(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, _):

        def turn(tx: Tx) -> list[bool]:
            found = []
            for key, standing in enumerate((Standing.GONE, Standing.HERE)):
                note(tx, change(STEWARD, standing, str(key)), app.house, MONDAY_MORNING)
                post = next(p for p in app.house.directory(tx).posts if p.name == "李春风")
                found.append(post.reachable)
            return found

        assert store.run_now(turn) == [False, True]
