from storage.store import Store


def test_a_note_is_kept_and_overwritten(store: Store) -> None:
    assert store.read_now(lambda tx: tx.notes.get("ahead")) is None
    store.run_now(lambda tx: tx.notes.set("ahead", "3600"))
    store.run_now(lambda tx: tx.notes.set("ahead", "7200"))
    assert store.read_now(lambda tx: tx.notes.get("ahead")) == "7200"
