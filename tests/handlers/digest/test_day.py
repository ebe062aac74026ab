"""The office's morning: sent only on news, and then with all that is late or on hold."""

from datetime import timedelta
from typing import Any

from bot.app import App
from domain.cases import Case, Event, EventKind
from handlers.digest import mornings
from storage.store import Store
from storage.tx import Tx
from tests.handlers.digest.told import A_DAY, LAST_WEEK, MONDAY, app_at, put, tell

MORNINGS = tuple(MONDAY + n * A_DAY for n in range(3))


def mornings_of(app: App) -> list[str]:
    """What one of the two of the office has read by now."""
    every = [notice.plain() for _, notice in app.store.read_now(put) if notice.kind == "digest"]
    return every[::2]


def test_what_is_late_and_stays_so_is_told_once(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(lambda tx: tell(tx))
    for now in MORNINGS:
        sqlite_store.run_now(mornings, app.house, now)
    (words,) = mornings_of(app)
    assert "逾期：1 件" in words


def test_another_one_late_is_news_and_so_is_one_that_is_late_no_more(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    first = sqlite_store.run_now(lambda tx: tell(tx))
    sqlite_store.run_now(lambda tx: tell(tx, finish_due=MORNINGS[1] - timedelta(hours=3)))
    sqlite_store.run_now(mornings, app.house, MORNINGS[0])
    sqlite_store.run_now(mornings, app.house, MORNINGS[1])

    def extend(tx: Tx) -> Case:
        return tx.cases.move(first, Event(EventKind.EXTENDED, MORNINGS[1]), finish_due=MONDAY + 9 * A_DAY)

    sqlite_store.run_now(extend)
    sqlite_store.run_now(mornings, app.house, MORNINGS[2])
    counted = [words.partition("\n逾期：")[2].partition(" 件")[0] for words in mornings_of(app)]
    assert counted == ["1", "2", "1"]


def test_the_red_list_says_for_how_long_and_what_is_on_hold_stands_below(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)

    def live(tx: Tx) -> None:
        tell(tx)
        tell(tx, finish_due=MONDAY - timedelta(hours=1))
        hung: dict[str, Any] = {"review_at": MONDAY + 20 * A_DAY}
        tx.cases.move(tell(tx, gist="路面塌了"), Event(EventKind.HUNG, LAST_WEEK, why="资金没有着落"), **hung)

    sqlite_store.run_now(live)
    sqlite_store.run_now(mornings, app.house, MONDAY)
    (words,) = mornings_of(app)
    assert "红 YS-0001 楼道灯不亮 · 楼道红管家 李春风 · 逾期 0 天" not in words
    assert "YS-0001 楼道灯不亮" in words
    assert "李春风 · 逾期不到 1 天" in words
    assert "挂账 1 件，不算解决：YS-0003 路面塌了（资金没有着落，12月20日复查）" in words
