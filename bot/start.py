"""From settings to a product ready to run: folder, rule book, database, roster, calendar; every mistake said at once."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from bot.app import CLOCK_NOTE, App, note_clock
from bot.demo import demo_book, demo_roster
from bot.folder import deployment_secret, prepare_folder
from bot.picture import draw
from bot.roster import load_roster
from bot.settings import Settings
from bot.sheet import tabulator
from bot.sheet.mapping import load_columns
from domain.clock import Clock, ShiftedClock, SystemClock
from domain.errors import OperatorError
from domain.people import Address, Directory
from domain.places import Community
from domain.roster import Roster
from handlers.desk import House
from handlers.office.absence import left_for_good
from handlers.press import Press
from routing.book import RuleBook, load_book, refuse, unknown_communities
from routing.calendar import public_days
from routing.read import Reader
from storage.store import Store
from storage.tx import Tx

YEARS_AHEAD = 2
CALENDAR_NOTE = "calendar.seeded"
LATEST_BEGIN = 15  # o'clock: later, a demo's first day would be over before anyone is late
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def open_app(settings: Settings) -> App:
    """Raises OperatorError before anything is changed, as far as that can be known before."""
    folder = prepare_folder(settings.data)
    secret = deployment_secret(folder)
    roster = demo_roster(secret) if settings.demo else load_roster(settings.roster, secret)
    book = open_book(settings, roster.communities)
    store = Store.open(settings.database_url)
    store.migrate()
    press = open_press(settings)
    house = House(book, reader_maker(folder), settings.web_url, secret=secret, press=press)
    store.run_now(set_up, roster, SystemClock().now())
    clock = open_clock(settings, store, house)
    store.run_now(left_for_good, house, clock.now())
    return App(store, house, clock, demo=settings.demo)


def open_book(settings: Settings, communities: Iterable[Community]) -> RuleBook:
    """A real deployment does not start without the numbers only it can know: people may need them in the first minute."""
    book = load_book(settings.book)
    refuse(unknown_communities(settings.book, book.clock, communities))
    if settings.demo:
        return demo_book(book)
    if missing := book.numbers.missing():
        raise OperatorError("numbers.toml", "必须填好的电话还空着：" + "、".join(missing))
    return book


def open_press(settings: Settings) -> Press:
    """Raises OperatorError where the columns of the sheets are written down wrongly."""
    columns = load_columns(None if settings.demo else settings.roster)
    return Press(draw, tabulator(columns), mails=settings.smtp_host is not None)


def reader_maker(folder: Path) -> Callable[[RuleBook, Directory], Reader]:
    def make(book: RuleBook, directory: Directory) -> Reader:
        return Reader(book, directory, cache=folder / "cache")

    return make


def open_clock(settings: Settings, store: Store, house: House) -> Clock:
    """The demo's clock goes on from where it was moved to; a demo begun late begins the next working
    morning, at an hour at which residents are asked."""
    if not settings.demo:
        return SystemClock()
    noted = store.read_now(lambda tx: tx.notes.get(CLOCK_NOTE))
    if noted is None:
        noted = store.run_now(begin_by_day, house, SystemClock().now())
    return ShiftedClock(ahead=timedelta(seconds=float(noted)))


def begin_by_day(tx: Tx, house: House, now: datetime) -> str:
    calendar = house.calendar(tx, house.directory(tx))
    early = calendar.is_open(now) and calendar.local(now).hour < LATEST_BEGIN
    begin = calendar.ask_time(now if early else calendar.next_work_morning(now))
    note_clock(tx, begin - now)
    return str((begin - now).total_seconds())


def set_up(tx: Tx, roster: Roster, now: datetime) -> None:
    tx.directory.replace(roster)
    if roster.demo:
        seat_everyone(tx)
    seed_calendar(tx, now)


def seed_calendar(tx: Tx, now: datetime) -> None:
    """Asks the calendar library once a year and once in each of its editions: its holidays may come late.

    What the deployment has written down goes before what the library knows.
    """
    edition = f"{version('holidays')} {now.year}"
    if tx.notes.get(CALENDAR_NOTE) != edition:
        tx.days.replace({**public_days(range(now.year - 1, now.year + YEARS_AHEAD)), **tx.days.all()})
        tx.notes.set(CALENDAR_NOTE, edition)


def seat_everyone(tx: Tx) -> None:
    """In the demo every steward has a web chat already, so that a newcomer may look into each; last seen long ago."""
    for person in tx.people.staff():
        if tx.people.address_of(person.id) is None:
            tx.people.link(person.id, Address("web", f"demo-{person.code}"), LONG_AGO)
