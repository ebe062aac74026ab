"""How long does a digest take where many cases have ended, and how long is its picture drawn?

The whole of it: counted, worded, drawn and tabulated, for the office of a community whose cases ended over ten years, some 800 a month.
"""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from bot.picture import draw
from bot.sheet import tabulator
from bot.sheet.mapping import load_columns
from domain.figures import Picture
from handlers.desk import Desk, House
from handlers.digest import KINDS, Kind
from handlers.press import Press
from storage.store import Store
from storage.tables import cases
from storage.tx import Tx
from tests.bench.chasing import community, open_cases
from tests.bench.figures import Figure, Tell
from tests.kit.frozen import local

ENDED, YEARS, ITEMS = 100_000, 10, 20
ON = local("2026-12-07 08:31")
MOST_MS = 1000
KEPT_FOR_OFFICE = ("office", "week", "month")
COPY = """
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :copies - 1)
    INSERT INTO cases ({columns}) SELECT {values} FROM cases, n WHERE cases.id = :id
"""
ANSWERS = """
    INSERT INTO events ("case", kind, at, actor, why, words, human, enclosed, detail, state, level)
    SELECT id, 'answered', answered_at, assignee, '', '换了新灯泡', true, '[]', '{}', 'answered', level
    FROM cases WHERE state = 'solved'
"""
PASSED = {"told_at": 0, "contacted_at": 1, "contact_due": 4, "answered_at": 20, "closed_at": 22, "finish_due": 72}  # hours
OWN = {
    "number": "'D-' || :of || '-' || i",
    "state": "'solved'",
    "item": ":item",
    "topic": ":topic",
    "score": "1 + i % 3",
    "look_at": "NULL",
    **{
        name: f"strftime('%Y-%m-%d %H:%M:%f000', :first, '+' || (i * :apart + {hours * 60}) || ' minutes')"
        for name, hours in PASSED.items()
    },
}


async def measure(tell: Tell, *, ended: int = ENDED) -> list[Figure]:
    tell(f"digests: {ended:,} cases end")
    drawings: list[float] = []
    with community() as (store, house):
        fill(store, house, ended)
        house.press = Press(Drawing(drawings), tabulator(load_columns(None)))
        found = [made(store, house, kind, ended, tell) for kind in KINDS if kind.name in KEPT_FOR_OFFICE]
    return [*found, within(f"its slowest picture of {len(drawings)} drawn", max(drawings))]


def made(store: Store, house: House, kind: Kind, ended: int, tell: Tell) -> Figure:
    """The second time: in service the database is warm."""
    tell(f"digests: {kind.name}")

    def put_together(tx: Tx) -> float:
        desk = replace(Desk(tx, house, ON, "bench"), community=house.directory(tx).communities[0].code)
        began = time.perf_counter()
        if not kind.make(desk):
            raise RuntimeError(f"the digest {kind.name} had nothing to say")
        return time.perf_counter() - began

    store.read_now(put_together)
    return within(f"digest {kind.name}, {ended:,} cases ended", store.read_now(put_together))


class Drawing:
    """Draws, and keeps how long each picture took."""

    def __init__(self, seconds: list[float]) -> None:
        self.seconds = seconds

    def __call__(self, picture: Picture) -> bytes | None:
        began = time.perf_counter()
        drawn = draw(picture)
        self.seconds.append(time.perf_counter() - began)
        return drawn


def within(name: str, seconds: float) -> Figure:
    return Figure(name, f"{seconds * 1000:.0f} ms", f"≤ {MOST_MS} ms", seconds * 1000 <= MOST_MS)


def fill(store: Store, house: House, ended: int) -> None:
    """Ended cases of several items, evenly over the years until now; a few are still open."""
    items = [item for item in house.book.items.values() if not item.rider][:ITEMS]
    told = store.run_now(open_cases, house, len(items))
    apart = YEARS * 365 * 24 * 60 * len(items) / ended
    first: datetime = ON - timedelta(days=YEARS * 365)
    names = [column.name for column in cases.columns if column.name != "id"]
    copy = text(COPY.format(columns=", ".join(names), values=", ".join(OWN.get(name, name) for name in names)))
    with store.writer.begin() as connection:
        for of, (case, item) in enumerate(zip(told, items, strict=True)):
            values = {"of": of, "item": item.code, "topic": item.topic, "id": case.id, "apart": apart}
            keys = {"copies": ended // len(items), "first": f"{first:%Y-%m-%d %H:%M:%S}"}
            connection.execute(copy, {**values, **keys})
        connection.execute(text(ANSWERS))
