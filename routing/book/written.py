"""How do the rules stand in the book's files? Each phrase and pair as it was written, with file and line; and where a
further one goes, so that comments and order stay as they are.

Text in, text out: what is done with a changed text is for those who ask.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import OperatorError
from routing.book import TOPIC_FILES
from routing.book.model import TopicFile
from routing.book.source import KEY, line_of, look_over, read_text

FORMS = {"phrase": "phrases", "pair": "pairs", "example": "examples"}
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*|[\[\],]", re.DOTALL
)
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase or pair of an item, in its writer's own words. `form` is a key of FORMS."""

    item: str
    form: str
    text: str
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class ItemSource:
    """One item's table: in which file, that file's text, and its rules and examples."""

    code: str
    path: Path
    text: str
    rules: tuple[Rule, ...]
    examples: tuple[str, ...]

    def line(self, key: str, word: str = "") -> int | None:
        return line_of_word(self.text, ("items", self.code, key), word)


def read_items(folder: Path) -> Iterator[ItemSource]:
    """Every item that can be read, file by file; what is wrong is for `mistakes` to say."""
    for path in sorted(folder.glob(TOPIC_FILES)):
        table, _ = look_over(path, TopicFile)
        if table:
            text = read_text(path)
            for code, item in table.items.items():
                written = [("phrase", word) for word in item.phrases] + [("pair", pair) for pair in item.pairs]
                rules = tuple(
                    Rule(code, form, word, path.name, line_of_word(text, ("items", code, FORMS[form]), word))
                    for form, word in written
                )
                yield ItemSource(code, path, text, rules, item.examples)


def line_of_word(text: str, where: tuple[str, ...], word: str) -> int | None:
    """The line on which a word of a list stands; the list's own where the word is spelt in some other way."""
    first = line_of(text, where)
    if first is None or not word:
        return first
    spelt = (json.dumps(word, ensure_ascii=False), f"'{word}'")
    rows = text.splitlines()[first - 1 :]
    for number, row in enumerate(rows, first):
        if any(form in row for form in spelt):
            return number
        if number > first and row.startswith("["):
            break
    return first


def with_rule(text: str, file: str, item: str, key: str, value: str) -> str:
    """The file's text with `value` at the end of the item's list `key`. Raises OperatorError where it cannot be."""
    start, end = table_of(text, file, item)
    newline = "\r\n" if "\r\n" in text else "\n"
    written = json.dumps(value, ensure_ascii=False)
    at = list_at(text, key, start, end)
    changed = (
        appended(text, at, written, newline)
        if at is not None
        else f"{text[:start]}{key} = [{written}]{newline}{text[start:]}"
    )
    if value not in tomllib.loads(changed.removeprefix("\ufeff"))["items"][item][key]:
        raise OperatorError(file, f"没能把“{value}”写进去，请手工添加", line_of(text, ("items", item)), key)
    return changed


def table_of(text: str, file: str, item: str) -> tuple[int, int]:
    """Where the item's table begins, behind its header, and ends."""
    header = re.search(rf"^[ \t]*\[[ \t]*items[ \t]*\.[ \t]*{item}[ \t]*\][^\n]*\n", text, re.MULTILINE)
    if header is None:
        raise OperatorError(file, f"找不到 [items.{item}] 这一段，请手工添加")
    following = re.search(r"^[ \t]*\[[^\n\]]*\]", text[header.end() :], re.MULTILINE)
    return header.end(), header.end() + following.start() if following else len(text)


def list_at(text: str, key: str, start: int, end: int) -> int | None:
    """Where the list of that key opens, just behind its bracket."""
    at = start
    for row in text[start:end].splitlines(keepends=True):
        found = KEY.match(row)
        if found and found[1] == key:
            return text.index("[", at) + 1
        at += len(row)
    return None


def appended(text: str, opened: int, written: str, newline: str) -> str:
    """The list that opens there with one value more: behind the last one, before any comment that follows it."""
    last, comma, close = opened, True, opened
    for token in TOKEN.finditer(text, opened):
        if token[0] == "]":
            close = token.start()
            break
        if token[0] == ",":
            last, comma = token.end(), True
        elif not token[0].startswith("#"):
            last, comma = token.end(), False
    row_end = text.find("\n", last)
    if row_end < 0 or close <= row_end:
        gap = "" if last == opened else " " if comma else ", "
        return f"{text[:last]}{gap}{written}{text[last:]}"
    rest = text[last:row_end].rstrip("\r")
    return f"{text[:last]}{'' if comma else ','}{rest}{newline}{INDENT}{written},{text[last + len(rest) :]}"
