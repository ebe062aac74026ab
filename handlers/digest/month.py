"""The month for the office: how it went against the month before, the matter that weighs most, needs, what is on hold."""

from domain.figures import Cluster
from domain.messages import Notice
from handlers.desk import Desk
from handlers.digest import ledger, pictures, sheet, voices
from handlers.digest.circular import Circular
from handlers.digest.periods import Period, month_before
from handlers.digest.week import busiest, load, seen
from handlers.press import drawn, tabulated
from handlers.texts import digest as texts
from handlers.texts.digest import Then
from handlers.told import UNSORTED
from routing.rates import FEWEST

A_YEAR = 12


def make(desk: Desk) -> tuple[Circular, ...]:
    """None for a month in which nothing was told or ended."""
    month = month_before(desk)
    then = seen(desk, month, month_before(desk, 2))
    if not (then.now.told or then.now.ended):
        return ()
    name = texts.month_title(month.first)
    papers = (
        *drawn(desk.house.press, name, *pictures.of_period(desk, name, then.now, then.before)),
        *tabulated(desk.house.press, *sheet.of_office(desk, month), name),
    )
    return (Circular(desk.office(), letter(desk, month, then), papers, mailed=True),)


def letter(desk: Desk, month: Period, then: Then) -> Notice:
    year = month_before(desk, 1 + A_YEAR)
    return texts.month(
        texts.month_title(month.first),
        then,
        desk.figures.counts(year.since, year.until).told,
        busiest(desk, month),
        load(desk),
        proposal(desk, month),
        needs(desk),
        ledger.hung(desk),
        voices.of(desk, month),
    )


def proposal(desk: Desk, month: Period) -> str:
    """The matter that weighs most by people, days and reopenings; empty where nothing was told often enough."""
    for cluster in desk.figures.clusters(month.since, month.until, desk.now):
        if cluster.cases >= FEWEST and cluster.item != UNSORTED and cluster.item in desk.book.items:
            return described(desk, cluster)
    return ""


def described(desk: Desk, cluster: Cluster) -> str:
    estate = desk.directory.estate(cluster.estate)
    return texts.evidence(cluster, desk.book.items[cluster.item].name, estate.name if estate else "")


def needs(desk: Desk) -> tuple[tuple[str, int, int], ...]:
    """Topic by topic what is still open, and late: a draft of what has to be asked for."""
    loads = desk.figures.open_topics(desk.now)
    return tuple((ledger.topic_name(desk, load.topic), load.open, load.late) for load in loads)
