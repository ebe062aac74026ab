"""What was answered for and not heard when a process ended is found by the next one, or by another replica in time."""

from datetime import timedelta

from bot.held import TOO_LONG, HeldUpdates
from domain.people import Address
from storage.store import Store
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING

CHAT = Address("telegram", "1")


async def test_a_process_alone_takes_up_at_its_start_what_a_dead_one_left(sqlite_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    await HeldUpdates(sqlite_store, clock, "telegram").put(CHAT, "7", None, {"update_id": 7})
    clock.advance(timedelta(seconds=1))
    next_one = HeldUpdates(sqlite_store, clock, "telegram")
    assert await next_one.left() == [{"update_id": 7}]
    assert await next_one.left() == []
    await next_one.drop(CHAT, ["7"])
    clock.advance(2 * TOO_LONG)
    assert await next_one.left() == []


async def test_beside_other_replicas_only_what_nobody_can_be_working_on(postgres_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    await HeldUpdates(postgres_store, clock, "telegram").put(CHAT, "7", "a", {"update_id": 7})
    other = HeldUpdates(postgres_store, clock, "telegram")
    clock.advance(timedelta(seconds=1))
    assert await other.left() == []
    assert await other.begun(CHAT, "a")
    clock.advance(TOO_LONG)
    assert await other.left() == [{"update_id": 7}]
    assert await other.album(CHAT, "a") == [{"update_id": 7}]
