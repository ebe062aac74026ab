from domain.messages import Choice, InboundMessage, Receipt
from domain.people import Address
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, HOUR, NOW, notice, resident, said

OTHER = Address("web", "b")


def test_what_she_said_comes_back_in_order(store: Store) -> None:
    long = "好" * 50_000

    def turn(tx: Tx) -> list[int]:
        return [
            tx.transcript.heard(InboundMessage(CHAT, "k1", NOW, long, enclosed=(3, 4)), NOW),
            tx.transcript.heard(said("第二句", "k2"), NOW + HOUR),
            tx.transcript.heard(said("别人", "k1", OTHER), NOW),
        ]

    assert store.run_now(turn) == [1, 2, 1]
    first, second = store.read_now(lambda tx: tx.transcript.after(CHAT, 0))
    assert (first.seq, first.text, first.enclosed, first.mine, first.key, first.notice) == (
        1,
        long,
        (3, 4),
        True,
        "k1",
        None,
    )
    assert (second.seq, second.text, second.at) == (2, "第二句", NOW + HOUR)


def test_reading_goes_on_after_a_line_and_stops_at_a_limit(store: Store) -> None:
    store.run_now(lambda tx: [tx.transcript.heard(said(str(n), str(n)), NOW) for n in range(1, 6)])
    lines = store.read_now(lambda tx: tx.transcript.after(CHAT, 2, limit=2))
    assert [line.seq for line in lines] == [3, 4]
    assert store.read_now(lambda tx: tx.transcript.after(CHAT, 5)) == ()
    assert store.read_now(lambda tx: tx.transcript.after(CHAT, 10**30)) == ()
    assert len(store.read_now(lambda tx: tx.transcript.after(CHAT, -(10**30)))) == 5


def test_everything_said_with_a_person_at_all_her_addresses(store: Store) -> None:
    def turn(tx: Tx) -> list[str]:
        person = resident(tx)
        tx.people.link(person, OTHER, NOW)
        tx.transcript.heard(said("网页", "1"), NOW + HOUR)
        tx.transcript.heard(said("手机", "2", OTHER), NOW)
        tx.transcript.heard(said("邻居", "3", Address("web", "neighbour")), NOW)
        tx.outbox.put(person, notice("回话"), key="a", now=NOW, address=CHAT)
        (letter,) = tx.outbox.claim(NOW, 1, HOUR)
        tx.outbox.sent(letter, Receipt(), NOW + 2 * HOUR)
        return [line.text or (line.notice.title if line.notice else "") for line in tx.transcript.of_person(person)]

    assert store.run_now(turn) == ["手机", "网页", "回话"]


def test_a_turn_that_failed_leaves_no_gap(store: Store) -> None:
    def failing(tx: Tx) -> None:
        tx.transcript.heard(said(), NOW)
        raise RuntimeError

    store.run_now(lambda tx: tx.transcript.heard(said(), NOW))
    try:
        store.run_now(failing)
    except RuntimeError:
        assert store.run_now(lambda tx: tx.transcript.heard(said(), NOW)) == 2


def test_the_words_of_a_message_are_those_of_its_latest_edit(store: Store) -> None:
    def turn(tx: Tx) -> None:
        tx.transcript.heard(said("三幢", "m1"), NOW)
        tx.transcript.heard(said("别的", "m10"), NOW)
        tx.transcript.heard(said("四幢", "m1:7"), NOW)
        tx.transcript.heard(said("五幢", "m1:8"), NOW)
        tx.transcript.heard(said("那边的", "m1:9", OTHER), NOW)

    store.run_now(turn)
    assert store.read_now(lambda tx: tx.transcript.words_of(CHAT, "m1", "m1:9")) == "五幢"
    assert store.read_now(lambda tx: tx.transcript.words_of(CHAT, "m1", "m1:8")) == "四幢"
    assert store.read_now(lambda tx: tx.transcript.words_of(CHAT, "m2", "m2:1")) is None


def told(tx: Tx, person: int, title: str, case: str, vendor: str) -> None:
    offering = notice(title, case=case, choices=(Choice(f"done:{case}", title),))
    tx.outbox.put(person, offering, key=title, now=NOW, address=CHAT)
    [letter] = tx.outbox.claim(NOW, 1, HOUR)
    tx.outbox.sent(letter, Receipt(vendor), NOW)


def title_in(tx: Tx, vendor: str) -> str | None:
    found = tx.transcript.notice_in(CHAT, vendor)
    return found.title if found else None


def test_a_notice_is_known_by_each_message_it_was_sent_in(store: Store) -> None:
    def turn(tx: Tx) -> None:
        person = resident(tx)
        told(tx, person, "甲", "YB-0001", "7 8 19")
        told(tx, person, "乙", "YB-0002", "20")

    store.run_now(turn)
    titles = [store.read_now(title_in, id) for id in ("7", "8", "19", "20", "1", "9", "2", "78")]
    assert titles == ["甲", "甲", "甲", "乙", None, None, None, None]
    assert store.read_now(lambda tx: tx.transcript.notice_in(OTHER, "7")) is None
    assert store.read_now(lambda tx: tx.transcript.last_case(CHAT, since=NOW, vendor="8")) == "YB-0001"


def test_what_was_offered_on_a_case_is_found_behind_much_that_came_later(store: Store) -> None:
    def turn(tx: Tx) -> None:
        person = resident(tx)
        told(tx, person, "旧", "YB-0001", "1")
        for number in range(2, 20):
            told(tx, person, f"新{number}", "YB-0002", str(number))

    store.run_now(turn)
    offers = store.read_now(lambda tx: (tx.transcript.last_offers(CHAT), tx.transcript.last_offers(CHAT, "YB-0001")))
    assert [[choice.label for [choice] in of] for of in offers] == [["新19", "新18", "新17"], ["旧"]]
