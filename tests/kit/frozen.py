"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")


class FrozenClock:
    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._now += by


def local(words: str) -> datetime:
    """'2026-11-23 09:00' as the community's clock shows it."""
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=HERE).astimezone(UTC)
