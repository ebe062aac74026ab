"""What is put together for those who decide: the morning digest, and what goes on to the street."""

from datetime import datetime

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Directory
from handlers.texts.say import heading, in_chinese, moment


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


def digest(date: str, facts: tuple[tuple[str, str], ...], red: tuple[tuple[Case, str], ...]) -> Notice:
    lines = tuple(f"红 {heading(case)} · {holder}" for case, holder in red[:10])
    return Notice(
        "digest",
        title=f"社区早报 {date}",
        facts=facts,
        lines=lines,
        choices=(Choice("todo", "看待办"), *(Choice(f"case:{case.number}", heading(case)) for case, _ in red[:5])),
    )
