"""Corrections are kept in order, and settled once, a case at a time."""

from dataclasses import replace
from datetime import timedelta

from storage.corrections import Correction
from storage.store import Store
from tests.storage.makers import NOW, resident


def test_corrections_come_back_in_order(store: Store) -> None:
    by = store.run_now(resident)
    store.run_now(lambda tx: tx.corrections.add("YB-0001", "灯不亮", "QT", "LD-01", by, NOW))
    store.run_now(lambda tx: tx.corrections.add("YB-0002", "有点吵", "QT", "ZS-01", None, NOW))
    found = store.read_now(lambda tx: tx.corrections.all())
    assert [replace(correction, id=0) for correction in found] == [
        Correction("YB-0001", "灯不亮", "QT", "LD-01", by, NOW),
        Correction("YB-0002", "有点吵", "QT", "ZS-01", None, NOW),
    ]
    assert found[0].id < found[1].id


def test_a_case_is_settled_once_and_later_corrections_are_open_again(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    store.run_now(lambda tx: tx.corrections.add("YB-0001", "灯不亮", "SD2", "QT", None, NOW))
    store.run_now(lambda tx: tx.corrections.add("YB-0001", "灯不亮", "QT", "WX3", None, NOW))
    store.run_now(lambda tx: tx.corrections.add("YB-0002", "有点吵", "QT", "ZS1", None, NOW))
    assert store.run_now(lambda tx: tx.corrections.settle("YB-0001", "phrase", NOW)) == 2
    assert store.run_now(lambda tx: tx.corrections.settle("YB-0001", "rejected", later)) == 0
    store.run_now(lambda tx: tx.corrections.add("YB-0001", "灯不亮", "WX3", "SD2", None, later))
    settled = [(found.settled_as, found.settled_at) for found in store.read_now(lambda tx: tx.corrections.all())]
    assert settled == [("phrase", NOW), ("phrase", NOW), (None, None), (None, None)]
