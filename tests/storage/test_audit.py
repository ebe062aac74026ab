"""Reading everything back gives what was written, all of it, in order."""

from domain.cases import Event, EventKind
from domain.messages import InboundMessage, Receipt
from domain.people import Address
from storage import audit
from storage.prepared import driver
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, DAY, HOUR, NOW, case, notice, resident, settle

OTHER = Address("web", "a-neighbour")


def live(tx: Tx) -> tuple[int, int]:
    """A case, a neighbour who joins it, words, a letter that went and one that is held."""
    settle(tx)
    told, joined = resident(tx), resident(tx, OTHER)
    opened = tx.cases.open(case(reporter=told, look_at=NOW + DAY), Event(EventKind.OPENED, NOW))
    tx.cases.move(opened, Event(EventKind.HURRIED, NOW + HOUR, actor=told))
    tx.cases.join(opened.id, joined, NOW + HOUR)
    tx.transcript.heard(InboundMessage(CHAT, "k1", NOW, "楼道灯坏了"), NOW)
    tx.outbox.put(told, notice(), key="m:1", now=NOW)
    [letter] = tx.outbox.claim(NOW, 5, HOUR)
    tx.outbox.sent(letter, Receipt(), NOW + HOUR)
    steward = tx.people.by_code("L1")
    assert steward
    tx.outbox.put(steward.id, notice(), key="t:1", now=NOW, not_before=NOW + DAY)
    return told, joined


def test_cases_come_back_with_all_that_happened_to_them(store: Store) -> None:
    told, joined = store.run_now(live)
    [found] = store.read_now(audit.all_cases)
    events = store.read_now(audit.all_events)
    assert found.reporter == told
    assert [event.kind for event in events[found.id]] == [EventKind.OPENED, EventKind.HURRIED]
    assert store.read_now(audit.all_joined) == {found.id: ((joined, NOW + HOUR),)}


def test_letters_come_back_with_their_lot(store: Store) -> None:
    store.run_now(live)
    went, held = store.read_now(audit.all_letters)
    assert (went.origin, went.address, went.settled_at, went.failed) == ("m:1", CHAT, NOW + HOUR, False)
    assert (held.origin, held.address, held.settled_at, held.not_before) == ("t:1", None, None, NOW + DAY)


def test_words_come_back_by_chat_and_key(store: Store) -> None:
    told, joined = store.run_now(live)
    assert store.read_now(audit.all_heard) == {(CHAT, "k1"): ("楼道灯坏了",)}
    assert store.read_now(audit.chats) == {told: {CHAT}, joined: {OTHER}}


def test_a_file_that_need_not_last_does_not_wait_for_the_disk(sqlite_store: Store) -> None:
    audit.forgo_durability(sqlite_store)
    settings = sqlite_store.run_now(lambda tx: driver(tx.connection).execute("PRAGMA synchronous").fetchone())
    assert settings == (0,)
