"""A rule written into a file of the book: read back by TOML, and nothing else moved."""

import tomllib

import pytest

from domain.errors import OperatorError
from routing.book import DEFAULT, load_book
from routing.book.written import read_items, with_rule

HEAD = '[topic]\ncode = "DT"\nname = "电梯"\n\n# 第一个\n[items.DT1]  # 坏了\nname = "坏"\n'
TAIL = '\n# 第二个\n[items.DT2]\nname = "抖"\nphrases = ["抖"]\n'


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ('phrases = ["甲"]', ["甲", "新"]),
        ('phrases = ["甲",]', ["甲", "新"]),
        ("phrases = []", ["新"]),
        ("phrases = [\n]", ["新"]),
        ('phrases = ["甲"] # 说明 ]', ["甲", "新"]),
        ('phrases = [\n  "甲", "乙",\n]', ["甲", "乙", "新"]),
        ('phrases = [\n  "甲", # 第一 "个"]\n  "乙" # 第二\n]', ["甲", "乙", "新"]),
        ('phrases = [\n  "甲", "乙"]', ["甲", "乙", "新"]),
        ('phrases = [ # 开头\n  "甲",\n  # 结尾\n]', ["甲", "新"]),
        ("phrases = ['甲]', \"乙\\\"]\"]", ["甲]", '乙"]', "新"]),
        ('phrases = ["""甲\n]""", "乙"]', ["甲\n]", "乙", "新"]),
        ('urgency = "P1"', ["新"]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_value_is_added_at_the_end_of_its_list(written: str, values: list[str], newline: str) -> None:
    before = (HEAD + written + TAIL).replace("\n", newline)
    after = with_rule(before, "02-dt.toml", "DT1", "phrases", "新")
    read = tomllib.loads(after)["items"]
    assert read["DT1"]["phrases"] == values
    assert read["DT2"] == {"name": "抖", "phrases": ["抖"]}
    kept = iter(after)
    assert all(letter in kept for letter in before)  # what stood there stands there still, in its order
    assert all(row.endswith(newline) for row in after.splitlines(keepends=True))


def test_quotes_and_letters_of_any_kind_are_written_as_toml() -> None:
    text = HEAD + 'examples = ["甲"]\n'
    for value in ('他说"又停了"', "a\\b", "第一行\n第二行", "🛗"):
        assert tomllib.loads(with_rule(text, "f", "DT1", "examples", value))["items"]["DT1"]["examples"][-1] == value


@pytest.mark.parametrize("text", ["", '[items.DT9]\nname = "x"\n', 'items.DT1.phrases = ["甲"]\n'])
def test_where_it_cannot_be_written_the_operator_is_told(text: str) -> None:
    with pytest.raises(OperatorError, match="手工添加"):
        with_rule(text, "02-dt.toml", "DT1", "phrases", "新")


def test_every_list_of_the_packaged_book_can_be_added_to() -> None:
    for item in read_items(DEFAULT):
        for key in ("phrases", "pairs", "examples"):
            changed = tomllib.loads(with_rule(item.text, item.path.name, item.code, key, "新 & 词"))
            before = tomllib.loads(item.text)
            before["items"][item.code].setdefault(key, []).append("新 & 词")
            assert changed == before


def test_each_rule_knows_its_line() -> None:
    rules = [rule for item in read_items(DEFAULT) for rule in item.rules]
    book = load_book()
    assert len(rules) == sum(len(item.phrases) + len(item.pairs) for item in book.items.values())
    lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in DEFAULT.glob("*.toml")}
    assert all(rule.line and rule.text in lines[rule.file][rule.line - 1].replace('\\"', '"') for rule in rules)
