"""What goes when a person asks to be forgotten: everything she said and is; only the counts of her cases stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, or_, select, update

from domain.messages import SHEET
from domain.people import Address, Role
from storage.tables import (
    addresses,
    case_reporters,
    cases,
    corrections,
    drafts,
    enclosures,
    events,
    held_updates,
    inbox,
    invites,
    letters,
    lines,
    people,
    sessions,
    troubled_messages,
)

OF_CHATS: tuple[Table, ...] = (lines, drafts, inbox, held_updates, troubled_messages, sessions)


def forget_person(connection: Connection, person: int, now: datetime) -> None:
    told = connection.execute(
        select(cases.c.id, cases.c.number, cases.c.enclosed, cases.c.told_at).where(cases.c.reporter == person)
    ).all()
    forget_enclosures(connection, person, [photo for case in told for photo in case.enclosed])
    forget_sheets(connection, [case.told_at for case in told])
    forget_cases(connection, person, [case.id for case in told], [case.number for case in told])
    forget_chats(connection, person)
    connection.execute(delete(letters).where(letters.c.person == person))
    connection.execute(delete(invites).where(invites.c.person == person))
    connection.execute(update(people).where(people.c.id == person).values(**nobody(), forgotten_at=now))
    connection.execute(
        update(people).where(people.c.id == person, people.c.role == Role.RESIDENT.value).values(name=None)
    )


def nobody() -> dict[str, Any]:
    return {
        "estate": None,
        "building": None,
        "unit": None,
        "room": None,
        "spot": None,
        "language": "zh",
        "greeted": False,
    }


def forget_sheets(connection: Connection, told: Sequence[datetime]) -> None:
    """Sheets of cases made since her first may hold her words; the office has them made anew whenever it likes."""
    if told:
        made = and_(enclosures.c.owner.is_(None), enclosures.c.media == SHEET, enclosures.c.at >= min(told))
        connection.execute(delete(enclosures).where(made))


def forget_enclosures(connection: Connection, person: int, told: Sequence[int]) -> None:
    """Hers, and those of her cases that are nobody else's."""
    hers = or_(enclosures.c.owner == person, and_(enclosures.c.owner.is_(None), enclosures.c.id.in_(told)))
    connection.execute(delete(enclosures).where(hers))


def forget_cases(connection: Connection, person: int, told: Sequence[int], numbers: Sequence[str]) -> None:
    connection.execute(delete(case_reporters).where(case_reporters.c.person == person))
    for part in chunks(told):
        forget_words(connection, cases.c.id.in_(part))
        connection.execute(update(events).where(events.c.case.in_(part)).values(words="", enclosed=[]))
    own: dict[str, Any] = {"words": "", "why": "", "enclosed": [], "detail": {}, "actor": None}
    connection.execute(update(events).where(events.c.actor == person).values(**own))
    for names in chunks(numbers):
        connection.execute(delete(corrections).where(corrections.c.case_number.in_(names)))
        blank_notices(connection, letters, letters.c.case_number.in_(names))
        blank_notices(connection, lines, lines.c.case_number.in_(names))


def forget_words(connection: Connection, which: ColumnElement[bool]) -> None:
    """A spot beside a building is hers to take back; one without is a public place, all that tells where to go."""
    blank: dict[str, Any] = {"reporter": None, "words": "", "room": None, "point": None, "enclosed": []}
    connection.execute(update(cases).where(which).values(**blank, version=cases.c.version + 1))
    connection.execute(update(cases).where(which, cases.c.building.is_not(None)).values(spot=None))


def blank_notices(connection: Connection, table: Table, which: ColumnElement[bool]) -> None:
    """What others were told about her cases keeps its kind, number and buttons, and loses its words."""
    keys = list(table.primary_key.columns)
    rows = connection.execute(select(*keys, table.c.notice).where(which, table.c.notice.is_not(None))).all()
    for row in rows:
        bare = {**row.notice, "title": row.notice["case"], "lines": [], "facts": [], "enclosed": []}
        same = and_(*(key == value for key, value in zip(keys, row, strict=False)))
        values = {"notice": bare, "enclosed": []} if table is lines else {"notice": bare}
        connection.execute(update(table).where(same).values(**values))


def forget_chats(connection: Connection, person: int) -> None:
    for table in OF_CHATS:
        hers = and_(
            addresses.c.person == person, addresses.c.channel == table.c.channel, addresses.c.chat == table.c.chat
        )
        connection.execute(delete(table).where(exists().where(hers)))
    connection.execute(delete(addresses).where(addresses.c.person == person))


def empty_chat(connection: Connection, address: Address) -> None:
    """The chat she is asking from: its words go, its session stays, so that the answer still reaches her."""
    for table in (lines, drafts, troubled_messages):
        here = and_(table.c.channel == address.channel, table.c.chat == address.key)
        connection.execute(delete(table).where(here))


def chunks(values: Sequence[Any], size: int = 500) -> list[Sequence[Any]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
