"""The demo's clock: shown, moved, and by nothing but its two steps."""

from tests.kit.echo_door import EchoDoor
from tests.kit.page import SAME, Client, code_of


async def test_the_clock_moves_an_hour(client: Client, door: EchoDoor) -> None:
    before = (await (await client.get("/demo/clock")).json())["now"]
    after = (await (await client.post("/demo/clock", json={"step": "hour"}, headers=SAME)).json())["now"]
    assert after > before
    assert door.clock.ahead.total_seconds() == 3600


async def test_the_clock_knows_no_other_step(client: Client, door: EchoDoor) -> None:
    answer = await client.post("/demo/clock", json={"step": "year"}, headers=SAME)
    assert await code_of(answer) == (400, "unknown_step")
    assert not door.clock.ahead
