"""What hangs on a building's door? One A4 page: the QR code, the emergency numbers, who cares for this building and when.

Complete in itself (no script, nothing fetched), so that it prints the same from the server and from a file. It never
shows a private phone number: `duty` is the office's public line, if there is one.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

HERE = Path(__file__).parent / "web" / "pages"
STYLE = (HERE / "poster.css").read_text(encoding="utf-8")
EMERGENCY = (("火警", "119"), ("急救", "120"), ("报警", "110"))


@dataclass(frozen=True, slots=True)
class Poster:
    """`link` is the full address behind the code; `building` as people say it ("3幢")."""

    link: str
    community: str
    estate: str
    building: str
    steward: str = ""
    hours: str = ""
    duty: str = ""
    numbers: tuple[tuple[str, str], ...] = EMERGENCY
    demo: bool = False


def render(posters: Sequence[Poster]) -> str:
    """One HTML document, a page for each poster."""
    templates = Environment(loader=FileSystemLoader(HERE), autoescape=select_autoescape())
    sheets = [(poster, qr_svg(poster.link)) for poster in posters]
    return templates.get_template("poster.html").render(sheets=sheets, style=Markup(STYLE))


def qr_svg(link: str) -> Markup:
    """Medium error correction: it still reads with a corner scratched, and its squares stay large."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, scale=10, border=2, omitsize=True, dark="#1d1917", title="二维码"
    )
    return Markup(out.getvalue().decode("utf-8"))
