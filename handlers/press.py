"""Papers that go along with a letter. Who draws and tabulates them is handed in: handlers know no such library."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.figures import Picture
from domain.messages import SHEET

Cell = str | int | datetime | None
Row = Mapping[str, Cell]
PNG = "image/png"


class Form(StrEnum):
    """Whom a sheet is for: what the office may see, or what may leave the community."""

    OFFICE = "office"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class Press:
    """`draw` gives None where this machine cannot draw Chinese; `mails`: letters to e-mail addresses find their way."""

    draw: Callable[[Picture], bytes | None]
    tabulate: Callable[[Form, Sequence[Row]], bytes]
    mails: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One enclosure before it is kept."""

    data: bytes
    media: str
    name: str


def drawn(press: Press | None, name: str, *pictures: Picture) -> tuple[Paper, ...]:
    """Those on which there is anything to show, if there is somebody to draw them."""
    shown = [press.draw(picture) for picture in pictures if picture.panels] if press else []
    kept = [data for data in shown if data]
    return tuple(Paper(data, PNG, f"{name} {n}.png") for n, data in enumerate(kept, 1))


def tabulated(press: Press | None, form: Form, rows: Sequence[Row], name: str) -> tuple[Paper, ...]:
    return (Paper(press.tabulate(form, rows), SHEET, f"{name}.xlsx"),) if press and rows else ()
