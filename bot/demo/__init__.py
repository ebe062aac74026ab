"""Who lives and works in the demo? A fictitious community in the same tables every deployment fills in.

Must not be used outside demo mode; everything it makes is marked as demo.
"""

import tomllib
from dataclasses import replace
from pathlib import Path

from bot.roster import load_roster
from domain.places import Place
from domain.roster import Roster
from routing.book import RuleBook

FOLDER = Path(__file__).parent

# Whom each of the three phones belongs to: the resident lives behind this door, the others are roster codes.
HOME = Place(estate="guiyu", building="3")
SEATS = {"steward": "Y01", "office": "Y31"}


def demo_roster(secret: bytes) -> Roster:
    return load_roster(FOLDER, secret, demo=True)


def demo_door(roster: Roster) -> str:
    """The poster code of the resident's building."""
    return next(b.door for b in roster.buildings if (b.estate, b.number) == (HOME.estate, HOME.building))


def demo_book(book: RuleBook) -> RuleBook:
    """The same book with numbers for what only a real community can know."""
    numbers = tomllib.loads((FOLDER / "numbers.toml").read_text(encoding="utf-8"))
    return replace(book, numbers=book.numbers.model_copy(update=numbers))
