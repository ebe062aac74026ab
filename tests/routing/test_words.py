"""Plain form: width, script, dialect and homophones; jieba's cache stays where it is told."""

import tempfile
from pathlib import Path

import pytest

from routing.words import Words
from tests.routing.reading import book


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(book().words)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("電梯壞了", "电梯坏了"),
        ("３幢ＡＢＣ", "3幢abc"),
        ("电体又停了", "电梯又停了"),
        ("屋里厢落雨", "家里下雨"),
        ("听车位被占", "停车位被占"),
        ("听音乐", "听音乐"),
        ("楼道登坏了", "楼道灯坏了"),
        ("吵\u200b死\x00了", "吵 死 了"),
        ("啊啊啊啊啊啊啊啊", "啊啊啊"),
    ],
)
def test_plain_form(words: Words, written: str, plain: str) -> None:
    assert words.plain(written) == plain


def test_the_cache_goes_to_the_given_folder_only(tmp_path: Path) -> None:
    shared = Path(tempfile.gettempdir()) / "jieba.cache"
    before = shared.exists()
    Words(book().words, cache=tmp_path / "words")
    assert list((tmp_path / "words").iterdir())
    assert shared.exists() == before


def test_features_leave_bland_words_out(words: Words) -> None:
    row = words.features(words.cut(words.plain("请问电梯")))
    assert "w:电梯" in row
    assert "问电" not in row
