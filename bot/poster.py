"""What hangs on a building's door? One A4 page: the QR code, the emergency numbers, who cares for this building and when.

Complete in itself (no script, nothing fetched), so that it prints the same from the server and from a file. It never
shows a private phone number: `duty` is the office's public line, if there is one.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from domain.people import Directory, Level
from domain.places import Building, Place
from handlers.desk import House
from handlers.texts.say import numbered
from routing.assign import assign

WEB = Path(__file__).parent / "web"
STYLE = (WEB / "pages" / "poster.css").read_text(encoding="utf-8")
SEAL = (WEB / "static" / "seal.svg").read_text(encoding="utf-8")
EMERGENCY = (("火警", "119"), ("急救", "120"), ("报警", "110"))


@dataclass(frozen=True, slots=True)
class Poster:
    """`link` is the full address behind the code; `building` as people say it ("3幢"); `telegram` the bot's, if there is one."""

    link: str
    community: str
    estate: str
    building: str
    steward: str = ""
    hours: str = ""
    duty: str = ""
    numbers: tuple[tuple[str, str], ...] = EMERGENCY
    demo: bool = False
    telegram: str = ""


def render(posters: Sequence[Poster]) -> str:
    """One HTML document, a page for each poster."""
    templates = Environment(loader=FileSystemLoader(WEB / "pages"), autoescape=select_autoescape())
    sheets = [(poster, qr_svg(poster.link), qr_svg(poster.telegram) if poster.telegram else None) for poster in posters]
    return templates.get_template("poster.html").render(sheets=sheets, style=Markup(STYLE), seal=Markup(SEAL))


def qr_svg(link: str) -> Markup:
    """Medium error correction: it still reads with a corner scratched, and its squares stay large."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, scale=10, border=2, omitsize=True, dark="#1d1917", title="二维码"
    )
    return Markup(out.getvalue().decode("utf-8"))


def poster_of(directory: Directory, building: Building, house: House, now: datetime, bot: str | None = None) -> Poster:
    """`bot`: what the Telegram bot is called. The steward named on it is the one in office, not today's stand-in: paper hangs for years."""
    estate = directory.estate(building.estate)
    community = directory.community_of(building.estate)
    found = next((p for p in directory.posts if p.level == Level.BUILDING and p.area == building.microgrid), None)
    if found is None:
        person = assign(directory, Place(building.estate, building.number), now).person
        found = directory.post_of(person)
    return Poster(
        link=f"{house.public_url}/r/{building.door}",
        community=community.name,
        estate=estate.name if estate else building.estate,
        building=numbered(building.number, "幢"),
        steward=found.name if found else "",
        hours=found.hours if found else "",
        duty=house.book.numbers.duty or "",
        numbers=EMERGENCY,
        demo=community.demo,
        telegram=f"https://t.me/{bot}?start={building.door}" if bot else "",
    )
