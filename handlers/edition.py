"""One edition of the rule book, with what is made from it: readers for the streets as they last stood, and calendars.

A turn keeps the edition it began with, so that what it read and what it looks up are of one book.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from domain.people import Directory
from domain.places import Building, Estate
from routing.book import RuleBook
from routing.calendar import Calendar, make_calendar
from routing.read import Reader
from storage.tx import Tx

MakeReader = Callable[[RuleBook, Directory], Reader]
Streets = tuple[tuple[Estate, ...], tuple[Building, ...]]


@dataclass(frozen=True, slots=True)
class Calendars:
    """Each community's, by its code. `alike`: it makes no difference whose is asked."""

    version: int = -1
    of: Mapping[str, Calendar] = field(default_factory=dict)
    alike: bool = True


class Edition:
    """Used by many threads at once. A reader takes a second to make, so it is kept while the streets stay the same."""

    def __init__(self, book: RuleBook, make_reader: MakeReader) -> None:
        self.book = book
        self._make_reader = make_reader
        self._making = Lock()
        self._reader: tuple[Streets, Reader] | None = None
        self._calendars = Calendars()

    def reader(self, directory: Directory) -> Reader:
        streets = (directory.estates, directory.buildings)
        with self._making:
            known = self._reader
            reader = known[1] if known and known[0] == streets else self._make_reader(self.book, directory)
            self._reader = (streets, reader)  # next time it is the very same streets that are compared
            return reader

    def calendars(self, tx: Tx, directory: Directory) -> Calendars:
        known = self._calendars
        if known.version != directory.version:
            known = self._calendars = self._make_calendars(tx, directory)
        return known

    def _make_calendars(self, tx: Tx, directory: Directory) -> Calendars:
        """Those with the same hours in the same zone share one."""
        days, hours = tx.days.all(), self.book.clock.hours
        keys = {community.code: (hours.of(community.code), community.zone) for community in directory.communities}
        made = {key: make_calendar(*key, days) for key in keys.values()}
        return Calendars(directory.version, {code: made[key] for code, key in keys.items()}, len(made) <= 1)
