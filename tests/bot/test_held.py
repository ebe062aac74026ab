"""What was answered for and not heard when a process ended is found by the next one, or by another replica in time."""

from datetime import timedelta

from bot.channels.base import Left
from bot.held import TOO_LONG, HeldUpdates
from domain.people import Address
from storage.store import Store
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING

CHAT = Address("telegram", "1")
RAW = {"update_id": 7}


async def test_a_process_alone_takes_up_at_its_start_what_a_dead_one_left(sqlite_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    await HeldUpdates(sqlite_store, clock, "telegram").put(CHAT, "7", None, RAW)
    next_one = HeldUpdates(sqlite_store, clock, "telegram")
    assert (next_one.shared, await next_one.left((), first=True)) == (False, Left((RAW,)))
    clock.advance(2 * TOO_LONG)
    assert await next_one.left((), first=False) == Left()
    await next_one.drop(CHAT, ["7"])
    assert await next_one.left((), first=True) == Left()


async def test_beside_other_replicas_only_what_nobody_works_on_any_more(postgres_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    one, other = (HeldUpdates(postgres_store, clock, "telegram") for _ in range(2))
    await one.put(CHAT, "7", "a", RAW)
    elsewhere = Left((), frozenset({CHAT.key}))
    assert (other.shared, await other.left((), first=True)) == (True, elsewhere)
    clock.advance(TOO_LONG - timedelta(seconds=1))
    assert await one.left(["7"], first=False) == Left()
    clock.advance(TOO_LONG - timedelta(seconds=1))
    assert await other.left((), first=False) == elsewhere
    clock.advance(timedelta(seconds=2))
    assert await other.left((), first=False) == Left((RAW,))
    assert (await one.album(CHAT, "a"), await other.album(CHAT, "a")) == ([], [RAW])


async def test_what_a_process_held_before_it_began_anew_is_nobodys(postgres_store: Store) -> None:
    """A poller that lost its lease and got it back works on nothing of what it held."""
    clock = FrozenClock(MONDAY_MORNING)
    tray = HeldUpdates(postgres_store, clock, "telegram")
    await tray.put(CHAT, "7", "a", RAW)
    await tray.album(CHAT, "a")
    clock.advance(TOO_LONG - timedelta(seconds=1))
    assert await tray.left((), first=True) == Left((), frozenset({CHAT.key}))
    clock.advance(timedelta(seconds=2))
    assert await tray.left((), first=False) == Left((RAW,))


async def test_what_was_given_up_is_tried_again_at_the_next_start(store: Store) -> None:
    tray = HeldUpdates(store, FrozenClock(MONDAY_MORNING), "telegram")
    await tray.put(CHAT, "7", None, RAW)
    await tray.give_up("7", None)
    assert (await tray.lying(CHAT), await tray.left((), first=False)) == ([], Left())
    assert await tray.left((), first=True) == Left((RAW,))


async def test_a_part_of_an_album_told_again_is_known(store: Store) -> None:
    tray = HeldUpdates(store, FrozenClock(MONDAY_MORNING), "telegram")
    for _ in range(2):
        await tray.put(CHAT, "7", "a", RAW)
        heard = await tray.album(CHAT, "a")
        await tray.drop(CHAT, ["7"], "a")
    assert heard == []
