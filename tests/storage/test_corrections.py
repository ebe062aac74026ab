from storage.corrections import Correction
from storage.store import Store
from tests.storage.makers import NOW, resident


def test_corrections_come_back_in_order(store: Store) -> None:
    by = store.run_now(resident)
    store.run_now(lambda tx: tx.corrections.add("YB-0001", "灯不亮", "QT", "LD-01", by, NOW))
    store.run_now(lambda tx: tx.corrections.add("YB-0002", "有点吵", "QT", "ZS-01", None, NOW))
    assert store.read_now(lambda tx: tx.corrections.all()) == (
        Correction("YB-0001", "灯不亮", "QT", "LD-01", by, NOW),
        Correction("YB-0002", "有点吵", "QT", "ZS-01", None, NOW),
    )
