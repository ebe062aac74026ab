"""A door with nobody behind it: repeats what it hears. Store, hub, sender's order and transcript are the real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.poster import Poster
from bot.web.door import ENTERED, DemoPerson, Surroundings
from bot.web.live import Hub
from domain.clock import ShiftedClock
from domain.messages import Choice, InboundMessage, Letter, Notice, Receipt
from domain.people import Address, Level, Person, Role
from domain.places import Building, Community, Estate, MicroGrid, Place
from domain.roster import Roster, RosterPerson, RosterPost
from storage.store import Store
from storage.tx import Tx

ROSTER = Roster(
    communities=(Community("LH", "柳浜社区（演示）", demo=True),),
    estates=(Estate("LHY", "柳浜苑", "LH"),),
    microgrids=(MicroGrid("LHY-1", "一号微网格", "LHY"), MicroGrid("LHY-2", "二号微网格", "LHY")),
    buildings=(Building("LHY", "3", "LHY-1", "demo-3"), Building("LHY", "5", "LHY-2", "demo-5")),
    people=(
        RosterPerson("s1", "李桂芳", Role.STEWARD),
        RosterPerson("s2", "王建民", Role.STEWARD),
        RosterPerson("o1", "周敏", Role.OFFICE),
    ),
    posts=(
        RosterPost("s1", Level.BUILDING, "LHY-1", "s2"),
        RosterPost("s2", Level.BUILDING, "LHY-2", "s1"),
        RosterPost("o1", Level.OFFICE, "LH"),
    ),
    demo=True,
)
PEOPLE = (
    DemoPerson(Role.RESIDENT, "", "3幢的居民", door="demo-3"),
    DemoPerson(Role.STEWARD, "s1", "李桂芳", "一号微网格"),
    DemoPerson(Role.STEWARD, "s2", "王建民", "二号微网格"),
    DemoPerson(Role.OFFICE, "o1", "周敏", "社区办公室"),
)
MENUS = {
    Role.RESIDENT: (Choice("mine", "到哪一步了"), Choice("human", "找人工"), Choice("data", "我的数据")),
    Role.STEWARD: (Choice("list", "我的清单"), Choice("proxy", "替人代报"), Choice("away", "请假")),
    Role.OFFICE: (
        Choice("unsorted", "待分派"),
        Choice("overdue", "已超时"),
        Choice("returned", "退单"),
        Choice("away", "请假"),
    ),
}
ANSWERS = (Choice("a:yes", "对，就这样"), Choice("a:place", "地点不对"), Choice("a:no", "不是这个意思"))


@dataclass
class EchoDoor:
    store: Store
    hub: Hub = field(default_factory=Hub)
    clock: ShiftedClock = field(default_factory=ShiftedClock)
    demo: bool = True
    zone: str = "Asia/Shanghai"
    heard: list[InboundMessage] = field(default_factory=list)
    broken: bool = False
    well: bool = True

    def prepare(self) -> None:
        self.store.run_now(lambda tx: tx.directory.replace(replace(ROSTER, demo=True)))

    async def hear(self, message: InboundMessage) -> None:
        if await self.store.run(self.turn, message):
            self.heard.append(message)
            await self.send_all()

    def turn(self, tx: Tx, message: InboundMessage) -> bool:
        now = self.clock.now()
        if not tx.inbox.first_time(message.address, message.key, now):
            return False
        if self.broken:
            raise RuntimeError("the turn breaks in its middle")
        speaker = tx.people.meet(message.address, now)
        tx.transcript.heard(message, now)
        if message.text == "hello":
            tx.people.set_language(speaker.id, "en")
        if message.door == "demo-3":
            tx.people.set_home(speaker.id, Place("LHY", "3"))
        if message.tap == "forget:yes":
            tx.people.forget(speaker.id, now, message.address)
            speaker = tx.people.meet(message.address, now)
        for number, notice in enumerate(answer(message, speaker)):
            tx.outbox.put(
                speaker.id, notice, key=f"{message.address.key}{message.key}{number}", now=now, address=message.address
            )
        return True

    async def tell(self, address: Address, notice: Notice) -> None:
        """A letter that nobody asked for, as the clock would send it."""
        await self.store.run(put, address, notice, self.clock.now())
        await self.send_all()

    async def send_all(self) -> None:
        while letters := await self.store.run(claim, self.clock.now()):
            for letter in letters:
                await self.store.run(sent, letter, self.clock.now())
                self.hub.wake(letter.address)

    async def surroundings(self, person: Person) -> Surroundings:
        home = "柳浜苑 3幢" if person.home.building else ""
        return Surroundings("柳浜社区", f"{person.name} · 一号微网格" if person.name else home, MENUS[person.role])

    async def poster(self, door: str) -> Poster | None:
        if door != "demo-3":
            return None
        link = f"https://huying.example/r/{door}"
        return Poster(link, "柳浜社区", "柳浜苑", "3幢", "李桂芳", "工作日 8:30–17:30", demo=True)

    async def health(self) -> Mapping[str, object]:
        return {"ok": self.well}

    def metrics(self) -> bytes:
        return b"huying_echo 1\n"

    def demo_people(self) -> Sequence[DemoPerson]:
        return PEOPLE if self.demo else ()

    async def move_clock(self, step: str) -> datetime:
        self.clock.advance(timedelta(hours=1) if step == "hour" else timedelta(days=1))
        return self.clock.now()


def put(tx: Tx, address: Address, notice: Notice, now: datetime) -> None:
    person = tx.people.meet(address, now)
    tx.outbox.put(person.id, notice, key=f"told {now.isoformat()} {notice.kind}", now=now, address=address)


def claim(tx: Tx, now: datetime) -> tuple[Letter, ...]:
    return tx.outbox.claim(now, 50, timedelta(minutes=1))


def sent(tx: Tx, letter: Letter, now: datetime) -> None:
    tx.outbox.sent(letter, Receipt(), now)


def answer(message: InboundMessage, speaker: Person) -> list[Notice]:
    if message.door == ENTERED:
        return [Notice("hello", lines=(f"{speaker.name}，您好。有新的事会发到这里。",)), card()]
    if message.door:
        return [welcome()]
    if message.tap == "danger:9" or message.text == "9":
        return [danger()]
    if message.tap == "data":
        sure = (Choice("forget:yes", "删除"), Choice("keep", "不删"))
        return [Notice("really_forget", lines=("要删掉吗？",), choices=sure)]
    if message.tap == "forget:yes":
        return [Notice("forgotten", lines=("都删掉了。",))]
    if message.tap:
        return [Notice("tapped", lines=(f"您选了：{message.tap}",))]
    if message.enclosed:
        return [Notice("seen", lines=("照片收到了。",), enclosed=message.enclosed)]
    return [Notice("echo", lines=(f"您说的是：{message.text}",), choices=ANSWERS)]


def welcome() -> Notice:
    lines = (
        "您好，这里是柳浜社区的“呼应”。您说的话由本楼红管家和社区办公室看，对方看不到您的姓名和门牌。",
        "有危险先打：火警 119 · 急救 120 · 报警 110，或按 9。",
        "请直接说是什么事、在哪里。",
    )
    return Notice("welcome", lines=lines)


def card() -> Notice:
    facts = (
        ("事情", "电梯停用"),
        ("地点", "柳浜苑 3幢"),
        ("期限", "今天 18:20 前到场"),
        ("为什么是您", "3幢归一号微网格"),
    )
    choices = (
        Choice("c:accept", "签收"),
        Choice("c:called", "已联系"),
        Choice("c:done", "办好了"),
        Choice("c:back", "退回"),
    )
    return Notice(
        "card",
        title="新的一件 · LH-0007",
        lines=("居民说：电梯从昨晚停到现在",),
        facts=facts,
        choices=choices,
        case="LH-0007",
    )


def danger() -> Notice:
    lines = ("火警 119 · 急救 120 · 报警 110。请马上打，我不能替您拨打电话。", "已经告诉值班人员。您现在安全吗？")
    return Notice(
        "danger",
        title="先保证人安全",
        lines=lines,
        choices=(Choice("d:1", "安全"), Choice("d:2", "不安全")),
        urgent=True,
    )
