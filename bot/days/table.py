"""The table is shown or changed; after a change every open case looks anew, by the new calendar.

What a moment is on the calendar is `routing/calendar`; deadlines once promised stay as they are.
"""

import argparse
from collections.abc import Callable
from datetime import date

from bot.app import App
from bot.days.files import Days, day_of, kind_of, read_file
from bot.settings import Settings
from bot.start import open_app
from handlers.days import BATCH, look_anew, set_days
from handlers.texts.days import listed, unknown_year
from routing.calendar import adjusted_days_missing
from storage.tx import Tx

Say = Callable[[str], None]


def run(settings: Settings, chosen: argparse.Namespace, say: Say) -> int:
    """Raises OperatorError before anything is changed."""
    change = CHANGES.get(chosen.action)
    wanted = change(chosen) if change else None
    app = open_app(settings)
    try:
        if wanted:
            say(f"改好了：{apply(app, wanted)} 件在办的事重新排了提醒，已经答应的期限不变。")
        for line in shown_lines(app, getattr(chosen, "year", None)):
            say(line)
    finally:
        app.store.close()
    return 0


def apply(app: App, wanted: Callable[[Days], Days]) -> int:
    """The changed table, and every open case's next look by it; returns how many moved."""
    now = app.clock.now()
    app.store.run_now(lambda tx: set_days(tx, wanted(tx.days.all())))
    moved, last = 0, 0
    while True:
        seen = app.store.run_now(look_anew, app.house, now, last, BATCH)
        moved += seen.moved
        if seen.count < BATCH:
            return moved
        last = seen.last


def shown_lines(app: App, year: int | None) -> list[str]:
    days = app.store.read_now(stored)
    today = app.clock.now().date()
    chosen = {day: days[day] for day in days if (day.year == year if year else day.year >= today.year)}
    missing = adjusted_days_missing(days, today)
    return [*listed(chosen, year or today.year), *([unknown_year(missing)] if missing else [])]


def stored(tx: Tx) -> dict[date, bool]:
    return tx.days.all()


def setting(chosen: argparse.Namespace) -> Callable[[Days], Days]:
    day, working = day_of(chosen.day), kind_of(chosen.kind)
    return lambda days: {**days, day: working}


def clearing(chosen: argparse.Namespace) -> Callable[[Days], Days]:
    day = day_of(chosen.day)
    return lambda days: {known: working for known, working in days.items() if known != day}


def importing(chosen: argparse.Namespace) -> Callable[[Days], Days]:
    """A whole year's official list takes the place of what was known of that year; single days are added."""
    year, found = read_file(chosen.file)
    return lambda days: {**{day: working for day, working in days.items() if day.year != year}, **found}


CHANGES: dict[str, Callable[[argparse.Namespace], Callable[[Days], Days]]] = {
    "set": setting,
    "clear": clearing,
    "import": importing,
}
