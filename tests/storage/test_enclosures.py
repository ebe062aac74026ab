import pytest

from domain.people import Address
from storage.enclosures import Enclosure, Label
from storage.store import Store
from tests.storage.makers import NOW, resident


def test_a_photo_comes_back_byte_for_byte(store: Store) -> None:
    data = bytes(range(256)) * 40
    person = store.run_now(resident)
    id = store.run_now(lambda tx: tx.enclosures.keep(data, "image/jpeg", person, NOW))
    assert store.read_now(lambda tx: tx.enclosures.get(id)) == Enclosure(id, data, "image/jpeg", person, NOW)


@pytest.mark.parametrize("id", [99, 0, -1, 10**30])
def test_an_unknown_photo_is_none(store: Store, id: int) -> None:
    assert store.read_now(lambda tx: tx.enclosures.get(id)) is None


def test_the_number_of_a_deleted_photo_is_never_given_again(store: Store) -> None:
    person = store.run_now(resident)
    first = store.run_now(lambda tx: tx.enclosures.keep(b"a", "image/png", person, NOW))
    store.run_now(lambda tx: tx.people.forget(person, NOW))
    assert store.run_now(lambda tx: tx.enclosures.keep(b"b", "image/png", None, NOW)) > first


def test_labels_tell_what_is_there_without_its_bytes(store: Store) -> None:
    voice = store.run_now(lambda tx: tx.enclosures.keep(b"OggS" * 5, "audio/ogg", None, NOW))
    paper = store.run_now(lambda tx: tx.enclosures.keep(b"", "text/plain", None, NOW, "空.txt"))
    labels = store.read_now(lambda tx: tx.enclosures.labels([paper, voice, voice, 10**30]))
    assert labels == {voice: Label("audio/ogg", None, 20), paper: Label("text/plain", "空.txt", 0)}
    assert store.read_now(lambda tx: tx.enclosures.labels([])) == {}


def test_what_is_nobody_s_may_become_hers_and_what_is_hers_stays_so(store: Store) -> None:
    her = store.run_now(resident)
    other = store.run_now(lambda tx: tx.people.meet(Address("web", "b"), NOW).id)
    ids = [store.run_now(lambda tx: tx.enclosures.keep(b"a", "audio/ogg", None, NOW)) for _ in range(2)]
    store.run_now(lambda tx: tx.enclosures.belong(ids[:1], her))
    store.run_now(lambda tx: tx.enclosures.belong(ids, other))
    found = [store.read_now(lambda tx, id=id: tx.enclosures.get(id)) for id in ids]  # type: ignore[misc]
    assert [kept.owner for kept in found if kept] == [her, other]
