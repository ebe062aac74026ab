"""What is on the desk during one turn: memory, rules, the time, and the way letters leave. Decides nothing itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from domain.cases import IN_HAND, Case, Event, EventKind, State, after
from domain.messages import EnclosureKind, Notice
from domain.people import Address, Directory, Level, Person, Role
from domain.places import Place
from handlers.edition import Calendars, Edition, MakeReader
from handlers.press import Press
from routing.book import RuleBook
from routing.calendar import Calendar
from routing.chase import look_at
from routing.read import Reader
from storage.figures import Figures
from storage.tx import Tx

EARLIER = timedelta(minutes=30)
SAYING = frozenset(
    {
        EventKind.OPENED,
        EventKind.JOINED,
        EventKind.ADDED,
        EventKind.HURRIED,
        EventKind.REOPENED,
        EventKind.NOTED,
        EventKind.ANSWERED,
        EventKind.RELAYED,
    }
)
NIGHT_TOO = frozenset({"P0", "P1"})
LOOKED_AFTER = IN_HAND | {State.RETURNED}


class House:
    """What outlives a turn: the rule book in force with what is made from it, and the directory as it last stood.

    `secret` seals the codes we give out; without a `press` letters go without papers. Used by many threads at once.
    """

    def __init__(
        self,
        book: RuleBook,
        make_reader: MakeReader,
        public_url: str = "",
        *,
        secret: bytes,
        press: Press | None = None,
    ) -> None:
        self.edition = Edition(book, make_reader)
        self.public_url = public_url
        self.secret = secret
        self.press = press
        self._make_reader = make_reader
        self._directory = Directory(version=-1)

    @property
    def book(self) -> RuleBook:
        return self.edition.book

    def renew(self, tx: Tx, book: RuleBook) -> None:
        """Another book comes into force in one step, once everything that takes time is made; the old one serves meanwhile."""
        coming = Edition(book, self._make_reader)
        coming.reader(self.directory(tx))
        self.edition = coming

    def directory(self, tx: Tx) -> Directory:
        known = self._directory
        if tx.directory.version() != known.version:
            known = self._directory = tx.directory.read()
        return known

    @property
    def reader_at_hand(self) -> Reader:
        """For streets as they last stood: good for what needs no street."""
        return self.edition.reader(self._directory)

    def reader(self, tx: Tx) -> Reader:
        return self.edition.reader(self.directory(tx))

    def calendar(self, tx: Tx, directory: Directory, estate: str | None = None) -> Calendar:
        return self.edition.calendars(tx, directory).of[directory.community_of(estate).code]


@dataclass
class Desk:
    """One turn's desk. `origin` names what caused the turn; with a counter it makes every letter's dedupe key.

    `keys` are those of the messages that are being acted on: events of what was said keep them.

    `community`, where it is set: its cases alone are counted and shown, its office alone decides.

    `awake`: whoever is speaking spoke just now; if it was long ago, answers wait out the quiet hours, too.

    `latest`, where it is set, holds letters back until `send_latest`: of each kind the last.
    """

    tx: Tx
    house: House
    now: datetime
    origin: str
    said_by: Person | None = None
    address: Address | None = None
    tapped: bool = False
    awake: bool = True
    latest: dict[tuple[int, str], tuple[Notice, datetime | None]] | None = None
    letters: int = 0
    keys: tuple[str, ...] = ()
    offered: list[Notice] = field(default_factory=list)
    answered_with: set[str] = field(default_factory=set)
    community: str | None = None

    @cached_property
    def edition(self) -> Edition:
        """One for the whole turn, though another may come into force in the midst of it."""
        return self.house.edition

    @property
    def book(self) -> RuleBook:
        return self.edition.book

    @cached_property
    def directory(self) -> Directory:
        """As it stands in this turn; `look_again` after a turn has changed it."""
        return self.house.directory(self.tx)

    @cached_property
    def reader(self) -> Reader:
        return self.edition.reader(self.directory)

    def look_again(self) -> None:
        """The directory has changed: somebody went on leave, came back or entered for the first time."""
        self.__dict__.pop("directory", None)

    @property
    def speaker(self) -> Person:
        """Whoever is speaking. Raises LookupError in a turn that time, not a person, has caused."""
        if self.said_by is None:
            raise LookupError("nobody is speaking in this turn")
        return self.said_by

    @property
    def speaker_id(self) -> int | None:
        return self.said_by.id if self.said_by else None

    @property
    def language(self) -> str:
        return self.said_by.language if self.said_by else "zh"

    def calendar_zone(self, estate: str | None) -> str:
        return self.calendar(estate).zone.key

    @property
    def calendars(self) -> Calendars:
        return self.edition.calendars(self.tx, self.directory)

    def calendar(self, estate: str | None = None) -> Calendar:
        """Of the community the estate lies in; where that is not known, of the desk's own or else of the first."""
        code = self.community if estate is None and self.community else self.directory.community_of(estate).code
        return self.calendars.of[code]

    def calendar_of(self, person: int) -> Calendar:
        """Of the community she has her post in, or else her home."""
        if self.calendars.alike:
            return self.calendar()
        if post := self.directory.post_of(person):
            return self.calendars.of[self.directory.community_over(post).code]
        return self.calendar(self.tx.people.get(person).home.estate)

    @property
    def own_zone(self) -> str:
        """The speaker's."""
        return self.calendar_of(self.speaker.id).zone.key

    def reply(self, notice: Notice) -> None:
        """Answer whoever is speaking, at any hour, in the chat she speaks in."""
        self.answered_with.add(notice.kind)
        not_before = None if self.awake or notice.urgent else self.next_chance(self.speaker.id)
        self._put(self.speaker.id, notice, not_before, self.address)
        if notice.choices:
            self.offered.append(notice)

    def write(
        self, person: int | None, notice: Notice, *, urgency: str = "P2", not_before: datetime | None = None
    ) -> None:
        """Write to someone who did not just speak: not in the quiet hours, unless P0 or P1."""
        if person is None:
            return
        if person == self.speaker_id:
            self.reply(notice)
            return
        if urgency not in NIGHT_TOO and not notice.urgent:
            chance = self.next_chance(person)
            not_before = max(chance, not_before or chance)
        if self.latest is not None and not notice.urgent:
            self.latest[person, notice.kind] = (notice, not_before)
        else:
            self._put(person, notice, not_before, None)

    def next_chance(self, person: int) -> datetime:
        """After the quiet hours; what the clock has to say to a steward also waits for a working day."""
        calendar = self.calendar_of(person)
        chased = self.latest is not None and calendar.is_rest_day(self.now) and self.directory.post_of(person)
        return calendar.after_rest(self.now) if chased else calendar.after_quiet(self.now)

    def send_latest(self) -> None:
        """Of several steps taken at once, each person reads the last word of each kind only."""
        for (person, _), (notice, not_before) in (self.latest or {}).items():
            self._put(person, notice, not_before, None)
        self.latest = {}

    def write_all(
        self,
        people: Iterable[int | None],
        notice: Notice,
        *,
        urgency: str = "P2",
        not_before: datetime | None = None,
    ) -> None:
        for person in dict.fromkeys(people):
            self.write(person, notice, urgency=urgency, not_before=not_before)

    def mail(self, people: Iterable[int], notice: Notice) -> None:
        """To the e-mail of those who have one, beside their chats; what is tapped there is left out."""
        for person in dict.fromkeys(people):
            if address := self.tx.people.mail_of(person):
                not_before = self.calendar_of(person).after_quiet(self.now)
                self._put(person, notice.with_choices(), not_before, address)

    def _put(self, person: int, notice: Notice, not_before: datetime | None, address: Address | None) -> None:
        self.letters += 1
        key = f"{self.origin}:{self.letters}"
        self.tx.outbox.put(person, notice, key=key, now=self.now, not_before=not_before, address=address)

    def earlier_words(self, but: str = "") -> str:
        """What the speaker wrote just before `but`: a tap or a key says nothing by itself."""
        if self.address is None:
            return ""
        return self.tx.transcript.last_words(self.address, since=self.now - EARLIER, but=but)

    def event(self, kind: EventKind, *, by_rule: bool = False, **more: Any) -> Event:
        """`by_rule`: it follows from what a resident said, but she did not do it; Huying did."""
        hers = self.said_by is not None and self.said_by.role is Role.RESIDENT
        if kind in SAYING and self.keys:
            more["detail"] = {**more.get("detail", {}), "said": list(self.keys)}
        return Event(kind=kind, at=self.now, actor=None if by_rule and hers else self.speaker_id, **more)

    def move(self, case: Case, event: Event, **changes: Any) -> Case:
        """The only way a case changes: by the table of moves, and never without its next look."""
        coming = replace(case, state=after(case.state, event.kind), **changes)
        changes["look_at"] = self.next_look(coming)
        return self.tx.cases.move(case, event, **changes)

    def open(self, case: Case, event: Event, then: Event | None = None, **changes: Any) -> Case:
        """A case is stored as its opening and the move that follows at once, if one does, leave it."""
        state = after(case.state, then.kind) if then else case.state
        changes["look_at"] = self.next_look(replace(case, state=state, **changes))
        return self.tx.cases.open(case, event, then, **changes)

    def zone(self, case: Case) -> str:
        return self.calendar_zone(case.place.estate)

    def is_night(self, case: Case) -> bool:
        return self.calendar(case.place.estate).is_quiet(self.now)

    def next_look(self, case: Case) -> datetime | None:
        return look_at(case, self.calendar(case.place.estate), self.book.clock)

    def staff(self, *levels: Level, community: str | None = None) -> tuple[int, ...]:
        """Everyone with a post at these levels (of that community, if it has any), without those on leave."""
        every = [post for post in self.directory.posts if post.level in levels]
        at = [post for post in every if post.area == community] or every
        there = [post for post in at if not self.directory.absence_of(post.person, self.now)]
        return tuple(dict.fromkeys(post.person for post in there or at))

    def work_of(self, person: int) -> tuple[Case, ...]:
        """What she has to do something about: not what waits for the resident's word or is on hold."""
        return tuple(case for case in self.tx.cases.in_hands_of(person) if case.state in LOOKED_AFTER)

    def office(self, community: str | None = None) -> tuple[int, ...]:
        """Who decides what is stuck: the office (L4), or the grid leaders where no office is set up."""
        community = community or self.community
        return self.staff(Level.OFFICE, community=community) or self.staff(Level.GRID, community=community)

    @property
    def figures(self) -> Figures:
        return self.tx.figures.of(self.community)


@dataclass(frozen=True)
class Scene:
    """What a conversation step may know. Everything in it is already looked up, but for a few look-ups made when needed."""

    book: RuleBook
    reader: Reader
    directory: Directory
    calendar: Calendar
    now: datetime
    speaker: Person
    open_cases: tuple[Case, ...]
    similar: Callable[[str, Place], tuple[Case, ...]]
    told_today: Callable[[], int]
    last_closed: Callable[[], Case | None]
    asked_by_steward: Callable[[], str | None]
    kinds: Callable[[tuple[int, ...]], tuple[EnclosureKind, ...]]

    @property
    def language(self) -> str:
        return self.speaker.language
