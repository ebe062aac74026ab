"""Proposals name nobody, fire on the message they come from, and are legal in the book."""

from functools import cache

import pytest

from routing.book import DEFAULT
from routing.book.model import parse_pair
from routing.book.written import read_items
from routing.proposals import Proposer, faceless
from routing.words import Words
from tests.routing.reading import book

HIDDEN = "＊＊＊"


@cache
def proposer() -> Proposer:
    return Proposer(book(), tuple(read_items(DEFAULT)), Words(book().words), ("李春风",))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("3幢2单元501漏水", f"{HIDDEN}漏水"),
        ("3-2-501漏水", f"{HIDDEN}漏水"),
        ("A座1203室太吵", f"{HIDDEN}太吵"),
        ("三零一门口", f"{HIDDEN}门口"),
        ("电话13812345678", f"电话{HIDDEN}"),
        ("李春风不管", f"{HIDDEN}不管"),
        ("王阿姨说的", f"{HIDDEN}说的"),
        ("我叫赵钱孙，灯坏了", f"{HIDDEN}，灯坏了"),
        ("停了两天，第三次了", "停了两天，第三次了"),
        ("电梯坏了", "电梯坏了"),
    ],
)
def test_what_names_a_person_or_a_home_is_hidden(said: str, shown: str) -> None:
    assert faceless(said, ("李春风",)).replace("我叫", "") == shown


def test_a_message_gives_a_pair_a_phrase_and_an_example() -> None:
    found = {one.form: one for one in proposer().proposals("3幢2单元501那铁笼子上下慢吞吞的，13812345678", "DT2")}
    assert found.keys() == {"pair", "phrase", "example"}
    assert parse_pair(found["pair"].text)
    assert found["example"].text == "那铁笼子上下慢吞吞"
    assert found["phrase"].text in "那铁笼子上下慢吞吞的"
    assert all(one.other == 0 for one in found.values())


def test_what_the_book_knows_already_is_not_proposed_again() -> None:
    known = book().items["DT1"].phrases[0]
    assert known not in {one.text for one in proposer().proposals(f"{known}", "DT1") if one.form == "phrase"}


@pytest.mark.parametrize("words", ["", "3幢", "13812345678", "？！", "好", "\ud800"])
def test_words_without_a_matter_give_nothing_to_learn(words: str) -> None:
    assert proposer().proposals(words, "DT1") == ()


def test_english_gives_proposals_too() -> None:
    found = proposer().proposals("the iron cage crawls and squeals, call 13812345678", "DT2")
    assert {one.form for one in found} >= {"pair", "example"}
