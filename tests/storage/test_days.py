from datetime import date

from storage.store import Store


def test_exceptions_are_replaced_as_a_whole(store: Store) -> None:
    assert store.read_now(lambda tx: tx.days.all()) == {}
    store.run_now(lambda tx: tx.days.replace({date(2026, 10, 1): False, date(2026, 10, 10): True}))
    store.run_now(lambda tx: tx.days.replace({date(2027, 1, 1): False}))
    assert store.read_now(lambda tx: tx.days.all()) == {date(2027, 1, 1): False}
    store.run_now(lambda tx: tx.days.replace({}))
    assert store.read_now(lambda tx: tx.days.all()) == {}
