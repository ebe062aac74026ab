"""Whom the bench is about: a community of 250 buildings, and complaints of which no two could be the same matter.

The demo's six buildings would have every resident asked whether it is her neighbour's matter. The tables are those
every deployment fills in.
"""

import csv
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, product
from pathlib import Path

from bot import demo
from domain.people import Address
from domain.places import Place
from storage.store import Store
from storage.tx import Tx

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
    "楼道里有蟑螂老鼠",
    "楼下狗叫扰民",
    "宽带箱门坏了",
    "地砖翘起来了",
    "楼道太脏没人打扫",
    "门口监控坏了",
    "快递柜坏了",
    "健身器材坏了",
    "充电桩坏了",
    "雨水管破了",
    "楼顶漏水",
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
    every = product(TROUBLES, range(1, BUILDINGS + 1), ESTATES)
    found = [Complaint(estate, str(building), trouble) for trouble, building, estate in islice(every, count)]
    if len(found) < count:
        raise ValueError(f"there are {len(found)} different complaints, not {count}")
    return found


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


def stewards() -> Iterator[tuple[str, ...]]:
    for number, name in enumerate(ESTATES.values()):
        for first in range(1, BUILDINGS + 1, IN_A_GRID):
            code = f"L{number}{first:02d}"
            yield code, f"楼管{code}", "楼道红管家", f"{name}/{grid(first)}", "", HOURS
        yield f"X{number}", f"苑管{number}", "小区红管家", name, "", HOURS
    yield "Y21", "赵明月", "网格长", COMMUNITY, "Y31", HOURS
    yield "Y31", "孙小满", "社区办公室", COMMUNITY, "", HOURS


def settle(url: str, homes: Iterable[tuple[int, Place]], now: datetime) -> None:
    """Residents whom the bot knows already: their chats, where they live, greeted once."""
    store = Store.open(url)
    store.migrate()
    store.run_now(move_in, homes, now)
    store.close()


def move_in(tx: Tx, homes: Iterable[tuple[int, Place]], now: datetime) -> None:
    for chat, home in homes:
        person = tx.people.meet(Address("telegram", str(chat)), now)
        tx.people.set_home(person.id, home)
        tx.people.greeted(person.id)
