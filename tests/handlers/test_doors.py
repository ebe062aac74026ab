"""Codes of ours open what they were made for, for a while, and nobody can make one without the secret."""

import re
from datetime import timedelta
from pathlib import Path

from handlers.desk import Desk, House
from handlers.doors import GOOD_FOR, JOINS_CASE, LINKS_GROUP, OPENS_TALK, case_behind, estate_behind, make_door
from storage.store import Store
from storage.tx import Tx
from tests.handlers.test_steward import community
from tests.kit.town import MONDAY_MORNING, book, make_reader

LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")


def behind(store: Store, house: House, door: str, kind: str = OPENS_TALK, later: timedelta = timedelta()) -> str | None:
    def look(tx: Tx) -> str | None:
        desk = Desk(tx, house, MONDAY_MORNING + later, "test")
        return case_behind(desk, door) if kind == JOINS_CASE else estate_behind(desk, kind, door)

    return store.read_now(look)


def test_a_code_opens_what_it_was_made_for_and_nothing_else(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, _):
        estate = store.read_now(app.house.directory).estates[0].code
        door = make_door(app.house, OPENS_TALK, estate, MONDAY_MORNING)
        assert LINK.fullmatch(door)
        assert behind(store, app.house, door) == estate
        assert behind(store, app.house, door, LINKS_GROUP) is None
        assert behind(store, app.house, "g" + door[1:], LINKS_GROUP) is None
        assert behind(store, app.house, door, later=GOOD_FOR[OPENS_TALK] + timedelta(minutes=2)) is None
        other = House(book(), make_reader, secret=b"another deployment's secret")
        assert behind(store, other, door) is None


def test_a_case_s_code_holds_for_that_case_only(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, _):
        door = make_door(app.house, JOINS_CASE, "YS-0007", MONDAY_MORNING)
        assert LINK.fullmatch(door)
        assert behind(store, app.house, door, JOINS_CASE) == "YS-0007"
        assert behind(store, app.house, door.replace("0007", "0008"), JOINS_CASE) is None


def test_what_is_no_code_of_ours_opens_nothing(migrated_sqlite: Path) -> None:
    with community(migrated_sqlite) as (store, app, _):
        for door in ("", "t", "t-1-x", "t-" + "f" * 12 + "-" + "a" * 24, "../../x", "t--", "１２"):
            for kind in (LINKS_GROUP, OPENS_TALK, JOINS_CASE):
                assert behind(store, app.house, door, kind) is None
