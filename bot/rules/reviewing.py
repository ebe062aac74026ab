"""`huying rules review`: what people sorted differently, as proposals for the book, each with what it would change.

Shows only. Whoever runs it decides, with `accept` or `reject`; the commands are printed ready to be copied.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory

from bot.rules import FORM_NAMES
from bot.rules.past import Memory, questions, truth
from bot.rules.progress import shown
from bot.rules.trying import summary, told
from domain.errors import OperatorError
from routing.book import DEFAULT, OTHER, RuleBook, load_book
from routing.book.written import FORMS, ItemSource, read_items, with_rule
from routing.proposals import Proposal, Proposer, faceless
from routing.read import Reader
from routing.trial import Answer, Move, Question, answers, moves, of_case
from routing.words import Words
from storage.corrections import Correction

AT_ONCE = 5
MOVES_SHOWN = 3
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One case's open corrections, taken together. `number` is the first correction's."""

    number: int
    case: str
    words: str
    old: str
    new: str


def lessons(memory: Memory) -> tuple[Lesson, ...]:
    """Those a person has not decided on yet, and that are known to be something by now; oldest first."""
    final = {case.number: truth(case) for case in memory.cases}
    grouped: dict[str, list[Correction]] = {}
    for correction in memory.corrections:
        if correction.settled_at is None and correction.words:
            grouped.setdefault(correction.case_number, []).append(correction)
    found = []
    for number, those in grouped.items():
        new = final.get(number) or those[-1].new_item
        old = next((c.old_item for c in those if c.old_item != OTHER), OTHER)
        if new not in (OTHER, old):
            found.append(Lesson(those[0].id, number, those[-1].words, old, new))
    return tuple(found)


def waiting(memory: Memory, reader: Reader) -> tuple[Lesson, ...]:
    """Lessons the book has not learnt already, of items it still has."""
    return tuple(lesson for lesson in lessons(memory) if lesson.new in reader.book.items and not known(reader, lesson))


def known(reader: Reader, lesson: Lesson) -> bool:
    verdict = reader.matter(lesson.words).verdict
    return bool(verdict.sure and verdict.best and verdict.best.item == lesson.new)


def proposer(folder: Path, memory: Memory) -> Proposer:
    book = load_book(folder)
    return Proposer(book, tuple(read_items(folder)), Words(book.words), memory.names)


def run(folder: Path | None, memory: Memory, number: int | None, say: Say) -> int:
    """All that wait, the first few with a replay; or one alone, with everything it moves."""
    folder = folder or DEFAULT
    reader = Reader(load_book(folder), memory.directory)
    open_lessons = waiting(memory, reader)
    chosen = [lesson for lesson in open_lessons if number in (None, lesson.number)]
    if number is not None and not chosen:
        raise OperatorError(f"#{number}", "没有这条待定的更正；用 huying rules review 看有哪些")
    if not chosen:
        say("没有待定的更正：改过的归类，手册都已经学会或已作决定。")
        return 0
    asked = [*map(itself, chosen[:AT_ONCE]), *questions(memory)]
    before = list(answers(shown(asked, len(asked), "旧手册"), reader))
    suggest = proposer(folder, memory)
    for lesson in chosen[:AT_ONCE]:
        for line in described(lesson, reader.book, memory):
            say(line)
        for proposal in suggest.proposals(lesson.words, lesson.new):
            found = replayed(folder, lesson.new, proposal, asked, before, memory)
            for line in offered(lesson, proposal, found, memory, None if number else MOVES_SHOWN):
                say(line)
        say(f"  都不要：huying rules reject {lesson.number}")
    if len(chosen) > AT_ONCE:
        say(f"还有 {len(chosen) - AT_ONCE} 条，定了这些再看。")
    return 0


def itself(lesson: Lesson) -> Question:
    return Question(f"#{lesson.number}", lesson.words, of_case(lesson.new, None))


def described(lesson: Lesson, book: RuleBook, memory: Memory) -> Iterator[str]:
    words = faceless(lesson.words, memory.names).replace("\n", " ")
    old = book.items.get(lesson.old)
    yield f"\n#{lesson.number} {lesson.case} “{words}”"
    yield f"  原来：{lesson.old} {old.name if old else ''}；改成：{lesson.new} {book.items[lesson.new].name}"


def offered(
    lesson: Lesson, proposal: Proposal, found: Sequence[Move], memory: Memory, most: int | None
) -> Iterator[str]:
    name = FORM_NAMES[proposal.form]
    fires = (
        "" if proposal.form == "example" else f"；手册例句里另有本类 {proposal.own} 条、别类 {proposal.other} 条会响"
    )
    yield f"  {name}“{proposal.text}”{fires}"
    golden = sum(1 for move in found if ":" in move.question.name)
    yield f"    会变的：{summary_of(found)}" + (f"（考题 {golden} 条）" if golden else "")
    yield from (f"    {line}" for line in told(found, memory.names, most))
    yield f"    要它：huying rules accept {lesson.number} {name} {quote(proposal.text)}"


def summary_of(found: Sequence[Move]) -> str:
    return summary(found, 0, 0).partition("：")[2].removesuffix("，其余不变。")


def replayed(
    folder: Path, item: str, proposal: Proposal, asked: Sequence[Question], before: Sequence[Answer], memory: Memory
) -> list[Move]:
    """What moves if the proposal stood in the book."""
    with TemporaryDirectory(prefix="huying-") as scratch:
        changed = Path(scratch) / "book"
        shutil.copytree(folder, changed)
        add(changed, item, proposal.form, proposal.text)
        reader = Reader(load_book(changed), memory.directory)
    return list(moves(asked, before, answers(shown(asked, len(asked), "新手册"), reader)))


def add(folder: Path, item: str, form: str, text: str) -> Path:
    """Writes it into the item's list; the file it went into. Raises OperatorError, and then nothing is written."""
    source = source_of(folder, item)
    raw = source.path.read_bytes().decode("utf-8")
    written = with_rule(raw, source.path.name, item, FORMS[form], text)
    source.path.write_bytes(written.encode("utf-8"))
    return source.path


def source_of(folder: Path, item: str) -> ItemSource:
    found = next((source for source in read_items(folder) if source.code == item), None)
    if found is None:
        raise OperatorError(str(folder), f"手册里没有事项 {item}")
    return found
