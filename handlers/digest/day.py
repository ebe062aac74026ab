"""The office's morning: what came and went yesterday, what is late or on hold, what has to be decided.

Skipped when nothing has changed since the last one: what was late or on hold then and still is makes no new letter.
"""

from dataclasses import replace

from domain.figures import Day
from domain.messages import Notice
from handlers.days import missing_year
from handlers.desk import Desk
from handlers.digest import ledger, pictures
from handlers.digest.circular import Circular, for_all
from handlers.digest.periods import today, yesterday
from handlers.letters import holder_words
from handlers.press import Paper, drawn
from handlers.texts import digest as texts
from handlers.texts.days import unknown_year
from handlers.texts.digest import Late

MOST_LATE = 10
STANDING = "morning.stands."


def make(desk: Desk) -> tuple[Circular, ...]:
    figures = figures_of(desk)
    key, standing = f"{STANDING}{desk.community}", how_it_stands(desk, figures)
    if not figures.eventful and standing == (desk.tx.notes.get(key) or ""):
        return ()
    return (Circular(desk.office(), letter(desk, figures), papers(desk), mailed=True, noted=(key, standing)),)


def how_it_stands(desk: Desk, figures: Day) -> str:
    """All that waits, by number; empty where nothing does."""
    late = [case.number for case in desk.figures.latest(desk.now, figures.late)]
    held = [f"{one.case.number} {one.review}" for one in ledger.hung(desk)]
    waits = (late, held, desk.figures.undecided())
    return ";".join(",".join(part) for part in waits) if any(waits) else ""


def figures_of(desk: Desk) -> Day:
    day = yesterday(desk)
    return desk.figures.day(day.since, day.until, desk.now)


def letter(desk: Desk, figures: Day) -> Notice:
    late = for_all(desk, desk.figures.latest(desk.now, MOST_LATE))
    red = tuple(Late(case, holder_words(desk, case), (desk.now - case.finish_due).days) for case in late)
    notice, year = texts.day(today(desk), figures, red, ledger.hung(desk)), missing_year(desk)
    return replace(notice, lines=(*notice.lines, unknown_year(year))) if year else notice


def papers(desk: Desk) -> tuple[Paper, ...]:
    name = texts.day_title(today(desk))
    return drawn(desk.house.press, name, pictures.of_day(desk, name))
