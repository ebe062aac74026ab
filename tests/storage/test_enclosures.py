import pytest

from storage.enclosures import Enclosure
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
