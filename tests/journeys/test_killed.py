"""kill -9 at any moment of a journey: after each restart it goes on, and ends as if nothing had happened."""

import asyncio
import random
import re
from contextlib import AsyncExitStack
from pathlib import Path

from tests.kit.process import Patient, Service, patient

MOMENT = r"(?:\d{1,2}:\d{2}|今天|明天|\d+月\d+日（周.）)"
CLOCK = re.compile(rf"{MOMENT}(?: ?{MOMENT})*")
KILLS = 6


async def play(service: Service) -> dict[str, list[str]]:
    """One whole loop with a reopening; returns what each phone shows in the end."""
    async with AsyncExitStack() as stack:
        resident, steward, office = [await stack.enter_async_context(patient(service, s)) for s in SEATS]
        await office.ask("POST", "/demo/clock", json={"step": "workday"})  # so that no quiet hour is in the way
        await resident.say("3幢2单元楼道灯不亮了，还有3幢门口垃圾桶满出来没人收")
        await resident.tap("confirm_matters", "对，分开办")
        await resident.hears("accepted")
        await steward.tap("card", "签收")
        await steward.tap("still_yours", "办好了")
        await steward.hears("what_was_done")
        await steward.say("换了新的，试过了")
        await resident.tap("is_it_solved", "还没好")
        await resident.hears("why_unsolved")
        await resident.say("还是一闪一闪的")
        await resident.hears("news")
        await office.say("待办")
        await office.hears("todo")
        await asyncio.sleep(1.0)
        return {person.seat: await shown(person) for person in (resident, steward, office)}


SEATS = ("resident", "steward", "office")


async def shown(person: Patient) -> list[str]:
    rows = []
    for line in await person.lines():
        notice = line["notice"]
        said = (
            line["text"] if line["mine"] else f"{notice['kind']} {notice['title']} {notice['lines']} {notice['facts']}"
        )
        rows.append(("> " if line["mine"] else "< ") + CLOCK.sub("…", said))
    return rows


async def killing(service: Service, chance: random.Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.02, 0.6))
        await service.kill()
        await service.start()


async def test_a_journey_ends_the_same_however_often_the_process_is_killed(tmp_path: Path) -> None:
    calm, hunted = Service(tmp_path / "calm"), Service(tmp_path / "hunted")
    for service in (calm, hunted):
        service.folder.mkdir()
        await service.start()
    try:
        expected = await play(calm)
        murderer = asyncio.create_task(killing(hunted, random.Random(7)))
        found = await play(hunted)
        await murderer
        found = found if murderer.done() else await play(hunted)
    finally:
        assert await calm.stop() == 0
        await hunted.stop()
    for seat in SEATS:
        assert found[seat] == expected[seat]
