"""The week for the office: totals against the week before, what was told of most, rates with their n, who needs help."""

from domain.figures import Share
from domain.messages import Notice
from domain.people import Level
from handlers.desk import Desk
from handlers.digest import ledger, pictures, sheet
from handlers.digest.circular import Circular
from handlers.digest.periods import Period, today, week_before
from handlers.press import drawn, tabulated
from handlers.texts import digest as texts
from handlers.texts.digest import Busiest, Then

TOO_MANY = 15


def make(desk: Desk) -> tuple[Circular, ...]:
    """None for a week in which nothing was told or ended and nothing is open."""
    week = week_before(desk)
    then = seen(desk, week, week_before(desk, 2))
    if not (then.now.told or then.now.ended or then.open.open):
        return ()
    name = texts.week_title(week.first, week.last)
    papers = (
        *drawn(desk.house.press, name, *pictures.of_period(desk, name, then.now)),
        *tabulated(desk.house.press, *sheet.of_office(desk, week), name),
    )
    return (Circular(desk.office(), letter(desk, week, then), papers, mailed=True),)


def letter(desk: Desk, week: Period, then: Then) -> Notice:
    return texts.week(
        texts.week_title(week.first, week.last),
        then,
        desk.figures.intents(week.since, week.until),
        busiest(desk, week),
        load(desk),
        laden(desk),
        ledger.hung(desk),
    )


def seen(desk: Desk, period: Period, before: Period) -> Then:
    counts = desk.figures.counts
    day = desk.figures.day(period.since, period.until, desk.now)
    return Then(counts(period.since, period.until), counts(before.since, before.until), day, today(desk))


def busiest(desk: Desk, period: Period) -> Busiest:
    """What was told of most, and where: no finer than the estate, and not at all where there is only one."""
    items = tuple(
        (desk.book.items[code].name, n)
        for code, n in desk.figures.items(period.since, period.until)
        if code in desk.book.items
    )
    several = len([one for one in desk.directory.estates if desk.community in (None, one.community)]) > 1
    names = {estate.code: estate.name for estate in desk.directory.estates}
    places = desk.figures.estates(period.since, period.until) if several else ()
    return Busiest(items, tuple((names.get(code, code), n) for code, n in places))


def load(desk: Desk) -> Share:
    """All that the stewards have in hand, of all of them."""
    posts = [post for post in desk.directory.posts if post.level < Level.OFFICE]
    here = {post.person for post in posts if desk.community in (None, desk.directory.community_over(post).code)}
    return Share(sum(n for person, n in desk.figures.laden(0) if person in here), len(here))


def laden(desk: Desk) -> tuple[tuple[str, int], ...]:
    """Whom somebody should help: by name, for the office alone, and in no order of merit."""
    names = {post.person: post.name for post in desk.directory.posts}
    return tuple((names.get(person, "（已不在名册上）"), n) for person, n in desk.figures.laden(TOO_MANY))
