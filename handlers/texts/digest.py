"""What is put together for those who decide: the morning's, the week's, the month's digest, and what goes to the street."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from domain.cases import Case
from domain.figures import Cluster, Counts, Day, Intents, Share
from domain.messages import Choice, Notice
from domain.people import Directory
from handlers.texts import rates as rate_texts
from handlers.texts.say import heading, in_chinese, moment, numbered, shortened
from routing.rates import rates

LISTED = 10
FEW = 5
BUILDINGS = 20
SHOW_LIST = Choice("todo", "看待办")
LIST = Choice("list", "我的任务")


@dataclass(frozen=True, slots=True)
class Then:
    """A period, the one before it, and how things stand `today`."""

    now: Counts
    before: Counts
    open: Day
    today: date


class Busiest(NamedTuple):
    """Items and estates told of most, by name, with how often; no estates where there is only one."""

    items: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]


class Held(NamedTuple):
    """A case on hold, why, and the day it comes up again."""

    case: Case
    why: str
    review: date


class Late(NamedTuple):
    """A case that is overdue, who has it, and for how many whole days."""

    case: Case
    holder: str
    days: int


class OwnWeek(NamedTuple):
    """A steward's, for her alone: `ended` this week, how she stands, and what is due by the end of the `coming` one."""

    ended: int
    solved: int
    open: int
    late: int
    coming: int


class Voices(NamedTuple):
    """What the month says beside its figures: `quiet`, by estate the buildings nothing was told of; some of the residents'
    own words without anything that names anybody."""

    quiet: tuple[tuple[str, tuple[str, ...]], ...]
    words: tuple[str, ...]


class Passed(NamedTuple):
    """One case for the street: nothing that tells who, or which door."""

    number: str
    estate: str
    issue: str
    overdue: int
    tried: str
    asked: str
    answer_by: str


WISHED = "社区无权处理，居民请转"


def street_digest(case: Case, directory: Directory, tried: tuple[str, ...], zone: str, now: datetime) -> Notice:
    """De-identified, ready to be passed to the street: no name, room or her words."""
    estate = directory.estate(case.place.estate)
    return Notice(
        "street_digest",
        title=f"请转街道 {case.number}",
        facts=(
            ("地点", estate.name if estate else "本社区"),
            ("事情", in_chinese(case)),
            ("已做", "；".join(tried) or "多次催办"),
            ("逾期自", moment(case.finish_due, now, zone)),
        ),
        lines=("逾期未结，请转街道协调。以上已去除个人信息。",),
        case=case.number,
    )


def short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def day_title(day: date) -> str:
    return f"社区早报 {short(day)}"


def week_title(first: date, last: date) -> str:
    return f"社区周报 {short(first)}至{short(last)}"


def month_title(first: date) -> str:
    return f"社区月报 {first.year}年{first.month}月"


def street_title(day: date) -> str:
    return f"请转街道的事 {short(day)}"


def day(today: date, figures: Day, late: tuple[Late, ...], held: tuple[Held, ...]) -> Notice:
    facts = (
        ("昨天新增", f"{figures.told} 件"),
        ("昨天结束", f"{figures.ended} 件（居民确认解决 {figures.solved} 件）"),
        ("眼下在办", f"{figures.open} 件"),
        ("逾期", f"{figures.late} 件"),
        ("昨天紧急", f"{figures.danger} 件"),
        ("等社区定", f"{figures.decide} 件"),
    )
    return Notice(
        "digest",
        title=day_title(today),
        facts=facts,
        lines=(
            *(f"红 {heading(one.case)} · {one.holder} · {overdue(one.days)}" for one in late[:LISTED]),
            *on_hold(held),
        ),
        choices=(SHOW_LIST, *(Choice(f"case:{one.case.number}", heading(one.case)) for one in late[:FEW])),
    )


def overdue(days: int) -> str:
    return f"逾期 {days} 天" if days else "逾期不到 1 天"


