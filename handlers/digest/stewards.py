"""What a steward reads of what is in her own hands: in the morning all of it, in the evening what is due next, at the end
of the week how it stands. To whoever has something and is there; nobody else reads any of it, and nothing is compared.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from domain.cases import Case, State
from domain.people import Post
from handlers.desk import Desk
from handlers.digest.circular import Circular
from handlers.digest.periods import ONE_DAY, monday, next_working_day, today
from handlers.texts import digest, steward
from handlers.texts.digest import OwnWeek

DONE = frozenset({State.SOLVED, State.PARTLY, State.UNCONFIRMED})
A_WEEK = timedelta(days=7)


def make(desk: Desk) -> tuple[Circular, ...]:
    zone = desk.calendar_zone(None)
    return tuple(
        Circular((person,), steward.my_list(cases, desk.directory, zone, desk.now))
        for person in there(desk)
        if (cases := desk.work_of(person))
    )


def tomorrow(desk: Desk) -> tuple[Circular, ...]:
    """What runs out by the end of the next working day, and has not yet."""
    zone, day = desk.calendar_zone(None), next_working_day(desk.calendar(), today(desk))
    until = desk.calendar().moment(day + ONE_DAY, 0)
    return tuple(
        Circular((person,), digest.due_next(cases, zone, desk.now), chases=True)
        for person in there(desk)
        if (cases := due_before(until, desk, desk.work_of(person)))
    )


def card(desk: Desk) -> tuple[Circular, ...]:
    first = monday(today(desk))
    since, coming = desk.calendar().moment(first, 0), desk.calendar().moment(first + 2 * A_WEEK, 0)
    ended = [
        case for case in desk.figures.touched(since, desk.now) if case.state in DONE and was(case.closed_at, since)
    ]
    weeks = ((person, own_week(desk, person, coming, ended)) for person in there(desk))
    return tuple(
        Circular((person,), digest.own_week(first, today(desk), week), chases=True)
        for person, week in weeks
        if week.ended or week.open
    )


def own_week(desk: Desk, person: int, coming: datetime, ended: Iterable[Case]) -> OwnWeek:
    open_ones, hers = desk.work_of(person), [case for case in ended if case.assignee == person]
    return OwnWeek(
        ended=len(hers),
        solved=sum(case.state is State.SOLVED for case in hers),
        open=len(open_ones),
        late=sum(case.finish_due <= desk.now for case in open_ones),
        coming=len(due_before(coming, desk, open_ones)),
    )


def was(at: datetime | None, since: datetime) -> bool:
    return at is not None and at >= since


def due_before(until: datetime, desk: Desk, cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if desk.now < case.finish_due < until)


def there(desk: Desk) -> Iterator[int]:
    """Who has a post here and is not on leave."""
    people = dict.fromkeys(post.person for post in desk.directory.posts if is_here(desk, post))
    return (person for person in people if desk.directory.absence_of(person, desk.now) is None)


def is_here(desk: Desk, post: Post) -> bool:
    """Whoever serves several communities reads one list, by the hours of the first."""
    return post == desk.directory.post_of(post.person) and desk.community == desk.directory.community_over(post).code
