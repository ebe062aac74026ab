"""Cases to be told of in a digest, and hands that show what would have been drawn and written down."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.app import App
from bot.sheet import tabulator
from bot.sheet.mapping import load_columns
from domain.cases import Case, Event, EventKind, State, Urgency
from domain.figures import Picture
from domain.messages import Notice
from domain.places import Place
from handlers.desk import Desk
from handlers.digest.circular import Circular
from handlers.press import Form, Press, Row
from storage.store import Store
from storage.tables import letters
from storage.tx import Tx
from tests.kit.frozen import FrozenClock, local
from tests.kit.town import found

MONDAY = local("2026-11-30 09:00")
LAST_WEEK = local("2026-11-24 10:00")
A_DAY = timedelta(days=1)


def app_at(store: Store, now: datetime = MONDAY, press: Press | None = None) -> App:
    app = found(store, FrozenClock(now))
    app.house.press = press
    return app


class Hands:
    """Draws and tabulates nothing, and remembers what it was to show."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.rows: dict[Form, list[Row]] = {}

    def draw(self, picture: Picture) -> bytes:
        self.pictures.append(picture)
        return b"a picture"

    def tabulate(self, form: Form, rows: Any) -> bytes:
        self.rows[form] = list(rows)
        return tabulator(load_columns(None))(form, rows)

    @property
    def press(self) -> Press:
        return Press(self.draw, self.tabulate, mails=True)


def tell(tx: Tx, told: datetime = LAST_WEEK, **more: Any) -> Case:
    """A case in the hands of a building steward of the demo community."""
    steward = tx.people.staff()[0]
    values: dict[str, Any] = {
        "community": "演示社区",
        "topic": "WX",
        "item": "WX3",
        "words": "3幢楼道黑漆漆的，502 的老人摔过",
        "gist": "楼道灯不亮",
        "urgency": Urgency.P2,
        "place": Place("guiyu", "3", "2", "502"),
        "contact_due": told + A_DAY,
        "finish_due": told + 5 * A_DAY,
    }
    case = Case(
        id=0,
        number="",
        reporter=None,
        state=State.RECEIVED,
        told_at=told,
        **{**values, **more},
    )
    given = Event(EventKind.ASSIGNED, told)
    return tx.cases.open(case, Event(EventKind.OPENED, told), given, assignee=steward.id)


def answered(tx: Tx, case: Case, hours: int = 3) -> Case:
    at = case.told_at + timedelta(hours=hours)
    return tx.cases.move(
        case, Event(EventKind.ANSWERED, at, human=True, words="换了灯泡"), answered_at=at, contacted_at=at
    )


def solved(tx: Tx, case: Case) -> Case:
    at = case.told_at + timedelta(hours=20)
    return tx.cases.move(answered(tx, case), Event(EventKind.CONFIRMED, at), closed_at=at)


def put(tx: Tx) -> list[tuple[datetime, Notice]]:
    """Every letter, with when it was written."""
    rows = tx.connection.execute(letters.select().order_by(letters.c.id))
    return [(row.created_at, Notice.from_json(row.notice)) for row in rows]


def made(
    app: App, make: Callable[[Desk], tuple[Circular, ...]], now: datetime | None = None, community: str | None = None
) -> tuple[Circular, ...]:
    at = now or app.clock.now()
    return app.store.read_now(lambda tx: make(Desk(tx, app.house, at, "test", community=community)))
