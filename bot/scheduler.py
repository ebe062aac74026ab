"""The metronome: a handful of fixed beats. Remembers nothing; what is due is in the database."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
Beat = Callable[[], Awaitable[Any]]


class Metronome:
    def __init__(self, beats: Mapping[Beat, float]) -> None:
        """`beats`: what to do, every how many seconds. A beat that is late or still running is not doubled."""
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        for beat, seconds in beats.items():
            self._scheduler.add_job(
                safely(beat), "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None
            )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


def safely(beat: Beat) -> Beat:
    """A beat that fails is logged; the next one comes all the same."""

    async def run() -> None:
        try:
            await beat()
        except Exception as error:
            log.exception("beat.failed", job=getattr(beat, "__name__", "beat"), error=type(error).__name__)

    return run
