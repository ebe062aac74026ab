"""Every dialogue in this folder, on every channel there is; and all of them on PostgreSQL too."""

from pathlib import Path

import pytest

from storage.store import Store
from tests.kit.dialogue import Player, stages_of
from tests.kit.stages import STAGES

JOURNEYS = sorted(Path(__file__).parent.glob("*.txt"), key=lambda path: path.name)


PLAYED = [(stage, journey) for stage in sorted(STAGES) for journey in JOURNEYS if stage in stages_of(journey)]


@pytest.mark.parametrize(("stage", "journey"), PLAYED, ids=lambda part: part if isinstance(part, str) else part.stem)
async def test_journey(journey: Path, stage: str, sqlite_store: Store) -> None:
    async with STAGES[stage](sqlite_store) as place:
        await Player(place).play(journey)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda path: path.stem)
async def test_journey_on_postgresql(journey: Path, postgres_store: Store) -> None:
    async with STAGES[sorted(stages_of(journey))[0]](postgres_store) as place:
        await Player(place).play(journey)
