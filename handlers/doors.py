"""Which codes did we give out ourselves? Signed with the deployment's secret, so that none can be guessed, and good for
a while only. They travel in links: letters, digits, '-' and '_', at most 64 of them.

A poster's code (a building's door) and a one-time link are not made here.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from handlers.desk import Desk, House

LINKS_GROUP, OPENS_TALK, JOINS_CASE = "g", "t", "j"
GOOD_FOR = {LINKS_GROUP: timedelta(days=7), OPENS_TALK: timedelta(days=2), JOINS_CASE: timedelta(days=7)}
CODE = re.compile(
    r"(?P<kind>[gtj])-(?P<end>[0-9a-f]{1,12})-(?P<seal>[a-z2-7]{24})(?:-(?P<case>[A-Za-z]{1,8}-\d{1,12}))?"
)


def make_door(house: House, kind: str, about: str, now: datetime) -> str:
    """`about`: an estate's code, or the number of the case, which alone is readable in the code."""
    end = f"{int((now + GOOD_FOR[kind]).timestamp()) // 60:x}"
    shown = f"-{about}" if kind == JOINS_CASE else ""
    return f"{kind}-{end}-{seal(house, kind, about, end)}{shown}"


def estate_behind(desk: Desk, kind: str, door: str) -> str | None:
    """The estate a code was made for, if we made it and it is still good."""
    return behind(desk, kind, door, (estate.code for estate in desk.directory.estates))


def case_behind(desk: Desk, door: str) -> str | None:
    """The number of the case that a neighbour's button leads to."""
    found = CODE.fullmatch(door)
    return behind(desk, JOINS_CASE, door, (found["case"],)) if found and found["case"] else None


def behind(desk: Desk, kind: str, door: str, known: Iterable[str]) -> str | None:
    found = CODE.fullmatch(door)
    if found is None or found["kind"] != kind or int(found["end"], 16) * 60 < desk.now.timestamp():
        return None
    return next((a for a in known if hmac.compare_digest(seal(desk.house, kind, a, found["end"]), found["seal"])), None)


def seal(house: House, kind: str, about: str, end: str) -> str:
    digest = hmac.digest(house.secret, f"{kind}\n{about}\n{end}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:15]).decode().lower()
