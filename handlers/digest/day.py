"""The office's morning: what came and went yesterday, what is late, what has to be decided. Skipped when nothing is."""

from dataclasses import replace

from domain.figures import Day
from domain.messages import Notice
from handlers.days import missing_year
from handlers.desk import Desk
from handlers.digest import pictures
from handlers.digest.circular import Circular, for_all
from handlers.digest.periods import today, yesterday
from handlers.letters import holder_words
from handlers.press import Paper, drawn
from handlers.texts import digest as texts
from handlers.texts.days import unknown_year

MOST_LATE = 10


def make(desk: Desk) -> tuple[Circular, ...]:
    figures = figures_of(desk)
    if not figures.changed:
        return ()
    return (Circular(desk.office(), letter(desk, figures), papers(desk), mailed=True),)


def figures_of(desk: Desk) -> Day:
    day = yesterday(desk)
    return desk.figures.day(day.since, day.until, desk.now)


def letter(desk: Desk, figures: Day) -> Notice:
    late = for_all(desk, desk.figures.latest(desk.now, MOST_LATE))
    red = tuple((case, holder_words(desk, case)) for case in late)
    notice, year = texts.day(today(desk), figures, red), missing_year(desk)
    return replace(notice, lines=(*notice.lines, unknown_year(year))) if year else notice


def papers(desk: Desk) -> tuple[Paper, ...]:
    name = texts.day_title(today(desk))
    return drawn(desk.house.press, name, pictures.of_day(desk, name))
