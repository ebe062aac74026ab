"""Plain form: width, script, dialect and homophones; jieba's cache stays where it is told."""

import tempfile
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.words import Cutter, Words, common, tokenizer
from tests.routing.reading import book


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(book().words)


@pytest.fixture(scope="module")
def cutter() -> Cutter:
    return tokenizer((), None)


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
    assert "电梯" in row
    assert "问电" not in row


@given(st.text(alphabet="电梯坏了楼道灯不亮停水天下午的一是a1 ,。", max_size=80))
def test_words_are_cut_as_jieba_cuts_them(cutter: Cutter, text: str) -> None:
    """Our two faster steps against the library's own, on the same dictionary."""
    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total, theirs.initialized = cutter.FREQ, cutter.total, True
    assert list(cutter.cut(text, HMM=False)) == theirs.lcut(text, HMM=False)


def test_persons_names_and_rare_words_are_left_out(words: Words) -> None:
    lines = [line.encode() for line in ("电梯 500 n", "张三 900 nr", "焦沙烂石 3 i")]
    assert list(common(lines)) == lines[:1]
