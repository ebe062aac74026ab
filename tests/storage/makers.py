"""A small deployment and cases in it, for the tests of this room."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.cases import Case, Event, EventKind, State, Urgency
from domain.messages import Choice, InboundMessage, Notice
from domain.people import Address, Level, Role
from domain.places import Building, Community, Estate, MicroGrid, Place
from domain.roster import Roster, RosterPerson, RosterPost
from storage.tx import Tx

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CHAT = Address("web", "a-resident")

PEOPLE = (
    RosterPerson("L1", "林一", Role.STEWARD),
    RosterPerson("L2", "陆二", Role.STEWARD),
    RosterPerson("B1", "白一", Role.STEWARD),
    RosterPerson("O1", "欧办", Role.OFFICE),
)
POSTS = (
    RosterPost("L1", Level.BUILDING, "G1", backup="B1", hours="8:30-17:30"),
    RosterPost("L2", Level.ESTATE, "E1"),
    RosterPost("O1", Level.OFFICE, "C1"),
)


def roster(*, demo: bool = False, people: tuple[RosterPerson, ...] = PEOPLE) -> Roster:
    return Roster(
        communities=(Community("C1", "样板社区", prefix="YB", demo=demo),),
        estates=(Estate("E1", "样板苑", "C1", ("样苑", "小样")),),
        microgrids=(MicroGrid("G1", "一号微网格", "E1"),),
        buildings=(Building("E1", "3", "G1", "door-3", ("快递柜",)), Building("E1", "10", "G1", "door-10")),
        people=people,
        posts=tuple(post for post in POSTS if post.person in {person.code for person in people}),
        demo=demo,
    )


def settle(tx: Tx, *, demo: bool = False) -> None:
    tx.directory.replace(roster(demo=demo))


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": 0,
        "number": "",
        "community": "C1",
        "reporter": None,
        "state": State.RECEIVED,
        "urgency": Urgency.P2,
        "told_at": NOW,
        "topic": "DT",
        "item": "DT-01",
        "words": "三幢电梯又停在半当中了",
        "gist": "电梯停运",
        "place": Place("E1", "3", "2", "501", "电梯口"),
        "contact_due": NOW + DAY,
        "finish_due": NOW + 5 * DAY,
        "look_at": NOW + HOUR,
    }
    return Case(**{**values, **changes})


def event(kind: EventKind = EventKind.OPENED, **changes: Any) -> Event:
    return Event(kind, changes.pop("at", NOW), **changes)


WAYS = {
    State.RECEIVED: (),
    State.WORKING: (EventKind.ASSIGNED, EventKind.CONTACTED),
    State.ANSWERED: (EventKind.ASSIGNED, EventKind.ANSWERED),
    State.RETURNED: (EventKind.ASSIGNED, EventKind.RETURNED),
    State.HUNG: (EventKind.HUNG,),
    State.SOLVED: (EventKind.ASSIGNED, EventKind.CONFIRMED),
}


def open_case(tx: Tx, /, state: State = State.RECEIVED, **changes: Any) -> Case:
    opened = tx.cases.open(case(**changes), event())
    for kind in WAYS[state]:
        opened = tx.cases.move(opened, event(kind))
    return opened


def resident(tx: Tx, address: Address = CHAT) -> int:
    return tx.people.meet(address, NOW).id


def staff(tx: Tx, code: str) -> int:
    person = tx.people.by_code(code)
    assert person is not None
    return person.id


def notice(title: str = "一句话", **changes: Any) -> Notice:
    return Notice("test", title, **changes)


def full_notice() -> Notice:
    return Notice(
        kind="card",
        title="新件",
        lines=("她说：电梯停了", "…"),
        facts=(("地点", "3幢2单元501"),),
        choices=(Choice("accept:1", "签收"),),
        enclosed=(7,),
        case="YB-0001",
        urgent=True,
    )


def said(text: str = "电梯坏了", key: str = "k1", address: Address = CHAT) -> InboundMessage:
    return InboundMessage(address, key, NOW, text)
