"""The rule book: complete as packaged, and every mistake in it named by file, line and key."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import routing.book
from domain.cases import Urgency
from domain.errors import OperatorError
from domain.reading import Intent
from routing.book import load_book
from routing.book.model import parse_pair
from tests.routing.reading import book

DEFAULT = Path(routing.book.__file__).parent / "default"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "book"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_packaged_book_holds_the_whole_taxonomy() -> None:
    assert len(book().topics) == 20
    assert len(book().items) == 97
    assert book().items["QT"].urgency is Urgency.P2
    assert all(item.topic in book().topics for item in book().items.values())


def test_every_item_can_be_said_in_both_languages_and_has_examples() -> None:
    for item in book().items.values():
        assert item.plain
        assert item.plain_en.isascii()
        assert item.door
        assert len(item.examples) >= 8, item.code


def test_no_example_stands_under_two_items() -> None:
    examples = [example for item in book().items.values() for example in item.examples]
    assert len(examples) == len(set(examples))


def test_sixteen_dangers_each_say_a_number_in_both_languages() -> None:
    assert set(book().emergencies) == {f"E{n}" for n in range(1, 17)}
    for kind in book().emergencies.values():
        for lines in (kind.say, kind.say_en):
            assert any(letter.isdigit() for letter in "".join(lines).format(**book().numbers.said())), kind.code


def test_every_intent_has_examples() -> None:
    assert set(book().intents) == set(Intent)
    assert all(len(signs.examples) >= 8 for signs in book().intents.values())


def test_gas_and_duty_numbers_are_missing_until_filled_in() -> None:
    assert book().numbers.missing() == ("gas", "duty")


def test_the_version_changes_with_any_file(folder: Path) -> None:
    before = load_book(folder).version
    edit(folder / "numbers.toml", 'gas = ""', 'gas = "0573-00000000"')
    after = load_book(folder)
    assert after.version != before
    assert after.numbers.missing() == ("duty",)


MISTAKES: list[tuple[str, Callable[[Path], None], str, str | None, str]] = [
    (
        "an unknown key",
        lambda f: edit(f / "02-dt.toml", "plain_en", "plain_fr"),
        "02-dt.toml",
        "items.DT1.plain_en",
        "缺少",
    ),
    (
        "a pair with an empty side",
        lambda f: edit(f / "02-dt.toml", "pairs = [", 'pairs = [\n  "电梯 & ",'),
        "02-dt.toml",
        "items.DT1.pairs",
        "两边都不能空",
    ),
    (
        "an urgency that does not exist",
        lambda f: edit(f / "02-dt.toml", 'urgency = "P1"', 'urgency = "P9"'),
        "02-dt.toml",
        "items.DT1.urgency",
        "P0",
    ),
    (
        "a word written twice",
        lambda f: edit(f / "02-dt.toml", "phrases = [", 'phrases = ["电梯坏", "电梯坏",'),
        "02-dt.toml",
        "items.DT1.phrases",
        "写了两遍",
    ),
    (
        "an item of another topic",
        lambda f: edit(f / "02-dt.toml", "[items.DT1]", "[items.WX1]"),
        "02-dt.toml",
        "items.WX1",
        "在别的文件里已经有了",
    ),
    (
        "an item whose code is not of its topic",
        lambda f: edit(f / "02-dt.toml", "[items.DT1]", "[items.LIFT]"),
        "02-dt.toml",
        "items.LIFT",
        "编号",
    ),
    (
        "a topic written in two files",
        lambda f: edit(f / "02-dt.toml", 'code = "DT"', 'code = "WX"'),
        "02-dt.toml",
        "topic.code",
        "在别的文件里已经有了",
    ),
    (
        "an unknown number in a first-aid line",
        lambda f: edit(f / "emergencies.toml", "{gas}", "{gaz}"),
        "emergencies.toml",
        "emergencies.E2.say",
        "gaz",
    ),
    (
        "an intent that does not exist",
        lambda f: edit(f / "intents.toml", "[intents.praise]", "[intents.prayer]"),
        "intents.toml",
        "intents.prayer",
        "",
    ),
]


@pytest.mark.parametrize(("name", "breaks", "file", "key", "problem"), MISTAKES, ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_named(
    folder: Path, name: str, breaks: Callable[[Path], None], file: str, key: str, problem: str
) -> None:
    breaks(folder)
    with pytest.raises(OperatorError) as caught:
        load_book(folder)
    assert caught.value.where == file
    assert caught.value.key is not None
    assert caught.value.key.startswith(key)
    assert problem in caught.value.problem
    assert caught.value.line is not None


def test_bad_toml_names_its_line(folder: Path) -> None:
    (folder / "numbers.toml").write_text('fire = "119"\nambulance = \n', encoding="utf-8")
    with pytest.raises(OperatorError) as caught:
        load_book(folder)
    assert (caught.value.where, caught.value.line) == ("numbers.toml", 2)


def test_a_missing_folder_or_file_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="找不到规则手册文件夹"):
        load_book(tmp_path / "nowhere")
    (folder / "words.toml").unlink()
    with pytest.raises(OperatorError, match=r"words\.toml"):
        load_book(folder)


def test_a_book_without_the_fallback_item_is_refused(folder: Path) -> None:
    (folder / "20-qt.toml").unlink()
    with pytest.raises(OperatorError, match="QT"):
        load_book(folder)


def test_a_pair_may_name_its_own_window() -> None:
    pair = parse_pair("电梯|轿厢 & 抖|晃 ~20")
    assert (pair.objects, pair.symptoms, pair.window) == (("电梯", "轿厢"), ("抖", "晃"), 20)


@pytest.mark.parametrize("text", ["电梯", "电梯 &", "& 抖", "电梯 & 抖 & 晃", "电梯 & 抖 ~0", "电梯 & 抖 ~远"])
def test_a_badly_written_pair_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="词对"):
        parse_pair(text)
