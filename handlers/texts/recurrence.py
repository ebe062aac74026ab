"""What is said when a trouble comes back: to the resident that it is linked, to the steward what was done the last time."""

from datetime import datetime

from domain.cases import Case
from handlers.texts.say import day, pick, shortened


def is_back(language: str) -> str:
    return pick(
        language,
        "这里不久前办过又出了问题：已和上次连上，这次交给上一级。",
        "This was dealt with here not long ago: linked to it, and handed to the next level.",
    )


def why_higher(number: str) -> str:
    return f"不久前办过又出现（{number}），升一级"


def last_time(before: Case, by: str, words: str, at: datetime, zone: str) -> str:
    return f"{before.number}（{day(at, zone)}）{by}：“{shortened(words, 120)}”"
