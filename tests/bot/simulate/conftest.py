"""One short month for all that only looks at it: living through it takes seconds, and so does making a reader."""

from collections.abc import Callable

import pytest

from bot.simulate.evidence import Evidence
from bot.simulate.trial import Order, Outcome, live, ordered
from domain.people import Directory
from routing.book import RuleBook, load_book
from routing.read import Reader

Lived = Callable[[Order], Outcome]


@pytest.fixture(scope="session")
def lived() -> Lived:
    """The sub-district of as many estates is always the same, so its reader is made once."""
    book, readers = load_book(), dict[object, Reader]()

    def make_reader(book: RuleBook, directory: Directory) -> Reader:
        streets = (directory.estates, directory.buildings)
        if streets not in readers:
            readers[streets] = Reader(book, directory)
        return readers[streets]

    return lambda order: live(order, book, lambda _: None, make_reader)


@pytest.fixture(scope="session")
def outcome(lived: Lived) -> Outcome:
    return lived(ordered(days=5, seed=3, estates=2, cases=40))


@pytest.fixture(scope="session")
def seen(outcome: Outcome) -> Evidence:
    return outcome.seen
