"""How far is each conversation? Drafts live here, so that a restart or another replica goes on from there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.messages import Choice, Draft
from domain.people import Address
from storage.prepared import Prepared
from storage.statements import at_address, insert_or_replace, where_at
from storage.tables import drafts

GET = Prepared(select(drafts.c.step, drafts.c.answers, drafts.c.offered, drafts.c.updated_at).where(at_address(drafts)))
STALE = (
    select(drafts)
    .where(drafts.c.step.in_(bindparam("steps", expanding=True)), drafts.c.updated_at < bindparam("before"))
    .order_by(drafts.c.updated_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
SAVE = Prepared(insert_or_replace(drafts, ("channel", "chat"), ("step", "answers", "offered", "updated_at")))


class Drafts:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, address: Address) -> Draft:
        """The address's draft; an empty one if nothing was begun."""
        row = GET.run(self.connection, where_at(address)).one_or_none()
        return draft_of(row) if row else Draft()

    def stale(self, steps: Iterable[str], before: datetime, limit: int) -> tuple[tuple[Address, Draft], ...]:
        """Conversations left at one of these steps before that moment, the oldest first; locked for this transaction."""
        keys = {"steps": sorted(steps), "before": before, "at_most": limit}
        rows = self.connection.execute(STALE, keys)
        return tuple((Address(row.channel, row.chat), draft_of(row)) for row in rows)

    def save(self, address: Address, draft: Draft, now: datetime) -> None:
        row = {
            "channel": address.channel,
            "chat": address.key,
            "step": draft.step,
            "answers": dict(draft.answers),
            "offered": [[choice.code, choice.label] for choice in draft.offered],
            "updated_at": now,
        }
        SAVE.run(self.connection, row)


def draft_of(row: Any) -> Draft:
    offered = tuple(Choice(code, label) for code, label in row.offered)
    return Draft(row.step, row.answers, offered, row.updated_at)