def week(
    title: str,
    then: Then,
    intents: Intents,
    busiest: Busiest,
    load: Share,
    laden: tuple[tuple[str, int], ...],
    held: tuple[Held, ...],
) -> Notice:
    return Notice(
        "digest_week",
        title=title,
        facts=(*totals(then, "前一周"), *wanted(intents), *most(busiest)),
        lines=(*rate_texts.lines(rates(then.now)), *rate_texts.on_average(load), *help_wanted(laden), *on_hold(held)),
        choices=(SHOW_LIST,),
    )


def month(
    title: str,
    then: Then,
    year_before: int,
    busiest: Busiest,
    load: Share,
    proposal: str,
    needs: tuple[tuple[str, int, int], ...],
    held: tuple[Held, ...],
    voices: Voices,
) -> Notice:
    yearly = (("去年同月新增", f"{year_before} 件{compared(then.now.told, year_before)}"),) if year_before else ()
    proposed = (f"每月一题（建议）：{proposal}",) if proposal else ()
    return Notice(
        "digest_month",
        title=title,
        facts=(*totals(then, "前一个月"), *yearly, *most(busiest)),
        lines=(
            *rate_texts.lines(rates(then.now)),
            *rate_texts.on_average(load),
            *proposed,
            *asked_for(needs),
            *on_hold(held),
            *unheard(voices.quiet),
            *in_their_words(voices.words),
        ),
        choices=(SHOW_LIST,),
    )


def totals(then: Then, before: str) -> tuple[tuple[str, str], ...]:
    now = then.now
    beside = [("撤销", now.withdrawn), ("不归社区管", now.declined), ("咨询当场答复", now.at_once)]
    left_out = "、".join(f"{name} {n} 件" for name, n in beside if n)
    return (
        ("新增", f"{now.told} 件（{before} {then.before.told} 件{compared(now.told, then.before.told)}）"),
        ("结束", f"{now.ended} 件，居民说已解决 {now.solved} 件（{before}结束 {then.before.ended} 件）"),
        ("眼下在办", f"{then.open.open} 件，逾期 {then.open.late} 件，等社区定 {then.open.decide} 件"),
        *((("其中", left_out),) if left_out else ()),
    )


def compared(now: int, before: int) -> str:
    if now == before:
        return "，一样多"
    return f"，多 {now - before} 件" if now > before else f"，少 {before - now} 件"


def wanted(intents: Intents) -> tuple[tuple[str, str], ...]:
    """What was told, by kind; and what was said to cases that were there already."""
    told = (("反映和报修", intents.matters), ("咨询和建议", intents.enquiries), ("紧急", intents.dangers))
    said = (("催办", intents.hurried), ("说还没好", intents.disputed))
    parts = [*(f"{name} {n} 件" for name, n in told if n), *(f"{name} {n} 次" for name, n in said if n)]
    return (("都说了什么", "、".join(parts)),) if parts else ()


def most(busiest: Busiest) -> tuple[tuple[str, str], ...]:
    rows = (("说得最多", busiest.items), ("哪里最多", busiest.places))
    return tuple((label, "、".join(f"{name} {n} 件" for name, n in found)) for label, found in rows if found)


