"""A clock that may be wrong, and the moments at which things happen."""

from datetime import UTC, datetime, timedelta

from bot.simulate.clock import GRID, VirtualClock, on_grid

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


def test_the_machine_may_be_ahead_of_the_people() -> None:
    clock = VirtualClock(NOON, off=timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)
    assert clock.lived(clock.now()) == NOON


def test_everything_happens_on_the_grid_and_never_too_early() -> None:
    assert on_grid(NOON) == NOON
    assert on_grid(NOON + timedelta(microseconds=1)) == NOON + GRID
    assert on_grid(NOON + GRID - timedelta(seconds=1)) == NOON + GRID
