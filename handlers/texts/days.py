"""What the operator and the office read about the calendar: its exceptions, and a year whose are not known yet."""

from collections.abc import Mapping
from datetime import date

from domain.messages import Notice

WEEKDAYS = "一二三四五六日"


def unknown_year(year: int) -> str:
    return (
        f"{year} 年的补班和调休还没有录入：期限会按平常的一周算，放假前后可能算错。"
        "国务院公布后，用 huying days import 导入。"
    )


def warning(year: int) -> Notice:
    line = f"{unknown_year(year)}请转告管系统的人。"
    return Notice("days_unknown", title=f"{year} 年的工作日还不全", lines=(line,))


def listed(days: Mapping[date, bool], year: int) -> list[str]:
    """One line a day; what stands there is what differs from the week."""
    if not days:
        return [f"{year} 年没有特别的日子，都照平常一周算。"]
    rest = sum(not working for working in days.values())
    lines = [f"{day}（周{WEEKDAYS[day.weekday()]}） {'上班' if days[day] else '休息'}" for day in sorted(days)]
    return [*lines, f"休息 {rest} 天，上班 {len(days) - rest} 天。"]
