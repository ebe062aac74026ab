"""What must hold of any text whatever that somebody may send: it is answered, the same way twice, and soon.

Shared by the fuzzer (`make fuzz`) and the tests; knows nothing of where the texts come from.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from domain.places import Place
from domain.reading import Intent, Tier
from routing.book import GOLDEN
from routing.proposals import faceless
from routing.read import NOTHING_KNOWN, Context, Reader

CONTEXTS = (
    NOTHING_KNOWN,
    Context(has_open=True, awaiting="confirm"),
    Context(has_open=True, home=Place("e1", "3"), hour=23),
)


def hold(reader: Reader, text: str, context: Context = NOTHING_KNOWN) -> None:
    """Raises where the reading of a text is not what a reading must be."""
    reading = reader.read(text, context)
    assert reading.text == text
    assert reading == reader.read(text, context)
    assert isinstance(reading.intent, Intent)
    assert reading.language in ("zh", "en")
    assert (reading.danger.tier is Tier.NONE) == (reading.danger.kind is None)
    assert reading.danger == reader.danger(text)
    assert reading.place == reader.place(text, context.home)
    for matter in (*reading.matters, reader.matter(text, context)):
        guesses = matter.verdict.guesses
        assert len(guesses) <= 3
        assert all(guess.item in reader.book.items and 0 <= guess.score <= 1 and guess.evidence for guess in guesses)
        assert list(guesses) == sorted(guesses, key=lambda guess: -guess.score)
        assert guesses or not matter.verdict.sure
    reader.elsewhere(text)
    reader.names_spot(text)
    faceless(text, ("李春风",))


def seeds(folder: Path = GOLDEN) -> Iterator[str]:
    """The texts of the golden set, and a few that people send by mistake."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from (row["text"] for row in csv.DictReader(lines))
    yield from ("", "\x00", "\ud800", "３＃２－５０１", "3-2-501" * 20, "不是不是不是漏水", "a" * 400, "🛗坏了", "電梯壞咗")
