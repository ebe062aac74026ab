"""Digests: each once, at its hour, only if there is something to say, and never a word about somebody he may not read."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.app import App
from bot.demo import demo_roster
from domain.cases import Event, EventKind
from domain.messages import SHEET
from domain.people import Address, Level, Role
from domain.places import Community, Estate, Place
from domain.roster import Roster, RosterPerson, RosterPost
from handlers.digest import month, mornings, prepare, street, week
from handlers.press import PNG, Form, Press
from storage.store import Store
from storage.tx import Tx
from tests.handlers.digest.told import A_DAY, LAST_WEEK, MONDAY, Hands, answered, app_at, made, solved, tell
from tests.kit.frozen import local
from tests.kit.town import SECRET


def kinds(app: App, now: datetime) -> dict[str, str]:
    return {digest.kind: digest.day for digest in app.store.read_now(prepare, app.house, now)}


def test_each_comes_at_its_hour_and_not_before(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    assert kinds(app, local("2026-11-30 07:59")) == {}
    assert kinds(app, local("2026-11-30 08:00")) == {"office": "2026-11-30"}
    assert kinds(app, local("2026-11-30 08:50")).keys() == {"office", "steward", "week", "street"}
    assert kinds(app, local("2026-12-01 08:50")).keys() == {"office", "steward", "week", "month", "street"}


def test_a_machine_that_was_off_catches_up_but_not_for_ever(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    assert kinds(app, local("2026-11-30 20:00")).keys() == {"week", "street"}
    assert kinds(app, local("2026-12-04 20:00")).keys() == {"month"}
    assert kinds(app, local("2026-12-13 20:00")) == {}


def test_in_a_week_that_begins_with_holidays_it_comes_on_the_first_working_day(sqlite_store: Store) -> None:
    app = app_at(sqlite_store, local("2027-01-01 09:00"))
    sqlite_store.run_now(lambda tx: tx.days.replace({local(f"2027-01-0{n} 12:00").date(): False for n in (1, 4, 5)}))
    assert "week" not in kinds(app, local("2027-01-05 09:00"))
    assert kinds(app, local("2027-01-06 09:00"))["week"] == "2027-01-06"
    assert kinds(app, local("2027-01-06 09:00"))["month"] == "2027-01-06"


def test_replicas_send_each_digest_once(store: Store) -> None:
    hands = Hands()
    app = app_at(store, press=hands.press)
    store.run_now(lambda tx: [solved(tx, tell(tx)) for _ in range(6)])
    store.run_now(lambda tx: [tell(tx, level=Level.STREET) for _ in range(2)])
    replicas = [threading.Thread(target=lambda: store.run_now(mornings, app.house, MONDAY)) for _ in range(4)]
    for one in replicas:
        one.start()
    for one in replicas:
        one.join()
    store.run_now(mornings, app.house, MONDAY + timedelta(minutes=1))
    counts = store.read_now(lambda tx: tx.outbox.waiting())
    office, stewards = 2, 1
    assert counts == office * 3 + stewards


def test_one_that_cannot_be_made_keeps_no_other_from_going(sqlite_store: Store, caplog: Any) -> None:
    def jammed(form: Form, rows: Any) -> bytes:
        raise ValueError("no paper left")

    app = app_at(sqlite_store, press=Press(draw=lambda _: None, tabulate=jammed))
    sqlite_store.run_now(lambda tx: [tell(tx), tell(tx, level=Level.STREET)])
    assert kinds(app, MONDAY).keys() == {"office", "steward"}
    assert [record.message for record in caplog.records] == ["digest.failed kind=week", "digest.failed kind=street"]


def test_where_nothing_was_told_nothing_is_sent_and_nobody_looks_again(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(mornings, app.house, MONDAY)
    assert sqlite_store.read_now(lambda tx: tx.outbox.waiting()) == 0
    assert kinds(app, MONDAY) == {}


def test_the_week_says_what_its_rates_stand_on(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(lambda tx: [solved(tx, tell(tx)) for _ in range(6)])
    sqlite_store.run_now(lambda tx: tell(tx))
    (circular,) = made(app, week.make)
    words = circular.notice.plain()
    assert "新增：7 件（前一周 0 件，多 7 件）" in words
    assert "响应率 86%（6/7，95% 区间 49%—97%）：到点前有真人联系居民 ÷ 联系期限到点的" in words
    assert "没有回答 0%（0/6" in words
    assert "满意率" not in words
    assert "不足 5 件的比率不列" in words


def test_no_steward_is_named_but_one_who_needs_help(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(lambda tx: [tell(tx) for _ in range(15)])
    assert "李春风" not in made(app, week.make)[0].notice.plain()
    sqlite_store.run_now(lambda tx: tell(tx))
    words = made(app, week.make)[0].notice.plain()
    assert "手上超过 15 件，请帮一把：李春风 16 件" in words


def test_what_is_on_hold_stands_in_every_ledger(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)

    def hang(tx: Tx) -> None:
        event = Event(EventKind.HUNG, LAST_WEEK, why="资金没有着落")
        tx.cases.move(tell(tx), event, review_at=local("2026-12-20 10:00"))

    sqlite_store.run_now(hang)
    assert (
        "挂账 1 件，不算解决：YS-0001 楼道灯不亮（资金没有着落，12月20日复查）"
        in made(app, week.make)[0].notice.plain()
    )


def test_the_month_proposes_what_weighs_most(sqlite_store: Store) -> None:
    app = app_at(sqlite_store, local("2026-12-01 09:00"))
    sqlite_store.run_now(lambda tx: [solved(tx, tell(tx)) for _ in range(5)])
    sqlite_store.run_now(lambda tx: [tell(tx, item="DT1", topic="DT", gist="电梯坏了") for _ in range(5)])
    words = made(app, month.make)[0].notice.plain()
    assert "每月一题（建议）：桂语苑的" in words
    assert "电梯" in words.partition("每月一题")[2].partition("\n")[0]
    assert "需求清单" in words


def test_papers_go_along_and_hold_what_happened(sqlite_store: Store) -> None:
    hands = Hands()
    app = app_at(sqlite_store, press=hands.press)
    sqlite_store.run_now(lambda tx: [solved(tx, tell(tx)) for _ in range(6)])
    (circular,) = made(app, week.make)
    kinds_of_papers = [(paper.media, paper.name[-4:]) for paper in circular.papers]
    assert kinds_of_papers == [(PNG, ".png"), (PNG, ".png"), (SHEET, "xlsx")]
    rows = hands.rows[Form.OFFICE]
    assert len(rows) == 6
    assert (rows[0]["state"], rows[0]["answer"], str(rows[0]["told_at"])) == (
        "solved",
        "换了灯泡",
        "2026-11-24 10:00:00",
    )
    panels = [panel.title for picture in hands.pictures for panel in picture.panels]
    assert panels == ["新说的事走到了哪一步", "比率（细线是 95% 区间）"]


def test_the_street_reads_nothing_that_tells_who_or_where_exactly(sqlite_store: Store) -> None:
    hands = Hands()
    app = app_at(sqlite_store, press=hands.press)
    sqlite_store.run_now(lambda tx: tell(tx, level=Level.STREET))
    sqlite_store.run_now(lambda tx: tell(tx, level=Level.STREET, danger="E5", gist="有人动手"))
    (circular,) = made(app, street.make)
    said = circular.notice.plain() + str(hands.rows) + str(hands.pictures)
    assert "YS-0001 桂语苑 楼道灯不亮：逾期" in said
    for secret in ("黑漆漆", "502", "3幢", "2单元", "李春风", "YS-0002", "动手"):
        assert secret not in said


def test_what_is_about_somebody_of_the_office_is_in_nothing_they_all_read(sqlite_store: Store) -> None:
    hands = Hands()
    app = app_at(sqlite_store, press=hands.press)
    about: dict[str, Any] = {"words": "孙小满说话太难听", "targets": frozenset({"steward"})}
    sqlite_store.run_now(lambda tx: [tell(tx, **about), tell(tx)])
    (circular,) = made(app, week.make)
    assert [row["number"] for row in hands.rows[Form.OFFICE]] == ["YS-0002"]
    assert "YS-0001" not in circular.notice.plain()


@pytest.mark.parametrize("danger", ["E4", "E5", "E16"])
def test_words_that_stay_in_the_office_stand_in_no_file(danger: str, sqlite_store: Store) -> None:
    hands = Hands()
    app = app_at(sqlite_store, press=hands.press)
    sqlite_store.run_now(lambda tx: answered(tx, tell(tx, danger=danger, words="不该写出来的话")))
    made(app, week.make)
    assert "不该写出来" not in str(hands.rows)
    assert "换了灯泡" not in str(hands.rows)


def test_who_has_an_e_mail_gets_it_there_too_and_nothing_else_does(sqlite_store: Store) -> None:
    app = app_at(sqlite_store, press=Hands().press)

    def move_in(tx: Tx) -> None:
        roster = demo_roster(SECRET)
        people = tuple(replace(p, email="sun@example.org") if p.name == "孙小满" else p for p in roster.people)
        tx.directory.replace(replace(roster, people=people))
        for _ in range(5):
            solved(tx, tell(tx))
        tell(tx, told=MONDAY - A_DAY)

    sqlite_store.run_now(move_in)
    sqlite_store.run_now(mornings, app.house, MONDAY)
    found_letters = sqlite_store.run_now(lambda tx: tx.outbox.claim(MONDAY, 50, timedelta(minutes=1), ["email"]))
    assert {letter.address for letter in found_letters} == {Address("email", "sun@example.org")}
    assert not any(letter.notice.choices for letter in found_letters)
    assert found_letters[0].notice.title == "社区早报 11月30日"


def two_communities() -> Roster:
    """The demo community, and another with an office of its own."""
    roster = demo_roster(SECRET)
    office = RosterPerson("O9", "钱办", Role.OFFICE)
    return replace(
        roster,
        communities=(*roster.communities, Community("另一社区", "另一社区", prefix="LY")),
        estates=(*roster.estates, Estate("hehuan", "合欢苑", "另一社区")),
        people=(*roster.people, office),
        posts=(*roster.posts, RosterPost("O9", Level.OFFICE, "另一社区")),
    )


def test_each_office_reads_of_its_own_community_alone(store: Store) -> None:
    hands = Hands()
    app = app_at(store, press=hands.press)
    elsewhere: dict[str, Any] = {"community": "另一社区", "place": Place("hehuan", "1")}

    def live(tx: Tx) -> int:
        tx.directory.replace(two_communities())
        for more in ({}, {}, elsewhere):
            tell(tx, **more)
        tell(tx, level=Level.STREET, **elsewhere)
        office = tx.people.by_code("O9")
        assert office
        return office.id

    other = store.run_now(live)
    circulars: dict[str, dict[tuple[int, ...], str]] = {}
    for digest in store.read_now(prepare, app.house, MONDAY):
        read = {one.people: one.notice.plain() for one in digest.circulars}
        circulars[digest.kind] = circulars.get(digest.kind, {}) | read
    for kind in ("office", "week"):
        (ours, read_by_us), (theirs, read_by_them) = circulars[kind].items()
        assert other not in ours
        assert theirs == (other,)
        assert "眼下在办：2 件" in read_by_us
        assert "眼下在办：2 件" in read_by_them
    assert "LY-" not in circulars["office"][ours]
    assert "YS-" not in circulars["office"][theirs]
    assert list(circulars["street"]) == [(other,)]
    assert "LY-0002" in circulars["street"][(other,)]


def test_the_street_reads_of_no_days_before_the_deadline(sqlite_store: Store) -> None:
    app = app_at(sqlite_store)
    sqlite_store.run_now(lambda tx: tell(tx, level=Level.STREET, extended=True, finish_due=MONDAY + timedelta(days=5)))
    (circular,) = made(app, street.make)
    assert "逾期 0 天" in circular.notice.plain()
