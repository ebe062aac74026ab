"""Who is behind an address, and where is each person reached? Does not know what anyone may do."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from domain.errors import HuyingError
from domain.people import Address, Person, Role
from domain.places import Place
from storage.forget import empty_chat, forget_person
from storage.statements import at_address, insert_or_keep, new_id, spelled, where_at
from storage.tables import addresses, case_reporters, cases, deployment, enclosures, events, letters, people

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
GET = PERSON.where(AT_ID)
BY_CODE = PERSON.where(P.code == bindparam("at_code"))
BY_ADDRESS = PERSON.join(addresses, A.person == P.id).where(at_address(addresses))
OFFICE = PERSON.where(P.role == Role.OFFICE.value).order_by(P.id)
STAFF = PERSON.where(P.code.is_not(None)).order_by(P.code)
DEMO = select(deployment.c.demo)
MEET = insert(people)
ADD_ADDRESS = insert_or_keep(addresses)
UNMEET = delete(people).where(AT_ID)
SEEN = update(addresses).where(at_address(addresses), A.reachable).values(seen_at=bindparam("now"))
BACK = (
    update(addresses).where(at_address(addresses)).values(seen_at=bindparam("now"), reachable=True).returning(A.person)
)
LOST = update(addresses).where(at_address(addresses), A.reachable).values(reachable=False).returning(A.person)
MOVE_ADDRESS = (
    update(addresses)
    .where(at_address(addresses))
    .values(person=bindparam("at_person"), seen_at=bindparam("now"), reachable=True)
)
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

    def meet(self, address: Address, now: datetime) -> Person:
        """Who is at this address; someone never met becomes a resident."""
        known = self.by_address(address)
        if known:
            return known
        id = self._newcomer(now)
        if not self._add_address(address, id, now):
            self.connection.execute(UNMEET, {"at_id": id})
        return self.by_address(address) or self.get(id)

    def by_address(self, address: Address) -> Person | None:
        row = self.connection.execute(BY_ADDRESS, where_at(address)).one_or_none()
        return person_of(row) if row else None

    def get(self, id: int) -> Person:
        row = self.connection.execute(GET, {"at_id": id}).one_or_none()
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

    def address_of(self, person_id: int) -> Address | None:
        """Where she is reached: of her reachable addresses the one seen last."""
        return self.outbox.address_of(person_id)

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

    def unreachable(self, address: Address) -> bool:
        """Nothing arrives there any more. What waits goes to her next address (True), or is held until she is back."""
        person = self.connection.execute(LOST, where_at(address)).scalar_one_or_none()
        if person is None:
            return False
        other = self.address_of(person)
        self.outbox.readdress(address, other)
        self._reach_changed(person)
        return other is not None

    def seen(self, address: Address, now: datetime) -> None:
        """She wrote from there; if it was given up, it is good again and gets what was held."""
        keys = {**where_at(address), "now": now}
        if self.connection.execute(SEEN, keys).rowcount:
            return
        person = self.connection.execute(BACK, keys).scalar_one_or_none()
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

    def _newcomer(self, now: datetime) -> int:
        demo = bool(self.connection.execute(DEMO).scalar_one_or_none())
        row = {"role": Role.RESIDENT.value, "language": "zh", "greeted": False, "demo": demo, "met_at": now}
        return new_id(self.connection.execute(MEET, row))

    def _add_address(self, address: Address, person_id: int, now: datetime) -> bool:
        row = {
            "channel": address.channel,
            "chat": address.key,
            "person": person_id,
            "reachable": True,
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


def person_of(row: Row[Any]) -> Person:
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
