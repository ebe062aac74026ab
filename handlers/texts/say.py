"""The small change of wording: two languages side by side, moments, places, people."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.cases import Case, State, Urgency
from domain.people import Directory, Level, Post
from domain.places import Place, Point

LEVEL_NAMES = {
    Level.BUILDING: ("楼道红管家", "building steward"),
    Level.ESTATE: ("小区红管家", "estate steward"),
    Level.GRID: ("网格长", "grid leader"),
    Level.OFFICE: ("社区办公室", "community office"),
    Level.STREET: ("街道", "street office"),
}
STATE_NAMES = {
    State.RECEIVED: ("已受理，正在分派", "received, being assigned"),
    State.ASSIGNED: ("已派单，等红管家签收", "handed to a steward"),
    State.ACCEPTED: ("红管家已签收", "taken on by the steward"),
    State.WORKING: ("处理中", "being worked on"),
    State.RETURNED: ("社区正在确定由谁办", "the office is deciding who handles it"),
    State.ANSWERED: ("已反馈，等您确认", "answered, waiting for you"),
    State.HUNG: ("暂时办不了，已挂账", "on hold, reviewed monthly"),
    State.SOLVED: ("已解决", "solved"),
    State.PARTLY: ("部分解决", "partly solved"),
    State.UNCONFIRMED: ("没等到您的回音，已归档", "archived without your answer"),
    State.DECLINED: ("不归社区管，已告知去处", "outside our power"),
    State.WITHDRAWN: ("已撤销", "withdrawn"),
}
URGENCY_NAMES = {Urgency.P0: "特急", Urgency.P1: "急", Urgency.P2: "一般", Urgency.P3: "协商/工程", Urgency.P4: "答复"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BESIDE = " / "
WEEKDAYS = "一二三四五六日"


def pick(language: str, chinese: str, english: str) -> str:
    return english if language == "en" else chinese


def level_name(level: Level, language: str = "zh") -> str:
    return pick(language, *LEVEL_NAMES[level])


def state_name(state: State, language: str = "zh") -> str:
    return pick(language, *STATE_NAMES[state])


def stands(state: State) -> str:
    """The state as stewards and the office read it."""
    staff = {
        State.ASSIGNED: "已派单，等签收",
        State.ANSWERED: "已反馈，等居民确认",
        State.UNCONFIRMED: "没等到居民回音，已归档",
    }
    return staff.get(state, state_name(state))


def moment(at: datetime, now: datetime, zone: str, language: str = "zh") -> str:
    """A moment as people say it: '今天 17:30', '明天 09:00', '11月27日(周五)17:30'."""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = f"{there:%H:%M}"
    near = {today: ("今天", "today"), today + timedelta(days=1): ("明天", "tomorrow")}
    if there.date() in near:
        return f"{pick(language, *near[there.date()])} {clock}"
    if language == "en":
        return f"{there.day} {MONTHS[there.month - 1]} {clock}"
    return f"{there.month}月{there.day}日（周{WEEKDAYS[there.weekday()]}）{clock}"


def day(at: datetime, zone: str) -> str:
    there = at.astimezone(ZoneInfo(zone))
    return f"{there.month}月{there.day}日"


def place_words(place: Place, directory: Directory, *, room: bool = True) -> str:
    """'桂语苑 3幢2单元501室'. Empty when nothing is known. `room`: what is personal goes in, her room and her own spot."""
    estate = directory.estate(place.estate)
    name = estate.name if estate else (place.estate or "")
    parts = [numbered(place.building, "幢"), numbered(place.unit, "单元")]
    if room:
        parts.append(numbered(place.room, "室"))
    grid = next((grid.name for grid in directory.microgrids if grid.code == place.microgrid), "")
    inside = "".join(parts) or " ".join(part for part in (grid, place.spot) if part)
    shared = spot_words(place.point) if room and place.point else ""
    return " ".join(part for part in (name, inside, shared) if part)


def spot_words(point: Point) -> str:
    """With a link that opens the spot on a map, in any browser."""
    return f"共享位置 https://uri.amap.com/marker?position={point.longitude:.6f},{point.latitude:.6f}&coordinate=wgs84"


def numbered(number: str | None, word: str) -> str:
    if not number:
        return ""
    return f"{number}{word}" if number[-1:].isascii() and number[-1:].isalnum() else number


def who(post: Post | None, level: Level, language: str = "zh") -> str:
    """'楼道红管家 李红英', or the level's name where nobody in particular has it."""
    name = level_name(post.level if post else level, language)
    return f"{name} {post.name}" if post else name


def area_name(directory: Directory, code: str) -> str:
    names = {grid.code: grid.name for grid in directory.microgrids}
    names |= {estate.code: estate.name for estate in directory.estates}
    names |= {community.code: community.name for community in directory.communities}
    return names.get(code, "您负责的片区")


def post_words(post: Post, directory: Directory) -> str:
    """'楼道红管家 李红英（一号微网格）'."""
    return f"{level_name(post.level)} {post.name}（{area_name(directory, post.area)}）"


def shortened(words: str, longest: int = 60) -> str:
    flat = " ".join(words.split()).rstrip("，,、；; ")
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def heading(case: Case) -> str:
    """As stewards and the office read it, in Chinese."""
    return f"{case.number} {in_chinese(case)}"


def in_chinese(case: Case) -> str:
    """Of a gist in two languages ("lift broken / 电梯坏了") the Chinese half."""
    return case.gist.rpartition(BESIDE)[2]


def told_as(case: Case) -> str:
    """As the reporter reads it, in her language."""
    return case.gist.partition(BESIDE)[0]
