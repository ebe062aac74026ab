"""What is legal but bad is pointed out, by file, line and key."""

from pathlib import Path

import pytest

from bot.rules.check import remarks
from tests.kit.books import edit, small_book

OWN = """
[items.DT9]
name = "新事项"
plain = "新的事"
plain_en = "something new"
door = "物业"
urgency = "P2"
phrases = ["电梯坏", "锅", "乌篷船"]
pairs = ["船 & 沉 ~8"]
examples = ["单元里的船又沉了"]
"""


@pytest.fixture
def told(tmp_path: Path) -> dict[str, list[str]]:
    folder = small_book(tmp_path / "book")
    with (folder / "02-dt.toml").open("a", encoding="utf-8") as file:
        file.write(OWN)
    edit(folder / "05-ws.toml", "examples = [", 'examples = [\n  "单元里的船又沉了",')
    found: dict[str, list[str]] = {}
    for one in remarks(folder):
        found.setdefault(one.kind, []).append(str(one.remark))
    return found


def test_each_kind_of_remark_names_its_place(told: dict[str, list[str]]) -> None:
    def some(kind: str, *parts: str) -> bool:
        return any(all(part in line for part in parts) for line in told[kind])

    assert some("电话", "numbers.toml 第", "[gas]")
    assert some("重复", "02-dt.toml 第", "[items.DT9.phrases]", "“电梯坏”在 DT1 里也有")
    assert some("重复", "05-ws.toml 第", "examples", "“单元里的船又沉了”在 DT9 里也有")
    assert some("口头禅", "[items.DT9.phrases]", "“锅”在“火锅”")
    assert some("单字", "[items.DT9.pairs]", "“船”、“沉”")
    assert some("例句少", "[items.DT9.examples]", "只有 1 条例句")
    assert some("没用上", "[items.DT9.phrases]", "“乌篷船”")
    assert not some("没用上", "[items.DT9", "船 & 沉")
