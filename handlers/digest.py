"""The morning: the office's digest and each steward's list, once a day, and only if there is something to say."""

from collections.abc import Callable
from datetime import datetime, timedelta

from handlers.desk import Desk, House
from handlers.office.overview import digest, figures
from handlers.texts import steward
from storage.tx import Tx

LATE_BY = timedelta(hours=6)


def mornings(tx: Tx, house: House, now: datetime) -> None:
    """What is due this morning and was not sent yet. Any replica may call it, as often as it likes."""
    desk = Desk(tx, house, now, "digest")
    hours = desk.book.clock.digests
    if is_time(desk, hours.office):
        once(desk, "office", office_digest)
    if is_time(desk, hours.steward) and desk.calendar().is_working_day(desk.calendar().local(now).date()):
        once(desk, "steward", steward_lists)


def is_time(desk: Desk, minute: int) -> bool:
    local = desk.calendar().local(desk.now)
    since = timedelta(hours=local.hour, minutes=local.minute) - timedelta(minutes=minute)
    return timedelta() <= since < LATE_BY


def once(desk: Desk, name: str, send: Callable[[Desk], None]) -> None:
    today = f"{desk.calendar().local(desk.now):%Y-%m-%d}"
    if desk.tx.notes.get(f"digest.{name}") == today:
        return
    desk.tx.notes.set(f"digest.{name}", today)
    desk.origin = f"digest:{name}:{today}"
    send(desk)


def office_digest(desk: Desk) -> None:
    if figures(desk).changed:
        desk.write_all(desk.office(), digest(desk))


def steward_lists(desk: Desk) -> None:
    for person in dict.fromkeys(post.person for post in desk.directory.posts):
        cases = desk.work_of(person)
        if cases and desk.directory.absence_of(person, desk.now) is None:
            desk.write(person, steward.my_list(cases, desk.directory, desk.calendar_zone(None), desk.now))
