"""A letter that reaches nobody: the office is told, in words that name no resident."""

from datetime import datetime

from domain.messages import Letter
from domain.people import MAIL, Role
from handlers.desk import Desk, House
from handlers.texts import trouble
from storage.tx import Tx


def tell_office(tx: Tx, letter: Letter, house: House, now: datetime) -> None:
    desk = Desk(tx, house, now, f"dead:{letter.id}")
    name = name_of(desk, letter.person, letter.notice.case) or "一位居民"
    if letter.address.channel == MAIL:
        desk.write_all(desk.office(), trouble.mail_undelivered(name))
        return
    desk.write_all(
        (person for person in desk.office() if person != letter.person),
        trouble.undelivered(name, urgent=letter.notice.urgent),
    )


def name_of(desk: Desk, person: int, case: str | None) -> str:
    """As the office reads it: a steward by name, a group by its estate, a resident by her case's number or not at all."""
    post = desk.directory.post_of(person)
    if post:
        return post.name
    found = desk.tx.people.get(person)
    if found.role is Role.GROUP:
        estate = desk.directory.estate(found.home.estate)
        return f"{estate.name}的群" if estate else ""
    return f"反映 {case} 的居民" if case else ""
