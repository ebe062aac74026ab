"""What was kept that rules can be tried on: past cases, corrections, the golden set. Only reads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.accuracy import SETS, Look, Row, rows_of
from bot.settings import Settings
from domain.cases import Case
from domain.clock import SystemClock
from domain.errors import OperatorError
from domain.people import Directory
from domain.reading import Reading, Tier
from routing.book import GOLDEN, OTHER
from routing.read import Reader
from routing.trial import Answer, Question, of_case
from routing.usage import Past
from storage.corrections import Correction
from storage.store import Store
from storage.tx import Tx

IN_VAIN = "negatives asked in vain"
DAYS = 365

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Memory:
    """What the deployment remembers: words may have been forgotten since, and are left out then."""

    cases: tuple[Case, ...] = ()
    corrections: tuple[Correction, ...] = ()
    directory: Directory = Directory()

    @property
    def names(self) -> tuple[str, ...]:
        """What everybody on the roster is called: hidden wherever words are shown."""
        return tuple(post.name for post in self.directory.posts)


def remember(settings: Settings, days: int = DAYS) -> Memory:
    """The cases told in the last `days`; nothing where no deployment has been started yet."""
    since = SystemClock().now() - timedelta(days=days)
    return in_store(settings, lambda store: store.read_now(look, since)) or Memory()


def in_store(settings: Settings, work: Callable[[Store], T]) -> T | None:
    """None where there is no database yet. Raises OperatorError where it is of another version."""
    url = settings.database_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    store = Store.open(url)
    try:
        if not store.up_to_date:
            raise OperatorError("HUYING_DATABASE", "数据库是另一个版本的呼应留下的，先用 huying run 启动一次")
        return work(store)
    finally:
        store.close()


def look(tx: Tx, since: datetime) -> Memory:
    told = tx.cases.told_between(since, SystemClock().now() + timedelta(days=DAYS))
    return Memory(tuple(case for case in told if case.words), tx.corrections.all(), tx.directory.read())


def truth(case: Case) -> str | None:
    """What the case was in the end; None while nobody has said."""
    return case.item if case.item != OTHER else None


def past(memory: Memory) -> Iterator[Past]:
    for case in memory.cases:
        yield Past(case.number, case.words, truth(case), case.told_at)


def questions(memory: Memory) -> list[Question]:
    """Every past case with words, and the golden set's."""
    return [*of_cases(memory), *of_golden()]


def of_cases(memory: Memory) -> Iterator[Question]:
    for case in memory.cases:
        yield Question(case.number, case.words, of_case(truth(case), case.danger))


def of_golden(folder: Path = GOLDEN) -> Iterator[Question]:
    for name, file, look in SETS:
        if file in TOLD and (folder / file).is_file():
            for number, row in enumerate(rows_of(folder / file), 2):
                yield Question(f"{name}:{number}", row["text"], golden_answer(row, look, TOLD[file]))


def golden_answer(row: Row, look: Look, told: Callable[[Reading], str]) -> Callable[[str, Reader], Answer]:
    def ask(words: str, reader: Reader) -> Answer:
        right = all(value != (name == IN_VAIN) for name, value in look(row, reader).figures.items())
        return Answer(told(reader.read(words)), int(right))

    return ask


def danger_of(reading: Reading) -> str:
    danger = reading.danger
    return f"危险 {danger.tier} {danger.kind}" if danger.tier is not Tier.NONE else "无危险"


def matters_of(reading: Reading) -> str:
    found = [matter.verdict.best.item for matter in reading.matters if matter.verdict.best]
    return f"{reading.intent} {'+'.join(found) or '无事项'} {danger_of(reading)}"


# What each of the golden sets asks for, and so what may move in it.
TOLD: Mapping[str, Callable[[Reading], str]] = {
    "golden.csv": matters_of,
    "intents.csv": lambda reading: str(reading.intent),
    "emergencies.csv": danger_of,
}
