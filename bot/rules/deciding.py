"""`huying rules accept` and `reject`: a person's word on a correction. Accepted, it is written into the operator's own book.

The packaged book is never touched, and a book that would not load afterwards is not written.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.rules import FORM_NAMES
from bot.rules.past import in_store, remember
from bot.rules.reviewing import Lesson, add, lessons, proposer, source_of
from bot.settings import Settings
from domain.clock import SystemClock
from domain.errors import OperatorError
from routing.book import DEFAULT, load_book
from routing.book.written import FORMS
from routing.proposals import Proposal

REJECTED = "rejected"
Say = Callable[[str], None]


def accept(settings: Settings, number: int, form: str | None, text: str | None, say: Say) -> int:
    """`form` and `text` as a person worded them; the first proposal where they are left out."""
    folder = own_book(settings)
    memory = remember(settings)
    lesson = find(lessons(memory), number)
    chosen = worded(form, text) or first(proposer(folder, memory).proposals(lesson.words, lesson.new), lesson)
    path = take(folder, lesson.new, chosen)
    settle(settings, lesson, chosen.form)
    line = source_of(folder, lesson.new).line(FORMS[chosen.form], chosen.text)
    say(f"写进了 {path} 第 {line} 行：{lesson.new} 的{FORM_NAMES[chosen.form]}“{chosen.text}”。")
    say("正在运行的呼应几秒后自动用上；用 huying rules check 再看一遍手册。")
    return 0


def reject(settings: Settings, number: int, say: Say) -> int:
    lesson = find(lessons(remember(settings)), number)
    settle(settings, lesson, REJECTED)
    say(f"记下了：#{number}（{lesson.case}）不改手册。")
    return 0


def own_book(settings: Settings) -> Path:
    if settings.book is None or settings.book.resolve() == DEFAULT.resolve():
        raise OperatorError(
            "HUYING_BOOK", "现在用的是自带的手册，不能改；用 huying init 建一个部署，会复制一份手册供修改"
        )
    return settings.book


def find(known: tuple[Lesson, ...], number: int) -> Lesson:
    lesson = next((lesson for lesson in known if lesson.number == number), None)
    if lesson is None:
        raise OperatorError(f"#{number}", "没有这条待定的更正；用 huying rules review 看有哪些")
    return lesson


def worded(form: str | None, text: str | None) -> Proposal | None:
    if form is None:
        return None
    if not text or not text.strip():
        raise OperatorError(form, "后面要写内容，例如 huying rules accept 12 短语 电梯慢吞吞")
    return Proposal(next(key for key, name in FORM_NAMES.items() if name == form), text.strip())


def first(proposals: tuple[Proposal, ...], lesson: Lesson) -> Proposal:
    if not proposals:
        raise OperatorError(
            f"#{lesson.number}", "这句话里找不出可写进手册的词，请自己写：huying rules accept 编号 例句 内容"
        )
    return proposals[0]


def take(folder: Path, item: str, chosen: Proposal) -> Path:
    """Tried on a copy first: nothing but this one item may have changed."""
    before = load_book(folder)
    with TemporaryDirectory(prefix="huying-") as scratch:
        copy = Path(shutil.copytree(folder, Path(scratch) / "book"))
        written = add(copy, item, chosen.form, chosen.text)
        after = load_book(copy)
        same = replace(after, version=before.version, items={**after.items, item: before.items[item]})
        if same != before:
            raise OperatorError(written.name, "写进去会动到别的内容，请手工添加", key=item)
        return put(folder / written.name, written.read_bytes())


def put(path: Path, content: bytes) -> Path:
    """In one step, so that a running process never reads half a file."""
    aside = path.with_name(f"{path.name}.new")
    aside.write_bytes(content)
    os.replace(aside, path)
    return path


def settle(settings: Settings, lesson: Lesson, settled_as: str) -> None:
    now = SystemClock().now()
    in_store(settings, lambda store: store.run_now(lambda tx: tx.corrections.settle(lesson.case, settled_as, now)))
