"""The steward's morning list: one message with everything in her hands, to whoever has something and is there."""

from handlers.desk import Desk
from handlers.digest.circular import Circular
from handlers.texts import steward


def make(desk: Desk) -> tuple[Circular, ...]:
    people = dict.fromkeys(post.person for post in desk.directory.posts)
    lists = ((person, desk.work_of(person)) for person in people if desk.directory.absence_of(person, desk.now) is None)
    zone = desk.calendar_zone(None)
    return tuple(
        Circular((person,), steward.my_list(cases, desk.directory, zone, desk.now)) for person, cases in lists if cases
    )
