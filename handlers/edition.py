"""One edition of the rule book, with what is made from it: readers for the streets as they last stood, and calendars.

A turn keeps the edition it began with, so that what it read and what it looks up are of one book.
"""

from collections.abc import Callable
from threading import Lock

from domain.people import Directory
from domain.places import Building, Estate
from routing.book import RuleBook
from routing.calendar import Calendar, make_calendar
from routing.read import Reader
from storage.tx import Tx

MakeReader = Callable[[RuleBook, Directory], Reader]
Streets = tuple[tuple[Estate, ...], tuple[Building, ...]]


class Edition:
    """Used by many threads at once. A reader takes a second to make, so it is kept while the streets stay the same."""

    def __init__(self, book: RuleBook, make_reader: MakeReader) -> None:
        self.book = book
        self._make_reader = make_reader
        self._making = Lock()
        self._reader: tuple[Streets, Reader] | None = None
        self._calendars: dict[tuple[str, int], Calendar] = {}

    def reader(self, directory: Directory) -> Reader:
        streets = (directory.estates, directory.buildings)
        with self._making:
            known = self._reader
            reader = known[1] if known and known[0] == streets else self._make_reader(self.book, directory)
            self._reader = (streets, reader)  # next time it is the very same streets that are compared
            return reader

    def calendar(self, tx: Tx, directory: Directory, zone: str) -> Calendar:
        key = (zone, directory.version)
        known = self._calendars.get(key)
        if known is None:
            known = make_calendar(self.book.clock, zone, tx.days.all())
            self._calendars = {key: known}
        return known
