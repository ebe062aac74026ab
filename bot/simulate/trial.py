"""One simulated month from beginning to end: what was ordered, lived through, and judged. Wires the parts; decides nothing."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.demo import demo_book
from bot.simulate.clock import VirtualClock
from bot.simulate.district import MOST_ESTATES, District, make_district
from bot.simulate.evidence import Evidence, gather
from bot.simulate.faults import Fault, draw_faults
from bot.simulate.invariants import broken
from bot.simulate.messenger import Messenger
from bot.simulate.month import Month, settle, staff_chat
from bot.simulate.people import ZONE, Human, World
from bot.simulate.product import Product
from bot.simulate.speech import sentences
from domain.errors import OperatorError
from domain.people import Directory
from handlers.desk import House
from handlers.edition import MakeReader
from routing.book import RuleBook
from routing.read import Reader

# A Monday. The weeks that follow hold two public holidays, one of them a week long, and two adjusted working days.
BEGIN = datetime(2026, 9, 14, tzinfo=ZONE).astimezone(UTC)
A_DAY_IN_AN_ESTATE = 1.95

Watch = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Order:
    """`tellings`: how often somebody tells something; some tell two matters at once, some what is known already."""

    days: int
    seed: int
    estates: int
    faults: tuple[Fault, ...]
    tellings: int


@dataclass(frozen=True)
class Outcome:
    """`invariants`: by name, whatever is not as it must be. `refused`: tries while the messenger was down."""

    order: Order
    seen: Evidence
    invariants: Mapping[str, list[str]]
    deaths: int
    refused: int
    seconds: float

    @property
    def violations(self) -> int:
        return sum(len(found) for found in self.invariants.values())


def ordered(days: int, seed: int, estates: int, faults: tuple[Fault, ...] = (), cases: int | None = None) -> Order:
    """Raises OperatorError."""
    if estates > MOST_ESTATES:
        raise OperatorError("--estates", f"最多 {MOST_ESTATES} 个小区")
    return Order(days, seed, estates, faults, cases or round(estates * days * A_DAY_IN_AN_ESTATE))


def faults_named(names: Collection[str], *, every: bool = False) -> tuple[Fault, ...]:
    """Raises OperatorError."""
    unknown = [name for name in names if name not in list(Fault)]
    if unknown:
        raise OperatorError("--fault", f"没有“{unknown[0]}”这种意外，可以写：" + "、".join(Fault))
    return tuple(fault for fault in Fault if every or fault in names)


def live(order: Order, book: RuleBook, watch: Watch, make_reader: MakeReader = Reader) -> Outcome:
    began = time.monotonic()
    with TemporaryDirectory(prefix="huying-") as folder:
        month, product = prepare(order, demo_book(book), Path(folder) / "month.db", make_reader)
        try:
            month.pass_by(product, watch)
            seen = look_back(month, product)
        finally:
            product.close()
    found = {**broken(seen), "every_message_is_handled": product.mishaps}
    seconds = time.monotonic() - began
    return Outcome(order, seen, found, product.deaths, product.messenger.refused, seconds)


def prepare(order: Order, book: RuleBook, file: Path, make_reader: MakeReader) -> tuple[Month, Product]:
    """Everybody moved in, the product started, and all that will happen of itself on the agenda."""
    seed = f"{order.seed}/{order.days}"
    clock, dice = VirtualClock(BEGIN), partial(dice_of, seed)
    faults = draw_faults(order.faults, BEGIN, order.days, dice("faults"))
    district, world = make_district(order.estates, dice_of("", "district")), World(sentences(book))
    residents, staff = settle(district, seed, world)
    month = Month(BEGIN, order.days, clock, dice("month"), faults)
    humans: tuple[Human, ...] = (*residents, *staff)
    messenger = Messenger(clock, faults, {human.address: human for human in humans}, month.plans)
    product = Product(file, clock, houses(book, district, make_reader), messenger, faults)
    product.begin(district.roster, staff_chat)
    month.fill(residents, staff, order.tellings)
    return month, product


def dice_of(seed: str, name: str) -> Random:
    return Random(f"{seed}/{name}")


def houses(book: RuleBook, district: District, make_reader: MakeReader) -> Callable[[], House]:
    """Each process has a house of its own; the reader, which holds nothing but rules, is made once for all of them."""
    readers: dict[object, Reader] = {}

    def reader(book: RuleBook, directory: Directory) -> Reader:
        streets = (directory.estates, directory.buildings)
        if streets not in readers:
            readers[streets] = make_reader(book, directory)
        return readers[streets]

    return lambda: House(book, reader, secret=district.secret)


def look_back(month: Month, product: Product) -> Evidence:
    """The calendar and the ladder as the product had them, or else nothing could be held against them."""
    house = product.house
    calendar = product.run(lambda tx: house.calendar(tx, house.directory(tx)))
    return product.run(
        gather,
        month.begin,
        month.clock.now(),
        calendar,
        house.book.clock,
        handed=tuple(product.messenger.handed),
        said=tuple(month.said),
        cut_off=frozenset(product.in_hand_at_death),
        disturbed=month.faults.disturbed,
        sleeps=month.faults.sleeps,
        leaps=month.faults.leaps,
    )
