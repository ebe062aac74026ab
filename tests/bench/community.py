"""Whom the bench is about: a community of 250 buildings, and complaints of which no two could be the same matter.

The demo's six buildings would have every resident asked whether it is her neighbour's matter. The tables are those
every deployment fills in.
"""

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from bot import demo
from bot.folder import DATABASE, deployment_secret, prepare_folder
from bot.roster import load_roster
from bot.start import set_up
from domain.clock import SystemClock
from domain.people import Address
from domain.places import Place
from domain.reading import Intent, Reading, Tier
from routing.read import Context, Reader
from storage.store import Store
from storage.tx import Tx
from tests.kit.town import SECRET, reader

ESTATES = {"guiyu": "桂语苑", "lanting": "兰亭苑", "zhuxi": "竹溪苑", "meiying": "梅影苑", "songtao": "松涛苑"}
BUILDINGS, IN_A_GRID = 50, 5
COMMUNITY, PREFIX = "演示社区", "YS"
HOURS = "周一至周五 8:30-17:30"
TROUBLES = (
    "楼道灯坏了",
    "单元门刷不开了",
    "门口垃圾没人收",
    "楼道里堆满杂物",
    "窗外的树挡住光了",
    "楼道里有老鼠",
    "楼下狗叫扰民",
    "宽带箱被撬坏了",
    "门口地砖翘起来了",
    "楼道太脏没人打扫",
    "门口监控坏了",
    "快递柜坏了",
    "健身器材坏了",
    "充电桩坏了",
    "雨水管破了",
    "楼顶漏水",
    "车位被占了",
    "楼上装修噪音太大",
    "路面坑坑洼洼",
    "门口有人乱停电瓶车",
    "电梯里的灯一闪一闪",
    "外墙小广告没人清",
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One trouble at one building: no other complaint has both."""

    estate: str
    building: str
    trouble: str

    @property
    def words(self) -> str:
        return f"{self.building}幢{self.trouble}"

    @property
    def home(self) -> Place:
        return Place(self.estate, self.building)

    @property
    def where(self) -> str:
        return f"{ESTATES[self.estate]}{self.building}幢"


def complaints(count: int) -> list[Complaint]:
    """The first `count`: all buildings with one trouble, then all with the next."""
    every = product(clear_troubles(), range(1, BUILDINGS + 1), ESTATES)
    found = [Complaint(estate, str(building), trouble) for trouble, building, estate in islice(every, count)]
    if len(found) < count:
        raise ValueError(f"there are {len(found)} different complaints, not {count}")
    return found


@cache
def clear_troubles() -> tuple[str, ...]:
    """Those the rule book, as it is today, surely takes for reports of different items, wherever they are."""
    with TemporaryDirectory() as folder:
        write_roster(Path(folder))
        roster = load_roster(Path(folder), SECRET, demo=True)
    by = reader(roster.estates, roster.buildings)
    first: dict[str, str] = {}
    for trouble in TROUBLES:
        item = item_of(by, trouble)
        if item:
            first.setdefault(item, trouble)
    return tuple(first.values())


def item_of(by: Reader, trouble: str) -> str | None:
    """The item that every reading of it agrees on."""
    homes = [Place("guiyu", str(building)) for building in range(1, BUILDINGS + 1)]
    readings = [
        by.read(f"{home.building}幢{trouble}", Context(has_open=has_open, home=home))
        for home in homes
        for has_open in (False, True)
    ]
    items = {sure_item(reading) for reading in readings}
    return items.pop() if len(items) == 1 else None


def sure_item(reading: Reading) -> str | None:
    if reading.intent is not Intent.REPORT or reading.danger.tier is not Tier.NONE or len(reading.matters) != 1:
        return None
    verdict = reading.matters[0].verdict
    return verdict.best.item if verdict.best and verdict.sure and not verdict.targets else None


def write_roster(folder: Path) -> None:
    """The three tables and the numbers, as the demo has them."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(demo.FOLDER / "numbers.toml", folder)
    table(folder / "communities.csv", ("社区", "编号前缀"), [(COMMUNITY, PREFIX)])
    table(folder / "places.csv", ("小区", "小区编号", "小区别名", "微网格", "楼幢", "地标"), places())
    table(folder / "stewards.csv", ("编号", "姓名", "角色", "负责范围", "备岗人", "值守时间"), stewards())


def table(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])


def places() -> Iterator[tuple[str, ...]]:
    for (code, name), building in product(ESTATES.items(), range(1, BUILDINGS + 1)):
        yield name, code, "", grid(building), str(building), ""


def grid(building: int) -> str:
    return f"第{(building - 1) // IN_A_GRID + 1}微网格"


def of_grids() -> Iterator[tuple[str, str, str]]:
    """The code, estate and micro-grid of each building steward."""
    for (number, name), first in product(enumerate(ESTATES.values()), range(1, BUILDINGS + 1, IN_A_GRID)):
        yield f"L{number}{first:02d}", name, grid(first)


def stewards() -> Iterator[tuple[str, ...]]:
    for code, estate, area in of_grids():
        yield code, f"楼管{code}", "楼道红管家", f"{estate}/{area}", "", HOURS
    for number, estate in enumerate(ESTATES.values()):
        yield f"X{number}", f"苑管{number}", "小区红管家", estate, "", HOURS
    yield "Y21", "赵明月", "网格长", COMMUNITY, "Y31", HOURS
    yield "Y31", "孙小满", "社区办公室", COMMUNITY, "", HOURS


def settle(
    data: Path, roster: Path, homes: Iterable[tuple[int, Place]], staff: Mapping[str, int] = MappingProxyType({})
) -> None:
    """What the product finds when it starts: residents it knows, each with her chat and where she lives, greeted once;
    and of the `staff`, by roster code, those who write from a chat. The others sit at the demo's web page."""
    secret = deployment_secret(prepare_folder(data))
    store = Store.open(database(data))
    store.migrate()
    now = SystemClock().now()
    store.run_now(set_up, load_roster(roster, secret, demo=True), now)
    store.run_now(move_in, homes, staff, now)
    store.close()


def database(data: Path) -> str:
    return f"sqlite:///{data / DATABASE}"


def move_in(tx: Tx, homes: Iterable[tuple[int, Place]], staff: Mapping[str, int], now: datetime) -> None:
    for code, chat in staff.items():
        person = tx.people.by_code(code)
        assert person
        tx.people.link(person.id, address(chat), now)
    for chat, home in homes:
        person = tx.people.meet(address(chat), now)
        tx.people.set_home(person.id, home)
        tx.people.greeted(person.id)


def address(chat: int) -> Address:
    return Address("telegram", str(chat))
