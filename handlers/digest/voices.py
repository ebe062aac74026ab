"""Who is not heard, and how those who are speak: buildings nothing is told of, and some words without a face.

No words that could hurt somebody who reads them, or point at whoever wrote them.
"""

from collections.abc import Iterable

from domain.cases import Case
from domain.places import Building
from handlers.desk import Desk
from handlers.digest.circular import for_all
from handlers.digest.periods import Period, month_before
from handlers.discretion import NOT_OFFERED, PERSONAL
from handlers.texts.digest import Voices
from handlers.texts.say import shortened
from handlers.told import UNSORTED
from routing.proposals import faceless
from routing.rates import FEWEST

MOST = 4
SHORTEST, LONGEST = 6, 40


def of(desk: Desk, month: Period) -> Voices:
    return Voices(quiet(desk, month), words(desk, month))


def quiet(desk: Desk, month: Period) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By estate, those of the roster that nothing was told of in this month and the one before."""
    heard = desk.figures.heard(month_before(desk, 2).since, month.until)
    silent = [one for one in desk.directory.buildings if is_ours(desk, one) and (one.estate, one.number) not in heard]
    estates = (
        (estate, [one.number for one in silent if one.estate == estate.code]) for estate in desk.directory.estates
    )
    return tuple((estate.name, tuple(numbers)) for estate, numbers in estates if numbers)


def is_ours(desk: Desk, building: Building) -> bool:
    return desk.community in (None, desk.directory.community_of(building.estate).code)


def words(desk: Desk, month: Period) -> tuple[str, ...]:
    """One case each of the items told of most; none at all of so few that each is known."""
    told = for_all(desk, desk.tx.cases.told_between(month.since, month.until))
    harmless = [case for case in told if may_be_quoted(case)]
    if len(harmless) < FEWEST:
        return ()
    by_item: dict[str, list[Case]] = {}
    for case in harmless:
        by_item.setdefault(case.item, []).append(case)
    names = [post.name for post in desk.directory.posts]
    found = (fit(alike, names) for alike in sorted(by_item.values(), key=len, reverse=True))
    return tuple(filter(None, found))[:MOST]


def may_be_quoted(case: Case) -> bool:
    about_somebody = case.targets or case.tags & PERSONAL or case.topic in NOT_OFFERED
    return case.language == "zh" and case.item != UNSORTED and not (case.danger or about_somebody)


def fit(alike: Iterable[Case], names: Iterable[str]) -> str:
    """The first that is a sentence and not a story, without anything that names a person or a home."""
    bare = (shortened(faceless(case.words, names), LONGEST + 1) for case in alike)
    return next((text for text in bare if SHORTEST <= len(text) <= LONGEST), "")
