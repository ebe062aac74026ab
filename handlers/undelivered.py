"""A letter that reaches nobody: the office is told, in words that name no resident."""

from datetime import datetime

from domain.messages import Letter
from handlers.desk import Desk, House
from handlers.texts import trouble
from storage.tx import Tx


def tell_office(tx: Tx, letter: Letter, house: House, now: datetime) -> None:
    desk = Desk(tx, house, now, f"dead:{letter.id}")
    post = desk.directory.post_of(letter.person)
    name = post.name if post else f"反映 {letter.notice.case} 的居民" if letter.notice.case else "一位居民"
    desk.write_all(
        (person for person in desk.office() if person != letter.person),
        trouble.undelivered(name, urgent=letter.notice.urgent),
    )
