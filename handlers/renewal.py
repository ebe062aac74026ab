"""The rule book was edited while we run: the new one comes into force, or the old one stays and the office hears why."""

from datetime import datetime

from domain.errors import OperatorError
from handlers.desk import Desk, House
from handlers.texts import trouble
from routing.book import RuleBook
from storage.tx import Tx


def renew(tx: Tx, book: RuleBook, house: House) -> None:
    """Raises OperatorError where cases are sorted as items the new book has not: nobody could show them any more."""
    missing = sorted(tx.cases.items() - book.items.keys())
    if missing:
        raise OperatorError("规则手册", f"已有案件归在{'、'.join(missing)}，这些事项不能删")
    house.renew(tx, book)


def tell_office(tx: Tx, error: OperatorError, edit: str, house: House, now: datetime) -> None:
    """Once for an edit, however many processes notice it."""
    desk = Desk(tx, house, now, f"book:{edit}")
    desk.write_all(desk.office(), trouble.book_broken(str(error), house.book.version))
