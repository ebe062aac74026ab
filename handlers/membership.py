"""A chat was closed, opened again or renamed over there: who can still be written to, and who must learn of it."""

from datetime import datetime

from domain.membership import Membership, Standing
from handlers.desk import Desk, House
from handlers.texts import trouble
from handlers.undelivered import name_of
from storage.tx import Tx


def note(tx: Tx, change: Membership, house: House, now: datetime) -> bool:
    """One turn. False if we had been told of it before."""
    if not tx.inbox.first_time(change.address, change.key, now):
        return False
    if change.moved_to:
        tx.people.move(change.address, change.moved_to, now)
    elif change.standing is Standing.GONE:
        gone(tx, change, house, now)
    else:
        tx.people.seen(change.address, now)
    return True


def gone(tx: Tx, change: Membership, house: House, now: datetime) -> None:
    """The office learns of it where it matters: somebody with a post, with an open case, or a group of residents."""
    lost = tx.people.unreachable(change.address)
    if lost is None:
        return
    desk = Desk(tx, house, now, f"gone:{change.address.channel}:{change.address.key}:{change.key}")
    open_cases = tx.cases.of_reporter(lost, only_open=True)
    name = name_of(desk, lost, open_cases[0].number if open_cases else None)
    if name:
        desk.write_all((person for person in desk.office() if person != lost), trouble.out_of_reach(name))
