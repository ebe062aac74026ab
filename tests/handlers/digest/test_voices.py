"""What the month tells beside its figures: who was not heard, and words that name nobody."""

from typing import Any

import pytest

from domain.cases import Case, Urgency
from domain.places import Place
from handlers.digest import month, week
from storage.store import Store
from storage.tx import Tx
from tests.handlers.digest.told import LAST_WEEK, app_at, made, tell
from tests.kit.frozen import local

DECEMBER = local("2026-12-01 09:00")


def told(tx: Tx, words: str, **more: Any) -> Case:
    return tell(tx, words=words, **more)


def test_buildings_of_which_nobody_spoke_for_two_months_are_named(sqlite_store: Store) -> None:
    app = app_at(sqlite_store, DECEMBER)

    def live(tx: Tx) -> None:
        tell(tx)
        tell(tx, told=local("2026-10-02 10:00"), place=Place("guiyu", "5"))
        tell(tx, told=local("2026-09-29 10:00"), place=Place("guiyu", "1"))

    sqlite_store.run_now(live)
    words = made(app, month.make)[0].notice.plain()
    assert "两个月没有人说过事的楼 4 幢，走访时顺路问一声：桂语苑 1幢、2幢、4幢、6幢" in words


def test_residents_are_quoted_without_anything_that_names_them(sqlite_store: Store) -> None:
    app = app_at(sqlite_store, DECEMBER)

    def live(tx: Tx) -> None:
        for _ in range(4):
            told(tx, "3幢2单元502门口楼道灯不亮，李春风知道，打我13812345678")
        told(tx, "门禁刷了好几天都刷不开", item="WX4")

    sqlite_store.run_now(live)
    quoted = made(app, month.make)[0].notice.plain().partition("居民原话几句（去掉了个人信息）：")[2]
    assert "楼道灯不亮" in quoted
    assert "“门禁刷了好几天都刷不开”" in quoted
    for secret in ("502", "3幢", "李春风", "138"):
        assert secret not in quoted


@pytest.mark.parametrize(
    "more",
    [
        {"danger": "E5"},
        {"targets": frozenset({"property"})},
        {"tags": frozenset({"vulnerable"})},
        {"topic": "ZS", "item": "ZS2"},
        {"item": "QT", "topic": "QT"},
    ],
)
def test_what_could_point_at_somebody_is_not_quoted(more: dict[str, Any], sqlite_store: Store) -> None:
    app = app_at(sqlite_store, DECEMBER)

    def live(tx: Tx) -> None:
        for _ in range(5):
            told(tx, "楼道的灯已经很久不亮了")
        for _ in range(6):
            told(tx, "这句话不该写出来给人看", **more)

    sqlite_store.run_now(live)
    assert "不该写出来" not in made(app, month.make)[0].notice.plain()


def test_of_so_few_that_each_is_known_nothing_is_quoted(sqlite_store: Store) -> None:
    app = app_at(sqlite_store, DECEMBER)
    sqlite_store.run_now(lambda tx: [tell(tx) for _ in range(4)])
    assert "居民原话" not in made(app, month.make)[0].notice.plain()


def test_the_week_says_what_people_wanted_and_how_much_one_has_in_hand(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)

    def live(tx: Tx) -> None:
        for _ in range(6):
            tell(tx)
        tell(tx, danger="E1")
        tell(tx, urgency=Urgency.P4, told=LAST_WEEK)

    sqlite_store.run_now(live)
    words = made(app, week.make)[0].notice.plain()
    assert "都说了什么：反映和报修 6 件、咨询和建议 1 件、紧急 1 件" in words
    assert "人均在办 1.6 件（8/5）：红管家手上的 ÷ 红管家人数" in words
