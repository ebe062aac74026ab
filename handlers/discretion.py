"""Who may have, see or act on a case: never whoever it is about, and of what must stay discreet the office alone."""

import logging

from domain.cases import Case, Urgency
from domain.people import Level, Post
from handlers.conversation import CASE_NUMBER
from handlers.desk import Desk

log = logging.getLogger(__name__)

# Self-harm, violence at home, threats: known to the office only.
OFFICE_ONLY = frozenset({"E4", "E5", "E16"})
CONFLICT = frozenset({"property", "steward", "owners"})
# To ask a neighbour "is it the same matter?" would tell the one it is about that somebody told.
PERSONAL = frozenset({"vulnerable"})
NOT_OFFERED = frozenset({"LL", "ZA", "WJ", "CW", "ZS"})


def note_refusal(desk: Desk, number: str) -> None:
    """Someone tapped what is not hers to tap. The log names the case and the role, and nobody."""
    known = CASE_NUMBER.fullmatch(number.partition(":")[0])
    log.warning("act.refused case=%s role=%s", known[0] if known else "-", desk.speaker.role)


def lowest_level(case: Case) -> Level:
    """The lowest rung that may have it."""
    if case.danger in OFFICE_ONLY:
        return Level.OFFICE
    return Level.GRID if case.targets & CONFLICT else Level.BUILDING


def complained_about(desk: Desk, case: Case) -> frozenset[int]:
    """Stewards it may be about: those named in it, and where 'the steward' is meant, all who care for that place."""
    if "steward" not in case.targets:
        return frozenset()
    named = {post.person for post in desk.directory.posts if post.name and post.name in case.words}
    near = {p.person for p in desk.directory.posts if p.level < Level.GRID and covers(desk, p.level, p.area, case)}
    return frozenset(named | near)


def may_hold(desk: Desk, person: int, level: Level, case: Case) -> bool:
    return level >= lowest_level(case) and person not in complained_about(desk, case)


def may_see(desk: Desk, person: int, case: Case) -> bool:
    """The holder, a post above that covers the place, the office. Never someone the case is about."""
    if person in complained_about(desk, case):
        return False
    if person == case.assignee:
        return True
    posts = (post for post in desk.directory.posts if post.person == person)
    return any(post.level >= lowest_level(case) and covers(desk, post.level, post.area, case) for post in posts)


def may_act(desk: Desk, person: int, case: Case) -> bool:
    """Acting is for the holder, the estate steward above her, the grid leader and the office; in danger for whoever is near."""
    if person == case.assignee:
        return person not in complained_about(desk, case)
    higher = reading_level(desk, person, case) >= Level.ESTATE
    return may_see(desk, person, case) and (higher or case.danger is not None)


def covers(desk: Desk, level: Level, area: str, case: Case) -> bool:
    """Whether a post of that level over that area has the case's place in it."""
    building = desk.directory.building(case.place.estate, case.place.building)
    areas = {
        Level.BUILDING: building.microgrid if building else case.place.microgrid,
        Level.ESTATE: case.place.estate,
        Level.GRID: case.community,
        Level.OFFICE: case.community,
    }
    return areas.get(level) == area


def post_for(desk: Desk, person: int | None, case: Case) -> Post | None:
    """The person's post that matters for this case: at the case's level if she has one there."""
    posts = [post for post in desk.directory.posts if post.person == person]
    return next((post for post in posts if post.level == case.level), posts[0] if posts else None)


def reading_level(desk: Desk, person: int | None, case: Case) -> Level:
    post = post_for(desk, person, case)
    return post.level if post else Level.OFFICE


def carriers(desk: Desk, case: Case) -> tuple[int, ...]:
    """Who may ask a reporter without a chat in person, in order: never whoever did the work or is complained about."""
    near = (p.person for p in desk.directory.posts if p.level is Level.ESTATE and covers(desk, p.level, p.area, case))
    kept_out = complained_about(desk, case) | {case.assignee}
    found = (case.filed_by, *near, *desk.office(case.community))
    return tuple(dict.fromkeys(person for person in found if person is not None and person not in kept_out))


def may_be_joined(desk: Desk, case: Case) -> bool:
    """Whether neighbours may be told that somebody told of it, and join: a matter of all, about nobody."""
    item = desk.book.items[case.item]
    of_all = (
        case.topic not in NOT_OFFERED and case.item != "QT" and case.urgency is not Urgency.P4 and not item.guessable
    )
    about_nobody = not (case.targets or case.danger or case.tags & PERSONAL or complained_about(desk, case))
    return case.state.open and of_all and about_nobody


def same_circle(case: Case, danger: str | None) -> bool:
    """Whether a new danger may be told to the people an open one was told to."""
    return (case.danger in OFFICE_ONLY) == (danger in OFFICE_ONLY)


def office_of(desk: Desk, case: Case) -> tuple[int, ...]:
    """Whoever of the office may decide about it: never somebody it is about."""
    kept_out = complained_about(desk, case)
    left = tuple(person for person in desk.office(case.community) if person not in kept_out)
    return left or tuple(
        person for person in desk.staff(Level.GRID, community=case.community) if person not in kept_out
    )
