"""One transaction, and what can be remembered or looked up in it. Begins and ends nothing itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from storage.cases import Cases
from storage.corrections import Corrections
from storage.days import Days
from storage.directory import Directories, DirectoryCache
from storage.drafts import Drafts
from storage.enclosures import Enclosures
from storage.figures import Figures
from storage.held import HeldUpdates
from storage.inbox import Inbox
from storage.invites import Invites
from storage.leases import Leases
from storage.notes import Notes
from storage.nudges import Nudges
from storage.outbox import Outbox
from storage.people import People
from storage.prepared import driver
from storage.sessions import Sessions
from storage.transcript import Transcript


class Tx:
    """Handed to every turn and look; of no use once they have returned."""

    def __init__(self, connection: Connection, cache: DirectoryCache | None = None) -> None:
        self.connection = connection
        self.cache = cache or DirectoryCache()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone alone if it raises; the error goes on to the caller."""
        database = driver(self.connection)
        database.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            database.execute("ROLLBACK TO SAVEPOINT step")
            database.execute("RELEASE SAVEPOINT step")
            raise
        database.execute("RELEASE SAVEPOINT step")

    @property
    def has_mail(self) -> bool:
        """Whether letters were put into the outbox here."""
        return self.outbox.filled

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.connection)

    @cached_property
    def held(self) -> HeldUpdates:
        return HeldUpdates(self.connection)

    @cached_property
    def nudges(self) -> Nudges:
        return Nudges(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection)

    @cached_property
    def directory(self) -> Directories:
        return Directories(self.connection, self.cache)

    @cached_property
    def people(self) -> People:
        return People(self.connection, self.directory, self.outbox)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self.connection)

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.connection)

    @cached_property
    def transcript(self) -> Transcript:
        return Transcript(self.connection, self.people)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self.connection)

    @cached_property
    def enclosures(self) -> Enclosures:
        return Enclosures(self.connection)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.connection)

    @cached_property
    def invites(self) -> Invites:
        return Invites(self.connection)

    @cached_property
    def notes(self) -> Notes:
        return Notes(self.connection)

    @cached_property
    def days(self) -> Days:
        return Days(self.connection)

    @cached_property
    def corrections(self) -> Corrections:
        return Corrections(self.connection)

    @cached_property
    def leases(self) -> Leases:
        return Leases(self.connection)
