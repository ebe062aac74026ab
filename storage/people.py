"""Who is behind an address, and where is each person reached? Does not know what anyone may do."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from domain.errors import HuyingError
from domain.people import MAIL, Address, Person, Role
from domain.places import Place
from storage.forget import empty_chat, forget_person
from storage.prepared import Prepared
from storage.statements import at_address, insert_or_keep, new_id, spelled, where_at
from storage.tables import addresses, case_reporters, cases, deployment, enclosures, events, letters, lines, people

if TYPE_CHECKING:
    from storage.directory import Directories
    from storage.outbox import Outbox

P = people.c
A = addresses.c
PERSON: Select[Any] = select(
    P.id,
    P.role,
    P.name,
    P.code,
    P.estate,
    P.building,
    P.unit,
    P.room,
    P.spot,
    P.language,
    P.greeted,
    P.demo,
)
AT_ID = P.id == bindparam("at_id")
GET = Prepared(PERSON.where(AT_ID))
BY_CODE = PERSON.where(P.code == bindparam("at_code"))
BY_ADDRESS = Prepared(PERSON.join(addresses, A.person == P.id).where(at_address(addresses)))
OFFICE = PERSON.where(P.role == Role.OFFICE.value).order_by(P.id)
STAFF = PERSON.where(P.code.is_not(None)).order_by(P.code)
STAFF_AT = (
    PERSON.add_columns(A.channel, A.chat)
    .join(addresses, A.person == P.id)
    .where(P.code.is_not(None), A.channel == bindparam("at_channel"), A.reachable)
    .order_by(P.code, A.chat)
)
MAIL_OF = select(A.chat).where(A.person == bindparam("at_person"), A.channel == MAIL, A.reachable)
DEMO = select(deployment.c.demo)
MEET = insert(people)
ADD_ADDRESS = insert_or_keep(addresses)
UNMEET = delete(people).where(AT_ID)
SEEN = Prepared(update(addresses).where(at_address(addresses), A.reachable).values(seen_at=bindparam("now")))
BACK = Prepared(
    update(addresses).where(at_address(addresses)).values(seen_at=bindparam("now"), reachable=True).returning(A.person)
)
LOST = update(addresses).where(at_address(addresses), A.reachable).values(reachable=False).returning(A.person)
MOVE_ADDRESS = (
    update(addresses)
    .where(at_address(addresses))
    .values(person=bindparam("at_person"), seen_at=bindparam("now"), reachable=True)
)
IS_REACHABLE = select(A.reachable).where(at_address(addresses))
NEW_NAME: dict[str, Any] = {"channel": bindparam("to_channel"), "chat": bindparam("to_chat")}
RENAME = update(addresses).where(at_address(addresses)).values({**NEW_NAME, "reachable": True})
RENAME_LINES = update(lines).where(at_address(lines)).values(NEW_NAME)
DROP_ADDRESS = delete(addresses).where(at_address(addresses))
HAS_ADDRESS = select(A.chat).where(A.person == bindparam("at_person")).limit(1)
SET_HOME = (
    update(people)
    .where(AT_ID)
    .values({name: bindparam(f"home_{name}") for name in ("estate", "building", "unit", "room", "spot")})
)
SET_LANGUAGE = update(people).where(AT_ID).values(language=bindparam("code_of_language"))
GREETED = update(people).where(AT_ID).values(greeted=True)


class People:
    def __init__(self, connection: Connection, directory: "Directories", outbox: "Outbox") -> None:
        self.connection = connection
        self.directory = directory
        self.outbox = outbox

    def meet(self, address: Address, now: datetime, *, role: Role = Role.RESIDENT, reachable: bool = True) -> Person:
        """Who is at this address; someone never met becomes a resident, or what `role` says.

        `reachable` False: she was heard of elsewhere, and the messenger takes nothing for her until she writes to us.
        """
        known = self.by_address(address)
        if known:
            return known
        id = self._newcomer(now, role)
        if not self._add_address(address, id, now, reachable=reachable):
            self.connection.execute(UNMEET, {"at_id": id})
        return self.by_address(address) or self.get(id)

    def by_address(self, address: Address) -> Person | None:
        row = BY_ADDRESS.run(self.connection, where_at(address)).one_or_none()
        return person_of(row) if row else None

    def get(self, id: int) -> Person:
        row = GET.run(self.connection, {"at_id": id}).one_or_none()
        if row is None:
            raise HuyingError(f"no person has the id {id}")
        return person_of(row)

    def by_code(self, code: str) -> Person | None:
        row = self.connection.execute(BY_CODE, {"at_code": code}).one_or_none()
        return person_of(row) if row else None

    def office(self) -> tuple[Person, ...]:
        return tuple(person_of(row) for row in self.connection.execute(OFFICE))

    def staff(self) -> tuple[Person, ...]:
        """Everyone on the roster, by roster code."""
        return tuple(person_of(row) for row in self.connection.execute(STAFF))

    def staff_at(self, channel: str) -> tuple[tuple[Person, Address], ...]:
        """Everyone on the roster, or once on it, with each place of that channel where she is reached."""
        rows = self.connection.execute(STAFF_AT, {"at_channel": channel})
        return tuple((person_of(row), Address(row.channel, row.chat)) for row in rows)

    def address_of(self, person_id: int) -> Address | None:
        """Where she is reached: of her reachable addresses the one seen last."""
        return self.outbox.address_of(person_id)

    def mail_of(self, person_id: int) -> Address | None:
        """Her e-mail, if the roster names one and it takes letters."""
        chat = self.connection.execute(MAIL_OF, {"at_person": person_id}).scalar_one_or_none()
        return Address(MAIL, chat) if chat else None

    def link(self, person_id: int, address: Address, now: datetime) -> None:
        """Gives the address to her; letters held for her go there.

        Whoever had it only as a resident and has no other is the same human: what he told becomes hers.
        """
        before = self.by_address(address)
        if before is None:
            self._add_address(address, person_id, now)
        keys = {**where_at(address), "at_person": person_id, "now": now}
        self.connection.execute(MOVE_ADDRESS, keys)
        if before and before.id != person_id:
            self._left_by(before, person_id)
        self.outbox.hand_over(person_id, address)
        self._reach_changed(person_id)

    def reachable(self, address: Address) -> bool:
        return bool(self.connection.execute(IS_REACHABLE, where_at(address)).scalar_one_or_none())

    def unreachable(self, address: Address) -> int | None:
        """Nothing arrives there any more. What waits goes to her next address, or is held until she is back.

        Returns whoever can be reached nowhere since this moment, if that is so. Of an e-mail address it returns whose it
        was, and what waits there is left alone: she has it in her chat.
        """
        person = self.connection.execute(LOST, where_at(address)).scalar_one_or_none()
        if person is None or address.channel == MAIL:
            return person
        other = self.address_of(person)
        self.outbox.readdress(address, other)
        self._reach_changed(person)
        return person if other is None else None

    def move(self, old: Address, new: Address, now: datetime) -> None:
        """The chat goes on under another key. What waits for it goes there, in the same order."""
        if old == new:
            return
        before, after = self.by_address(old), self.by_address(new)
        names = {**where_at(old), "to_channel": new.channel, "to_chat": new.key}
        if before and after:  # it was written from under the new key before we heard of the change
            self.connection.execute(DROP_ADDRESS, where_at(old))
            self.connection.execute(MOVE_ADDRESS, {**where_at(new), "at_person": before.id, "now": now})
        elif before:
            self.connection.execute(RENAME, names)
            self.connection.execute(RENAME_LINES, names)
        self.outbox.readdress(old, new)

    def seen(self, address: Address, now: datetime) -> None:
        """She wrote from there; if it was given up, it is good again and gets what was held."""
        keys = {**where_at(address), "now": now}
        if SEEN.run(self.connection, keys).rowcount:
            return
        person = BACK.run(self.connection, keys).scalar_one_or_none()
        if person is not None:
            self.outbox.hand_over(person, address)
            self._reach_changed(person)

    def set_home(self, person_id: int, place: Place) -> None:
        home = {
            "home_estate": place.estate,
            "home_building": place.building,
            "home_unit": place.unit,
            "home_room": place.room,
            "home_spot": place.spot,
        }
        self.connection.execute(SET_HOME, {"at_id": person_id, **home})

    def set_language(self, person_id: int, code: str) -> None:
        self.connection.execute(SET_LANGUAGE, {"at_id": person_id, "code_of_language": code})

    def greeted(self, person_id: int) -> None:
        self.connection.execute(GREETED, {"at_id": person_id})

    def forget(self, person_id: int, now: datetime, staying: Address | None = None) -> None:
        """Removes her and her words; what she told still counts. The name of one on the roster stays the roster's.

        At `staying`, the chat she asks from, somebody new is met from now on, with an empty chat.
        """
        if staying:
            newcomer = {**where_at(staying), "at_person": self._newcomer(now), "now": now}
            self.connection.execute(MOVE_ADDRESS, newcomer)
            empty_chat(self.connection, staying)
        forget_person(self.connection, person_id, now)
        self._reach_changed(person_id)

    def _newcomer(self, now: datetime, role: Role = Role.RESIDENT) -> int:
        demo = bool(self.connection.execute(DEMO).scalar_one_or_none())
        row = {"role": role.value, "language": "zh", "greeted": False, "demo": demo, "met_at": now}
        return new_id(self.connection.execute(MEET, row))

    def _add_address(self, address: Address, person_id: int, now: datetime, *, reachable: bool = True) -> bool:
        row = {
            "channel": address.channel,
            "chat": address.key,
            "person": person_id,
            "reachable": reachable,
            "seen_at": now,
            "last_seq": 0,
        }
        return self.connection.execute(spelled(ADD_ADDRESS, self.connection), row).rowcount == 1

    def _left_by(self, before: Person, heir: int) -> None:
        elsewhere = self.connection.execute(HAS_ADDRESS, {"at_person": before.id}).scalar_one_or_none()
        if before.role is Role.RESIDENT and before.code is None and elsewhere is None:
            pass_on(self.connection, before.id, heir)
        else:
            self._reach_changed(before.id)

    def _reach_changed(self, person_id: int) -> None:
        if self.get(person_id).role is not Role.RESIDENT:
            self.directory.changed()


def pass_on(connection: Connection, old: int, heir: int) -> None:
    """Makes everything one person told, joined, sent and awaits another's."""
    theirs = case_reporters.alias()
    both = select(theirs.c.case).where(theirs.c.person == heir)
    joined = case_reporters.c.person == old
    connection.execute(delete(case_reporters).where(joined, case_reporters.c.case.in_(both)))
    connection.execute(update(case_reporters).where(joined).values(person=heir))
    told = update(cases).where(cases.c.reporter == old)
    connection.execute(told.values(reporter=heir, version=cases.c.version + 1))
    connection.execute(update(events).where(events.c.actor == old).values(actor=heir))
    connection.execute(update(letters).where(letters.c.person == old).values(person=heir))
    connection.execute(update(enclosures).where(enclosures.c.owner == old).values(owner=heir))


def person_of(row: Any) -> Person:
    return Person(
        id=row.id,
        role=Role(row.role),
        name=row.name,
        code=row.code,
        home=Place(row.estate, row.building, row.unit, row.room, row.spot),
        language=row.language,
        greeted=row.greeted,
        demo=row.demo,
    )
