from sqlalchemy import select

from domain.cases import EventKind, State
from domain.messages import SHEET, Draft, Receipt
from domain.people import Address
from domain.places import Place, Point
from storage.held import Held
from storage.store import Store
from storage.tables import metadata
from storage.tx import Tx
from tests.storage.makers import CHAT, DAY, HOUR, NOW, event, notice, open_case, resident, said, settle, staff

DESK = Address("web", "steward")
SECRET = "我家的秘密"


def everything(tx: Tx) -> str:
    """All that lies in any table, as text."""
    rows = [row for table in metadata.tables.values() for row in tx.connection.execute(select(table))]
    return repr(rows)


def a_life(tx: Tx) -> int:
    """A resident who told, joined, drafted, sent a photo, was answered, and was spoken of to her steward."""
    settle(tx)
    her, steward = resident(tx), staff(tx, "L1")
    tx.people.link(steward, DESK, NOW)
    tx.people.set_home(her, Place("E1", "3", "2", "501", SECRET))
    tx.inbox.first_time(CHAT, "k1", NOW)
    tx.transcript.heard(said(SECRET), NOW)
    tx.held.put(Held(CHAT, "7", {"text": SECRET}), NOW)
    tx.inbox.set_aside(said(SECRET, "k2"), "ValueError", NOW)
    tx.drafts.save(CHAT, Draft("what", {"words": SECRET}), NOW)
    tx.sessions.start("her-token", CHAT, "resident", NOW + DAY, NOW)
    tx.enclosures.keep(SECRET.encode(), SHEET, None, NOW)
    photo = tx.enclosures.keep(SECRET.encode(), "image/jpeg", her, NOW)
    place = Place("E1", "3", "2", "501", SECRET, "G1", Point(30.501, 120.70364))
    told = open_case(tx, reporter=her, words=SECRET, enclosed=(photo,), place=place)
    told = tx.cases.move(told, event(EventKind.ADDED, actor=her, words=SECRET, why=SECRET, detail={"x": SECRET}))
    told = tx.cases.move(told, event(EventKind.ASSIGNED, why="3幢"), assignee=steward)
    tx.cases.move(told, event(EventKind.NOTED, actor=steward, words=SECRET), look_at=None)
    other = open_case(tx, place=Place("E1", None, None, None, "北门"))
    tx.cases.join(other.id, her, NOW)
    tx.cases.move(other, event(EventKind.JOINED, actor=her, words=SECRET))
    tx.corrections.add(told.number, SECRET, "DT-01", "DT-02", steward, NOW)
    about_her = notice("新件", lines=(SECRET,), facts=(("话", SECRET),), enclosed=(photo,), case=told.number)
    tx.outbox.put(steward, about_her, key="sent", now=NOW)
    for letter in tx.outbox.claim(NOW, 10, HOUR):
        tx.outbox.sent(letter, Receipt(), NOW)
    tx.outbox.put(steward, about_her, key="waiting", now=NOW)
    tx.outbox.put(her, notice(SECRET), key="hers", now=NOW)
    return her


def test_nothing_she_said_is_left_anywhere(store: Store) -> None:
    her = store.run_now(a_life)
    assert SECRET in store.read_now(everything)
    store.run_now(lambda tx: tx.people.forget(her, NOW))
    left = store.read_now(everything)
    assert SECRET not in left
    assert "120.70364" not in left
    assert repr(SECRET.encode()) not in left
    assert CHAT.key not in left


def test_what_she_told_still_counts(store: Store) -> None:
    her = store.run_now(a_life)
    store.run_now(lambda tx: tx.people.forget(her, NOW))
    told = store.read_now(lambda tx: tx.cases.by_number("YB-0001"))
    assert told is not None
    assert (told.reporter, told.words, told.enclosed, told.state) == (None, "", (), State.WORKING)
    assert told.place == Place("E1", "3", "2", microgrid="G1")
    assert told.gist == "电梯停运"
    kinds = [e.kind for e in store.read_now(lambda tx: tx.cases.events(told.id))]
    assert kinds == [EventKind.OPENED, EventKind.ADDED, EventKind.ASSIGNED, EventKind.NOTED]
    assert store.read_now(lambda tx: tx.cases.reporters(2)) == ()
    assert len(store.read_now(lambda tx: tx.cases.told_between(NOW, NOW + DAY))) == 2


def test_a_place_without_a_building_stays_for_those_who_must_go_there(store: Store) -> None:
    def turn(tx: Tx) -> Place:
        settle(tx)
        her = resident(tx)
        told = open_case(tx, reporter=her, place=Place("E1", None, None, None, "北门快递柜"))
        tx.people.forget(her, NOW)
        return tx.cases.get(told.id).place

    assert store.run_now(turn) == Place("E1", None, None, None, "北门快递柜")


def test_the_stewards_card_keeps_number_and_buttons(store: Store) -> None:
    her = store.run_now(a_life)
    store.run_now(lambda tx: tx.people.forget(her, NOW))
    (letter,) = store.run_now(lambda tx: tx.outbox.claim(NOW, 10, HOUR))
    assert (letter.notice.kind, letter.notice.title, letter.notice.lines) == ("test", "YB-0001", ())
    (line,) = store.read_now(lambda tx: tx.transcript.after(DESK, 0))
    assert line.notice == letter.notice
    assert line.enclosed == ()


def test_she_can_come_back_as_a_stranger(store: Store) -> None:
    her = store.run_now(a_life)
    store.run_now(lambda tx: tx.people.forget(her, NOW))
    assert store.read_now(lambda tx: tx.sessions.find("her-token", NOW)) is None
    again = store.run_now(lambda tx: tx.people.meet(CHAT, NOW))
    assert again.id != her
    assert store.run_now(lambda tx: tx.transcript.heard(said("又是我"), NOW)) == 1


def test_others_are_left_alone(store: Store) -> None:
    def turn(tx: Tx) -> int:
        her = a_life(tx)
        neighbour = resident(tx, Address("web", "neighbour"))
        told = open_case(tx, reporter=neighbour, words="邻居的话")
        tx.people.forget(her, NOW)
        assert tx.cases.get(told.id).words == "邻居的话"
        return len(tx.cases.events(told.id))

    assert store.run_now(turn) == 1
