"""What a digest's picture shows: bars of what is open, the way from told to solved, rates with what they stand on."""

from collections.abc import Iterable

from domain.figures import Bar, Counts, Panel, Picture
from handlers.desk import Desk
from handlers.digest.ledger import topic_name
from handlers.texts import rates as rate_texts
from handlers.texts.digest import Passed
from routing.rates import Rate, RateKind, rates

MOST_TOPICS = 8
MOST_CASES = 10


def of_day(desk: Desk, title: str) -> Picture:
    return Picture(title, filled(topics(desk)))


def of_period(desk: Desk, title: str, now: Counts, before: Counts | None = None) -> tuple[Picture, ...]:
    """The rates on a page of their own, so that neither is taller than a phone. `before`: what it is compared with."""
    went = filled(way(now), *((change(now, before),) if before else ()), topics(desk))
    return Picture(title, went), Picture(title, filled(shares(now)), foot=rate_texts.LEFT_OUT)


def of_street(title: str, passed: tuple[Passed, ...]) -> Picture:
    bars = (
        Bar(f"{one.number} {one.issue}", max(one.overdue, 0), f"{one.overdue} 天", f"{one.estate} · 请协调 {one.asked}")
        for one in passed[:MOST_CASES]
    )
    return Picture(title, (Panel("逾期了多久", tuple(bars)),), foot="已去除个人信息")


def filled(*panels: Panel) -> tuple[Panel, ...]:
    return tuple(panel for panel in panels if panel.bars)


def topics(desk: Desk) -> Panel:
    loads = desk.figures.open_topics(desk.now)
    bars = (
        Bar(topic_name(desk, load.topic), load.open, late_note(load.open, load.late), marked=load.late)
        for load in loads
    )
    return Panel("眼下在办，红色是逾期", tuple(bars)[:MOST_TOPICS])


def late_note(count: int, late: int) -> str:
    return f"{count} 件，逾期 {late}" if late else f"{count} 件"


def way(counts: Counts) -> Panel:
    """Of what was told in the period, how far it has come."""
    steps = (
        ("新说的", counts.valid),
        ("有真人联系", counts.contacted),
        ("已反馈", counts.answered),
        ("居民说已解决", counts.good),
    )
    bars = tuple(Bar(name, value, f"{value} 件") for name, value in steps) if counts.valid else ()
    return Panel("新说的事走到了哪一步", bars)


def change(now: Counts, before: Counts) -> Panel:
    rows = (
        ("新增", now.told, before.told),
        ("结束", now.ended, before.ended),
        ("居民说已解决", now.solved, before.solved),
    )
    pairs = (
        (Bar(name, one, f"{one} 件"), Bar("前一个月", other, f"{other} 件", aside=True)) for name, one, other in rows
    )
    return Panel("和前一个月比", tuple(bar for pair in pairs for bar in pair))


def shares(counts: Counts) -> Panel:
    return Panel("比率（细线是 95% 区间）", tuple(bars_of(rates(counts))), full=1.0)


def bars_of(found: Iterable[Rate]) -> Iterable[Bar]:
    for rate in found:
        low, high = rate.interval or (None, None)
        yield Bar(
            rate_texts.NAMES[rate.kind],
            rate.value,
            f"{rate_texts.percent(rate.value)} · {rate_texts.of(rate.share)}",
            rate_texts.FORMULAS[rate.kind],
            low=low,
            high=high,
            aside=rate.kind is RateKind.SILENT,
        )
