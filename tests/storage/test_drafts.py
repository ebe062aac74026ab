from domain.messages import Choice, Draft
from domain.people import Address
from storage.store import Store
from tests.storage.makers import CHAT, HOUR, NOW


def test_nothing_begun_is_an_empty_draft(store: Store) -> None:
    assert store.read_now(lambda tx: tx.drafts.get(CHAT)) == Draft()


def test_a_draft_comes_back_as_saved_and_is_overwritten(store: Store) -> None:
    answers = {"words": "三幢", "place": {"estate": "E1", "room": None}, "matters": [1, 2], "sure": True}
    first = Draft("place", answers, (Choice("b:3", "3幢"), Choice("no", "都不是")))
    store.run_now(lambda tx: tx.drafts.save(CHAT, first, NOW))
    found = store.read_now(lambda tx: tx.drafts.get(CHAT))
    assert (found.step, found.answers, found.offered, found.updated_at) == ("place", answers, first.offered, NOW)
    store.run_now(lambda tx: tx.drafts.save(CHAT, Draft(), NOW + HOUR))
    assert store.read_now(lambda tx: tx.drafts.get(CHAT)) == Draft(updated_at=NOW + HOUR)


def test_each_address_has_its_own(store: Store) -> None:
    store.run_now(lambda tx: tx.drafts.save(CHAT, Draft("place"), NOW))
    assert store.read_now(lambda tx: tx.drafts.get(Address("telegram", CHAT.key))).step is None
