"""The machine's clock jumps or the machine sleeps: no step is skipped, none is taken twice, nothing waits for ever."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta

import pytest

from domain.cases import OPEN, Event
from domain.messages import InboundMessage, Notice
from domain.people import Address
from storage.store import Store
from storage.tables import letters
from storage.tx import Tx
from tests.kit.frozen import local
from tests.kit.stages import PlainChannel
from tests.kit.town import MONDAY_MORNING, Town, town

DAY = timedelta(days=1)
EAST = timedelta(hours=8)


@pytest.fixture
async def place(sqlite_store: Store) -> AsyncIterator[Town]:
    async with town(sqlite_store, {"plain": PlainChannel()}) as made:
        for i, words in enumerate(("3幢楼道灯坏了", "5幢停水了，一滴都没有", "2幢门口垃圾没人收")):
            await made.app.hear(InboundMessage(Address("plain", f"r{i}"), "k", MONDAY_MORNING, words))
        await made.quiet()
        yield made


def steps(tx: Tx) -> list[tuple[int, str, Event]]:
    events = ((case, event) for case in (1, 2, 3) for event in tx.cases.events(case))
    return [(case, event.step, event) for case, event in events if event.step]


async def taken(place: Town) -> list[tuple[int, str, Event]]:
    return await place.app.store.read(steps)


def once(found: list[tuple[int, str, Event]]) -> set[tuple[int, str]]:
    counted = Counter((case, step) for case, step, _ in found)
    assert set(counted.values()) <= {1}
    return set(counted)


async def go(place: Town, moment: datetime) -> None:
    place.clock.set(moment)
    await place.beat()


async def walked(store: Store, until: datetime) -> set[tuple[int, str]]:
    """What is taken when somebody looks every ten minutes; rounds of repeating steps are left out."""
    async with town(store, {"plain": PlainChannel()}) as other:
        for i, words in enumerate(("3幢楼道灯坏了", "5幢停水了，一滴都没有", "2幢门口垃圾没人收")):
            await other.app.hear(InboundMessage(Address("plain", f"r{i}"), "k", MONDAY_MORNING, words))
        await other.pass_until(until)
        return {(case, step) for case, step in once(await taken(other)) if "#" not in step}


def at_night(tx: Tx) -> list[str]:
    """Letters about ordinary matters that may go in the quiet hours, but for answers to whoever spoke."""
    found = []
    for row in tx.connection.execute(letters.select()):
        clock = (row.not_before + EAST).time()
        case = tx.cases.by_number(row.case_number) if row.case_number else None
        ordinary = case is None or case.urgency not in ("P0", "P1")
        if (clock >= time(21) or clock < time(7, 30)) and ordinary and not row.dedupe.startswith("m:"):
            found.append(str(row.dedupe))
    return found


async def test_a_day_forward_in_one_leap_is_a_day_walked(place: Town, postgres_store: Store) -> None:
    until = MONDAY_MORNING + DAY
    expected = await walked(postgres_store, until)
    await go(place, until)
    leapt = {(case, step) for case, step in once(await taken(place)) if "#" not in step}
    missing = {(case, step.partition("@")[0]) for case, step in expected} - {
        (case, step.partition("@")[0]) for case, step in leapt
    }
    assert not {step for _, step in missing if "half" not in step and "silence" not in step}
    assert await place.app.store.read(at_night) == []


async def test_a_night_and_a_weekend_asleep(place: Town) -> None:
    """From Monday night to Saturday noon nobody looked; what is said of it waits for Monday, P1 apart."""
    await go(place, local("2026-11-23 20:50"))
    before = once(await taken(place))
    await go(place, local("2026-11-28 03:00"))
    await go(place, local("2026-11-28 12:00"))
    after = await taken(place)
    assert once(after) > before
    for case in (1, 2, 3):
        of_case = [event for number, _, event in after if number == case]
        assert [event.at for event in of_case] == sorted(event.at for event in of_case)
        levels = [int(event.level) for event in of_case if event.level]
        assert levels == sorted(levels), "no rung is climbed after a higher one"
    assert await place.app.store.read(at_night) == []


async def test_an_hour_back_repeats_nothing_and_holds_nothing_up(place: Town) -> None:
    await go(place, local("2026-11-23 11:10"))
    before = once(await taken(place))
    assert before
    for minutes in (0, 10, 30, 50):
        await go(place, local("2026-11-23 10:10") + timedelta(minutes=minutes))
        assert once(await taken(place)) == before
    await go(place, local("2026-11-23 17:30"))
    assert once(await taken(place)) > before
    for case in await place.app.store.read(lambda tx: tx.cases.in_state(*OPEN)):
        assert case.look_at is not None
        assert case.look_at > place.clock.now()


async def test_what_was_written_in_the_hour_that_comes_again_goes_at_once(place: Town) -> None:
    """The clock is an hour ahead, a resident is answered, but before the letter goes the clock is set right."""
    await go(place, local("2026-11-23 11:10"))
    there = place.clock.now()
    resident = await place.app.store.read(lambda tx: tx.people.meet(Address("plain", "r0"), there).id)
    put = Notice("test", lines=("写好还没寄",))
    place.app.wake_sender = lambda: None
    place.clock.set(there - timedelta(hours=1))
    await place.app.store.run(lambda tx: tx.outbox.put(resident, put, key="x", now=there))
    await place.beat()
    assert await place.app.store.read(gone)


def gone(tx: Tx) -> bool:
    row = tx.connection.execute(letters.select().where(letters.c.dedupe == "x")).one()
    return row.settled_at is not None


async def test_a_letter_refused_while_the_clock_was_a_day_ahead_holds_nothing_up(place: Town) -> None:
    """It would be tried again tomorrow; behind it waits whatever else this chat is to hear today."""
    there = place.clock.now()
    resident = await place.app.store.read(lambda tx: tx.people.meet(Address("plain", "r0"), there).id)
    await go(place, there + DAY)
    place.app.wake_sender = lambda: None

    def refused(tx: Tx) -> None:
        tx.outbox.put(resident, Notice("test", lines=("写好还没寄",)), key="x", now=there)
        (letter,) = tx.outbox.claim(there + DAY, 1, timedelta(minutes=1), ["plain"])
        tx.outbox.retry(letter, there + DAY + timedelta(minutes=10), "down")

    await place.app.store.run(refused)
    await go(place, there + timedelta(minutes=20))
    await go(place, there + timedelta(minutes=25))
    assert await place.app.store.read(gone)


async def test_a_telling_left_in_the_middle_is_not_answered_in_the_night_a_machine_wakes_in(place: Town) -> None:
    """She wrote in the evening and did not say where; it becomes a case as soon as we wake, and she reads so by day."""
    evening = local("2026-11-23 20:40")
    await go(place, evening)
    await place.app.hear(InboundMessage(Address("plain", "r9"), "k9", evening, "垃圾桶满出来两天了，苍蝇乱飞"))
    await go(place, local("2026-11-24 02:00"))
    assert len(await place.app.store.read(lambda tx: tx.cases.open_after(0, 9))) == 4
    assert await place.app.store.read(at_night) == []
