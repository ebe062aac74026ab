"""Each chat as its owner saw it, line by line. Lines of an address are numbered without gaps."""

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, literal, or_, select, update

from domain.messages import Choice, InboundMessage, Letter, Line, Notice
from domain.people import Address
from storage.columns import storable
from storage.prepared import Prepared
from storage.statements import at_address, where_at
from storage.tables import addresses, letters, lines

if TYPE_CHECKING:
    from storage.people import People

RECENT = 12
OFFERS = 3
NEXT_SEQ = Prepared(
    update(addresses)
    .where(at_address(addresses))
    .values(last_seq=addresses.c.last_seq + 1)
    .returning(addresses.c.last_seq)
)
ADD = Prepared(insert(lines))
AFTER = Prepared(
    select(lines)
    .where(at_address(lines), lines.c.seq > bindparam("at_seq"))
    .order_by(lines.c.seq)
    .limit(bindparam("at_most"))
)
OF_PERSON = (
    select(lines)
    .join(addresses, and_(addresses.c.channel == lines.c.channel, addresses.c.chat == lines.c.chat))
    .where(addresses.c.person == bindparam("at_person"))
    .order_by(lines.c.at, lines.c.channel, lines.c.chat, lines.c.seq)
)
NOTICES = (
    select(lines.c.notice)
    .where(at_address(lines), lines.c.notice.is_not(None))
    .order_by(lines.c.seq.desc())
    .limit(RECENT)
)
RECENT_NOTICES = Prepared(NOTICES)
NOTICES_OF_CASE = Prepared(NOTICES.where(lines.c.case_number == bindparam("of_case")))
RECENT_WORDS = Prepared(
    select(lines.c.text)
    .where(at_address(lines), lines.c.mine, lines.c.text != "", lines.c.at >= bindparam("since"))
    .order_by(lines.c.seq.desc())
    .limit(RECENT)
)
CASES_TOLD = (
    select(lines.c.case_number)
    .join(letters, letters.c.id == lines.c.letter)
    .where(at_address(lines), lines.c.case_number.is_not(None), lines.c.at >= bindparam("since"))
    .order_by(lines.c.seq.desc())
    .limit(1)
)
# A letter that went as several messages has the ids of all, with spaces between.
IN_MESSAGE = (literal(" ") + letters.c.vendor + " ").contains(bindparam("at_vendor"))
TOLD_IN_MESSAGE = CASES_TOLD.where(IN_MESSAGE)
NOTICE_IN_MESSAGE = NOTICES.join(letters, letters.c.id == lines.c.letter).where(IN_MESSAGE).limit(1)
VERSIONS = (
    select(lines.c.text)
    .where(at_address(lines), lines.c.mine, lines.c.key != bindparam("but"))
    .where(or_(lines.c.key == bindparam("first"), lines.c.key.startswith(bindparam("edits"), autoescape=False)))
    .order_by(lines.c.seq.desc())
    .limit(1)
)
PRUNE = delete(lines).where(lines.c.at < bindparam("before"))
OF_LETTER = Prepared(select(lines.c.seq).where(lines.c.letter == bindparam("at_letter")))


