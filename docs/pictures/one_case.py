"""Draws one-case.png: what happens to a case that nobody touches, and to one that is worked on.

The left side is read off the packaged ladder and calendar, so it is as true as the rule book. Run it from the
repository's root after changing `clock.toml`: `python -m docs.pictures.one_case`.
"""

from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

from bot.picture import FONTS, render
from domain.cases import Case, State, Urgency
from domain.chases import Act, Chase
from domain.people import Level
from domain.places import Place
from routing.book import load_book
from routing.calendar import Calendar, make_calendar, public_days
from routing.chase import due, look_at
from routing.deadlines import deadlines

HERE = Path(__file__).parent
TOLD = datetime.fromisoformat("2026-11-23T10:00+08:00")
UNTIL = datetime.fromisoformat("2026-12-15T00:00+08:00")
WEEKDAYS = "一二三四五六日"
WIDTH, ROW, TOP = 1240, 58, 150
GREY, BLUE, YELLOW, RED, GREEN, INK = "#7a878c", "#2f6f9f", "#c98a00", "#c0392b", "#2f7d6b", "#1d2a2e"
LEVELS = {
    Level.ESTATE: ("转给小区红管家（L2）", BLUE),
    Level.GRID: ("网格长接过去（L3，黄）", YELLOW),
    Level.OFFICE: ("社区办公室过问（L4，红）", RED),
    Level.STREET: ("请街道协调（L5）", RED),
}
ACTS = {
    Act.REMIND: ("提醒手上的红管家", GREY),
    Act.BACKUP: ("转给备岗", BLUE),
    Act.HALF_TIME: ("告诉居民：没有忘", GREEN),
    Act.OFFICE: ("请办公室过问", RED),
}


class Mark(NamedTuple):
    when: str
    what: str
    why: str
    colour: str


WORKED_ON = (
    Mark("11月23日（周一）10:00", "居民说了，当场有编号", "期限从这一刻起算，一直不变", INK),
    Mark("11月23日（周一）10:25", "红管家签收", "催签收的几步不再有", BLUE),
    Mark("11月23日（周一）14:00", "红管家联系了居民", "真人联系才算回应", BLUE),
    Mark("11月24日（周二）16:00", "办好了，写一句做了什么", "马上问居民：好了吗", BLUE),
    Mark("11月26日（周四）16:00", "第二次问", "只在 10:00–20:00 问", GREEN),
    Mark("11月26日（周四）19:10", "居民：还没好", "重开，升一级，期限不动", RED),
    Mark("11月27日（周五）11:00", "小区红管家办好", "又问一次：好了吗", BLUE),
    Mark("11月27日（周五）18:30", "居民：好了", "只有她说了才算解决", GREEN),
    Mark("11月30日（周一）前", "一起反映的邻居可以说没好", "三天内没人说，就算办结", GREEN),
    Mark("12月4日（周五）18:30", "回头问：还好吗", "急件和工程件一个月后再问", GREEN),
    Mark("12月27日前又出现", "连上这一件，升一级派", "卡片上写着上次谁怎么处理", RED),
)


def left_alone() -> list[Mark]:
    """Everything that happens to a case nobody touches."""
    rules = load_book().clock
    calendar = make_calendar(rules.hours, "Asia/Shanghai", public_days([2026]))
    limits = deadlines(Urgency.P2, TOLD, calendar, rules)
    case = told(limits.contact, limits.finish)
    marks = [Mark(spoken(TOLD), "居民说了，派给楼道红管家（L1）", "", INK)]
    while (now := look_at(case, calendar, rules)) and now < UNTIL:
        chase = due(case, calendar, rules, now)
        assert chase is not None
        marks.append(mark(chase, calendar))
        case = taken(case, chase, now)
    return marks


def told(contact: datetime, finish: datetime) -> Case:
    return Case(
        id=1,
        number="",
        community="",
        reporter=1,
        state=State.ASSIGNED,
        urgency=Urgency.P2,
        told_at=TOLD,
        topic="",
        item="",
        words="",
        gist="",
        place=Place(),
        contact_due=contact,
        finish_due=finish,
        assigned_at=TOLD,
        told_resident_at=TOLD,
        assignee=1,
    )


def taken(case: Case, chase: Chase, now: datetime) -> Case:
    heard = now if chase.act in (Act.HALF_TIME, Act.ESCALATE) else case.told_resident_at
    return replace(case, done=case.done | {chase.step}, level=chase.level or case.level, told_resident_at=heard)


def mark(chase: Chase, calendar: Calendar) -> Mark:
    what, colour = LEVELS[chase.level] if chase.level else ACTS[chase.act]
    return Mark(spoken(calendar.local(chase.at)), what, chase.why, colour)


def spoken(at: datetime) -> str:
    return f"{at.month}月{at.day}日（周{WEEKDAYS[at.weekday()]}）{at:%H:%M}"


def column(x: int, title: str, marks: list[Mark]) -> str:
    bottom = TOP + ROW * (len(marks) - 1)
    parts = [
        words(x, TOP - 52, title, 26, INK, bold=True),
        f'<line x1="{x + 212}" y1="{TOP}" x2="{x + 212}" y2="{bottom}" stroke="#d5dcda" stroke-width="3"/>',
    ]
    for row, one in enumerate(marks):
        y = TOP + ROW * row
        parts += [
            words(x + 194, y + 6, one.when, 17, GREY, anchor="end"),
            f'<circle cx="{x + 212}" cy="{y}" r="8" fill="{one.colour}"/>',
            words(x + 232, y + 2 if one.why else y + 7, one.what, 20, one.colour if one.colour != GREY else INK),
            words(x + 232, y + 24, one.why, 15, GREY),
        ]
    return "".join(parts)


def words(x: int, y: int, text: str, size: int, colour: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
    )


def drawing() -> str:
    alone, worked = left_alone(), list(WORKED_ON)
    height = TOP + ROW * max(len(alone), len(worked)) + 10
    body = (
        words(30, 56, "一件一般诉求（P2）的一生：周一上午 10 点说的", 32, INK, bold=True),
        column(30, "谁都不动它：钟记着，一级一级往上", alone),
        column(650, "有人办：居民说好了才算", worked),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="{FONTS}">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(body)}</svg>'
    )


if __name__ == "__main__":
    (HERE / "one-case.png").write_bytes(render(drawing()))
