"""How long a case stood still and why, in one line."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from handlers.texts.say import pick
from routing.pauses import Cause, Pause

WORTH_SAYING = timedelta(hours=1)
DAY = timedelta(days=1)
NAMES = {
    Cause.ASKED: ("等居民回话", "waiting for the resident"),
    Cause.CONFIRM: ("等居民确认", "waiting for the resident's confirmation"),
    Cause.HUNG: ("挂账", "on hold"),
    Cause.EXTENDED: ("延期一次", "extended once"),
}
TO_HER = {
    Cause.ASKED: ("等您回话", "waiting for your answer"),
    Cause.CONFIRM: ("等您确认", "waiting for your confirmation"),
}


def stood_still(language: str, pauses: Iterable[Pause], now: datetime, *, to_her: bool) -> str:
    """'等您回话 3 小时；挂账 12 天（资金没有着落）'. Of one cause and reason the whole; what was short is left out."""
    whole: dict[tuple[Cause, str], timedelta] = {}
    for pause in pauses:
        key = (pause.cause, pause.why)
        whole[key] = whole.get(key, timedelta()) + pause.length(now)
    names = NAMES | TO_HER if to_her else NAMES
    parts = [
        said(language, names[cause], length, why)
        for (cause, why), length in whole.items()
        if length >= WORTH_SAYING or cause is Cause.EXTENDED
    ]
    return pick(language, "；", "; ").join(parts)


def said(language: str, name: tuple[str, str], length: timedelta, why: str) -> str:
    lasted = f" {lasting(language, length)}" if length else ""
    reason = pick(language, f"（{why}）", "") if why else ""
    return f"{pick(language, *name)}{lasted}{reason}"


def lasting(language: str, length: timedelta) -> str:
    if length < DAY:
        return pick(language, f"{length // timedelta(hours=1)} 小时", f"{length // timedelta(hours=1)} h")
    return pick(language, f"{length // DAY} 天", f"{length // DAY} d")