def help_wanted(laden: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    if not laden:
        return ()
    return ("手上超过 15 件，请帮一把：" + "、".join(f"{name} {n} 件" for name, n in laden),)


def on_hold(held: tuple[Held, ...]) -> tuple[str, ...]:
    if not held:
        return ()
    rows = (f"{heading(one.case)}（{shortened(one.why, 30)}，{short(one.review)}复查）" for one in held[:LISTED])
    more = f"；另有 {len(held) - LISTED} 件" if len(held) > LISTED else ""
    return (f"挂账 {len(held)} 件，不算解决：{'；'.join(rows)}{more}",)


def asked_for(needs: tuple[tuple[str, int, int], ...]) -> tuple[str, ...]:
    if not needs:
        return ()
    rows = (f"{topic} {n} 件" + (f"（逾期 {late}）" if late else "") for topic, n, late in needs[:LISTED])
    return (f"需求清单（草稿，没办完的按主题）：{'；'.join(rows)}",)


def evidence(cluster: Cluster, item: str, estate: str) -> str:
    parts = [f"{cluster.cases} 件", f"{cluster.people} 位居民"]
    parts += [f"涉及 {cluster.buildings} 幢"] if cluster.buildings else []
    parts += [f"重开 {cluster.reopened} 次"] if cluster.reopened else []
    parts.append(f"合计等了 {cluster.days:.0f} 天")
    return f"{estate + '的' if estate else ''}{item}：{'，'.join(parts)}"


def unheard(quiet: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    """Nobody there has told anything: that may mean anything, so somebody should ask."""
    if not quiet:
        return ()
    shown = [(estate, number) for estate, numbers in quiet for number in numbers][:BUILDINGS]
    named = {estate: "、".join(numbered(number, "幢") for of, number in shown if of == estate) for estate, _ in shown}
    count = sum(len(numbers) for _, numbers in quiet)
    more = f"；另有 {count - BUILDINGS} 幢" if count > BUILDINGS else ""
    where = "；".join(f"{estate} {numbers}" for estate, numbers in named.items())
    return (f"两个月没有人说过事的楼 {count} 幢，走访时顺路问一声：{where}{more}",)


def in_their_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return (f"居民原话几句（去掉了个人信息）：{''.join(f'“{one}”' for one in words)}",) if words else ()


def due_next(cases: tuple[Case, ...], zone: str, now: datetime) -> Notice:
    more = len(cases) - FEW
    return Notice(
        "due_next",
        title=f"快到期 {len(cases)} 件",
        facts=tuple((heading(case), f"{moment(case.finish_due, now, zone)}前办结") for case in cases[:FEW]),
        lines=(f"另有 {more} 件，点“{LIST.label}”看。",) if more > 0 else (),
        choices=(*(Choice(f"look:{case.number}", heading(case)) for case in cases[:FEW]), LIST),
    )


def own_week(first: date, last: date, week: OwnWeek) -> Notice:
    return Notice(
        "own_week",
        title=f"您这一周 {short(first)}至{short(last)}",
        facts=(
            ("结束", f"{week.ended} 件（居民说已解决 {week.solved} 件）"),
            ("手上", f"{week.open} 件，逾期 {week.late} 件"),
            ("下周日前到期", f"{week.coming} 件"),
        ),
        lines=("只发给您自己，不评比。",),
        choices=(LIST,) if week.open else (),
    )


def street(day: date, passed: tuple[Passed, ...]) -> Notice:
    return Notice(
        "digest_street",
        title=street_title(day),
        facts=(("件数", f"{len(passed)} 件"),),
        lines=(
            *(passed_line(one) for one in passed[:LISTED]),
            *((f"另有 {len(passed) - LISTED} 件在表格里。",) if len(passed) > LISTED else ()),
            "请转街道协调。以上已去除个人信息，可以直接转发。",
        ),
    )


def passed_line(one: Passed) -> str:
    late = "" if one.tried == WISHED else f"逾期 {one.overdue} 天；"
    return (
        f"{one.number} {one.estate} {one.issue}：{late}已做 {one.tried}；请协调 {one.asked}；盼 {one.answer_by} 前答复"
    )


def sheet_title(first: date, last: date) -> str:
    return f"诉求清单 {short(first)}至{short(last)}"


def nothing(line: str) -> Notice:
    return Notice("digest_nothing", lines=(line,))


def sheet(title: str, rows: int) -> Notice:
    if not rows:
        return Notice("sheet", title=title, lines=("这段时间没有可列的事。",))
    return Notice("sheet", title=title, lines=(f"共 {rows} 件，一行一件，见附件。",))
