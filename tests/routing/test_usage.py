"""Each rule is counted by itself: where it fires, how often rightly, when last."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from routing.book import RuleBook, load_book
from routing.book.written import read_items
from routing.usage import Past, Usage, usages
from routing.words import Words
from tests.kit.books import edit, small_book

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OWN = """
[items.DT9]
name = "新事项"
plain = "新的事"
plain_en = "something new"
door = "物业"
urgency = "P2"
phrases = ["乌篷船搁浅", "白鹭鸶"]
pairs = ["乌篷船|电梯 & 漂走 ~4"]
unless = ["景区"]
examples = ["单元里的乌篷船搁浅了"]
"""


@dataclass(frozen=True)
class Written:
    folder: Path
    book: RuleBook


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = small_book(tmp_path_factory.mktemp("usage") / "book")
    with (folder / "02-dt.toml").open("a", encoding="utf-8") as file:
        file.write(OWN)
    edit(folder / "05-ws.toml", "examples = [", 'examples = [\n  "乌篷船搁浅在垃圾堆上",')
    return Written(folder, load_book(folder))


def of_new_item(written: Written, *past: Past) -> dict[str, Usage]:
    counted = usages(written.book, tuple(read_items(written.folder)), past, Words(written.book.words))
    return {usage.rule.text: usage for usage in counted if usage.rule.item == "DT9"}


def test_examples_are_counted_by_whose_they_are(written: Written) -> None:
    counted = of_new_item(written)
    assert (counted["乌篷船搁浅"].own, counted["乌篷船搁浅"].other) == (1, 1)
    assert not counted["白鹭鸶"].fired
    assert counted["白鹭鸶"].precision is None


def test_cases_are_counted_by_what_they_were_in_the_end(written: Written) -> None:
    counted = of_new_item(
        written,
        Past("YS-1", "乌篷船搁浅了", "DT9", NOW),
        Past("YS-2", "又是乌篷船搁浅", "WS1", NOW - timedelta(days=3)),
        Past("YS-3", "乌篷船搁浅第三次", None, NOW - timedelta(days=9)),
        Past("YS-4", "电梯里的水漂走了", "DT9", NOW),
    )
    phrase = counted["乌篷船搁浅"]
    assert (phrase.hits, phrase.judged, phrase.right, phrase.precision, phrase.last) == (3, 2, 1, 0.5, NOW)
    assert counted["乌篷船|电梯 & 漂走 ~4"].hits == 1


def test_what_silences_the_item_silences_each_of_its_rules(written: Written) -> None:
    counted = of_new_item(written, Past("YS-1", "景区的乌篷船搁浅了", "DT9", NOW), Past("YS-2", "不是乌篷船搁浅", "DT9", NOW))
    assert counted["乌篷船搁浅"].hits == 0
