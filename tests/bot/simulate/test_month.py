"""People in a month: they know what reached them, and nothing else."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from bot.simulate.evidence import Evidence
from bot.simulate.people import GETS_UP, GOES_TO_BED, by_day, later
from domain.cases import EventKind
from domain.people import Address

NIGHT = datetime(2026, 9, 14, 18, 0, tzinfo=UTC)  # two in the morning there


def test_nobody_is_answered_who_never_spoke(seen: Evidence) -> None:
    """Residents hear of a case only after they wrote: letters to a chat follow its first message."""
    first: dict[Address, datetime] = {}
    for message in seen.said:
        first.setdefault(message.address, message.at)
    residents = {chat for person, chats in seen.chats.items() for chat in chats if "-" in chat.key}
    assert all(handed.at >= first[handed.address] for handed in seen.handed if handed.address in residents)


def test_the_month_is_lively(seen: Evidence) -> None:
    kinds = Counter(event.kind for events in seen.events.values() for event in events)
    assert {
        EventKind.OPENED,
        EventKind.ASSIGNED,
        EventKind.ANSWERED,
        EventKind.CONFIRMED,
        EventKind.REMINDED,
    } <= kinds.keys()


def test_people_sleep() -> None:
    assert by_day(NIGHT, Random(1)) - NIGHT >= timedelta(hours=5)
    noon = NIGHT + timedelta(hours=10)
    assert by_day(noon, Random(1)) == noon
    assert GETS_UP < GOES_TO_BED


def test_nobody_answers_in_the_very_moment() -> None:
    assert later(NIGHT, 0) > NIGHT
