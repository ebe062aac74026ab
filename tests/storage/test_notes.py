from storage.store import Store
from storage.tx import Tx


def test_a_note_is_kept_and_overwritten(store: Store) -> None:
    assert store.read_now(lambda tx: tx.notes.get("ahead")) is None
    store.run_now(lambda tx: tx.notes.set("ahead", "3600"))
    store.run_now(lambda tx: tx.notes.set("ahead", "7200"))
    assert store.read_now(lambda tx: tx.notes.get("ahead")) == "7200"


def test_of_several_who_note_the_same_one_alone_was_first(store: Store) -> None:
    def note(tx: Tx, day: str) -> bool:
        return tx.notes.change("digest.week", day)

    first = [store.run_now(note, day) for day in ("23", "23", "30", "30", "23")]
    assert first == [True, False, True, False, True]
