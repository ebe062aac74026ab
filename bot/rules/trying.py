"""`huying rules try`: what would a changed book do? Replays it over past cases and the golden set; says what moves."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.rules.past import Memory, questions
from bot.rules.progress import shown
from domain.people import Directory
from routing.book import load_book
from routing.proposals import faceless
from routing.read import Reader
from routing.trial import Answer, Change, Move, Question, answers, moves

NAMES = {Change.WORSE: "变差", Change.BETTER: "好转", Change.OTHER: "其他变化"}
MARKS = {Change.WORSE: "✗", Change.BETTER: "✓", Change.OTHER: "·"}
LONGEST = 40
Say = Callable[[str], None]


def run(folder: Path, in_force: Path | None, memory: Memory, say: Say) -> int:
    """0 where nothing gets worse, else 1."""
    asked = questions(memory)
    before, after = (
        read_all(path, asked, memory.directory, what) for path, what in ((in_force, "旧手册"), (folder, "新手册"))
    )
    found = list(moves(asked, before, after))
    for line in told(found, memory.names):
        say(line)
    say(summary(found, len(memory.cases), len(asked) - len(memory.cases)))
    return int(any(move.change is Change.WORSE for move in found))


def read_all(folder: Path | None, asked: Sequence[Question], directory: Directory, what: str) -> list[Answer]:
    reader = Reader(load_book(folder), directory)
    return list(answers(shown(asked, len(asked), what), reader))


def told(found: Sequence[Move], names: Sequence[str], most: int | None = None) -> Iterator[str]:
    """What gets worse first; nobody named in it."""
    for change, name in NAMES.items():
        for move in [move for move in found if move.change is change][:most]:
            words = faceless(move.question.words, names).replace("\n", " ")
            short = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
            yield f"{MARKS[change]} {name} {move.question.name} “{short}”：{move.before.said} → {move.after.said}"


def summary(found: Sequence[Move], cases: int, golden: int) -> str:
    counts = Counter(move.change for move in found)
    figures = "，".join(f"{name} {counts[change]} 条" for change, name in NAMES.items())
    return f"对照了过去的案件 {cases} 件、自带的考题 {golden} 条：{figures}，其余不变。"