class Transcript:
    def __init__(self, connection: Connection, people: "People") -> None:
        self.connection = connection
        self.people = people

    def heard(self, message: InboundMessage, now: datetime) -> int:
        """Adds what she said; returns the line's number. Writers of one address wait for each other here."""
        seq = next_seq(self.connection, message.address)
        if seq is None:
            self.people.meet(message.address, now)
            seq = next_seq(self.connection, message.address)
        row = {
            "channel": message.address.channel,
            "chat": message.address.key,
            "seq": seq,
            "at": now,
            "mine": True,
            "text": message.text,
            "enclosed": list(message.enclosed),
            "notice": None,
            "key": message.key,
            "letter": None,
            "case_number": message.quotes,
        }
        ADD.run(self.connection, row)
        return seq or 0

    def after(self, address: Address, seq: int, limit: int = 200) -> tuple[Line, ...]:
        """Lines that follow number `seq`, in order."""
        keys = {**where_at(address), "at_seq": storable(seq), "at_most": limit}
        return tuple(line_of(row) for row in AFTER.run(self.connection, keys))

    def of_person(self, person_id: int) -> tuple[Line, ...]:
        """Everything said with her at all her addresses, by time."""
        return tuple(line_of(row) for row in self.connection.execute(OF_PERSON, {"at_person": person_id}))

    def last_offers(self, address: Address, case: str | None = None) -> tuple[tuple[Choice, ...], ...]:
        """The choices of the latest notices that offered any, newest first, among the last few told here.

        `case`: among the last few of that case, however much was told of others since.
        """
        recent, most = (NOTICES_OF_CASE, RECENT) if case else (RECENT_NOTICES, OFFERS)
        told = recent.run(self.connection, {**where_at(address), **({"of_case": case} if case else {})}).scalars()
        offering = (Notice.from_json(data).choices for data in told if data and data["choices"])
        return tuple(islice(offering, most))

    def notice_in(self, address: Address, vendor: str) -> Notice | None:
        """What was told in that message of ours, or in the letter it is a part of; None if it is none of ours."""
        keys = {**where_at(address), "at_vendor": f" {vendor} "}
        data = self.connection.execute(NOTICE_IN_MESSAGE, keys).scalar_one_or_none()
        return Notice.from_json(data) if data else None

    def last_notice(self, address: Address) -> Notice | None:
        """What was told last at this address."""
        data = RECENT_NOTICES.run(self.connection, where_at(address)).scalar_one_or_none()
        return Notice.from_json(data) if data else None

    def last_case(self, address: Address, *, since: datetime, vendor: str | None = None) -> str | None:
        """The number of the case told of last there; with `vendor`, of the case that message of ours told of."""
        keys = {**where_at(address), "since": since}
        if vendor is None:
            return self.connection.execute(CASES_TOLD, keys).scalar_one_or_none()
        return self.connection.execute(TOLD_IN_MESSAGE, {**keys, "at_vendor": f" {vendor} "}).scalar_one_or_none()

    def last_words(self, address: Address, *, since: datetime, but: str = "") -> str:
        """The latest thing she wrote since then, other than `but` and bare keys such as "9"; empty if nothing."""
        words = RECENT_WORDS.run(self.connection, {**where_at(address), "since": since}).scalars()
        return next((text for text in words if text != but and len(text) > 2), "")

    def words_of(self, address: Address, key: str, but: str) -> str | None:
        """What she wrote under that key, or in the latest edit of it other than `but`; None if nothing is known of it."""
        keys = {**where_at(address), "first": key, "edits": f"{key}:", "but": but}
        return self.connection.execute(VERSIONS, keys).scalar_one_or_none()

    def prune(self, before: datetime) -> int:
        """Forgets lines older than that; returns how many. Numbers go on where they were."""
        return self.connection.execute(PRUNE, {"before": before}).rowcount


def next_seq(connection: Connection, address: Address) -> int | None:
    seq: int | None = NEXT_SEQ.run(connection, where_at(address)).scalar_one_or_none()
    return seq


def append_notice(connection: Connection, letter: Letter, now: datetime) -> int:
    """Adds a delivered letter to its address's transcript; 0 if that address was forgotten meanwhile."""
    seq = next_seq(connection, letter.address)
    if seq is None:
        return 0
    row = {
        "channel": letter.address.channel,
        "chat": letter.address.key,
        "seq": seq,
        "at": now,
        "mine": False,
        "text": "",
        "enclosed": list(letter.notice.enclosed),
        "notice": letter.notice.to_json(),
        "key": None,
        "letter": letter.id,
        "case_number": letter.notice.case,
    }
    ADD.run(connection, row)
    return seq


def line_of_letter(connection: Connection, letter_id: int) -> int:
    return OF_LETTER.run(connection, {"at_letter": letter_id}).scalar_one_or_none() or 0


def line_of(row: Any) -> Line:
    return Line(
        seq=row.seq,
        at=row.at,
        mine=row.mine,
        text=row.text,
        enclosed=tuple(row.enclosed),
        notice=Notice.from_json(row.notice) if row.notice else None,
        key=row.key,
    )
