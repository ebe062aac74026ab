"""The postman: order within a chat, patience with a messenger, another address when one is closed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from bot.channels.base import Capabilities, MayGo, at_once
from bot.channels.telegram.limits import Limit, SendLimits
from bot.messengers import cancel
from bot.metrics import Metrics
from bot.sender import GIVE_UP_AFTER, LEASE, LEAST_TRIES, Pace, Sender, give_up
from domain.errors import DeliveryError
from domain.messages import InboundMessage, Letter, Notice, Receipt
from domain.people import MAIL, Address
from storage.store import Store
from storage.tx import Tx
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, anything_due

HER = Address("post", "her")
OTHER = Address("other", "her")


class Messenger:
    """Takes letters, or does to each what `moods` says next; at once, or when a test lets it `go_on`."""

    can = Capabilities()

    def __init__(self, name: str, *moods: Exception | None) -> None:
        self.name = name
        self.moods = list(moods)
        self.took: list[str] = []
        self.begun: list[str] = []
        self.go_on = asyncio.Event()
        self.go_on.set()

    def read(self, raw: Any) -> InboundMessage | None:
        return None

    async def deliver(self, to: Address, notice: Notice, may_go: MayGo = at_once) -> Receipt:
        await may_go(1)
        self.begun.append(notice.title)
        await self.go_on.wait()
        mood = self.moods.pop(0) if self.moods else None
        if mood:
            raise mood
        self.took.append(notice.title)
        return Receipt()


class Office:
    def __init__(self) -> None:
        self.told: list[int] = []

    wake: Callable[[], None]

    def lost(self, letter: Letter) -> Any:
        return lambda tx: self.told.append(letter.id)


def write(tx: Tx, title: str, now: Any = MONDAY_MORNING) -> int:
    person = tx.people.meet(HER, now)
    tx.outbox.put(person.id, Notice("n", title), key=title, now=now)
    return person.id


def post_office(store: Store, clock: FrozenClock, *channels: Messenger, office: Office, **paces: Pace) -> Sender:
    return Sender(
        store,
        {one.name: one for one in channels},
        clock,
        Metrics(),
        arrived=lambda _: None,
        lost=office.lost,
        till_morning=lambda _tx, _letters, _at: (),
        paces=paces,
    )


@asynccontextmanager
async def posting(store: Store, clock: FrozenClock, *channels: Messenger) -> AsyncIterator[Office]:
    office = Office()
    sender = post_office(store, clock, *channels, office=office)
    office.wake = sender.wake
    running = asyncio.create_task(sender.run())
    try:
        yield office
        await quiet(store, clock, sender)
    finally:
        await cancel(running)


async def quiet(store: Store, clock: FrozenClock, sender: Sender) -> None:
    for _ in range(2000):
        due = await store.read(anything_due, clock.now(), ("post", "other"))
        if not due and not sender.busy:
            return
        sender.wake()
        await asyncio.sleep(0.002)
    raise AssertionError("still busy")


async def test_letters_of_a_chat_come_in_order(sqlite_store: Store) -> None:
    messenger = Messenger("post")
    for title in "abcde":
        sqlite_store.run_now(write, title)
    async with posting(sqlite_store, FrozenClock(MONDAY_MORNING), messenger):
        pass
    assert messenger.took == list("abcde")
    lines = sqlite_store.read_now(lambda tx: tx.transcript.after(HER, 0))
    assert [line.notice.title for line in lines if line.notice] == list("abcde")


async def test_a_messenger_that_is_away_gets_it_later_and_in_order(sqlite_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    messenger = Messenger("post", DeliveryError("away", retry_after=timedelta(seconds=30)))
    for title in "ab":
        sqlite_store.run_now(write, title)
    async with posting(sqlite_store, clock, messenger):
        await asyncio.sleep(0.1)
        assert messenger.took == []
        clock.advance(timedelta(seconds=31))
    assert messenger.took == ["a", "b"]


async def test_whatever_a_channel_raises_does_not_hold_up_the_chat_for_ever(sqlite_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    messenger = Messenger("post", *[ValueError("unforeseen")] * 3)
    sqlite_store.run_now(write, "a")
    async with posting(sqlite_store, clock, messenger) as office:
        for _ in range(4):
            await asyncio.sleep(0.1)
            clock.advance(timedelta(minutes=11))
            office.wake()
    assert messenger.took == ["a"]
    assert office.told == []


async def test_after_a_day_of_trying_the_office_is_told(sqlite_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    messenger = Messenger("post", *[DeliveryError("away")] * 2)
    sqlite_store.run_now(write, "a")
    sqlite_store.run_now(tried, LEAST_TRIES)
    async with posting(sqlite_store, clock, messenger) as office:
        await asyncio.sleep(0.1)
        clock.advance(GIVE_UP_AFTER + timedelta(minutes=1))
        office.wake()
        await asyncio.sleep(0.1)
    assert messenger.took == []
    assert len(office.told) == 1


def tried(tx: Tx, times: int) -> None:
    (letter,) = tx.outbox.claim(MONDAY_MORNING, 1, timedelta(0))
    for _ in range(times):
        tx.outbox.retry(letter, MONDAY_MORNING, "away")


async def test_a_letter_that_lay_for_days_is_not_lost_at_its_first_hiccups(sqlite_store: Store) -> None:
    """It was held while she had blocked us, or our machine was off over the weekend."""
    clock = FrozenClock(MONDAY_MORNING)
    messenger = Messenger("post", DeliveryError("away"), DeliveryError("hot", retry_after=timedelta(seconds=3)))
    sqlite_store.run_now(write, "a")
    clock.advance(3 * GIVE_UP_AFTER)
    async with posting(sqlite_store, clock, messenger) as office:
        for count in range(1, 4):
            await begun(messenger, count)
            clock.advance(timedelta(seconds=5))
            office.wake()
    assert (messenger.took, office.told) == (["a"], [])


async def begun(messenger: Messenger, count: int) -> None:
    async with asyncio.timeout(10):
        while len(messenger.begun) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_letter_that_outlasts_its_lease_goes_once(sqlite_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    messenger = Messenger("post")
    messenger.go_on.clear()
    for title in "ab":
        sqlite_store.run_now(write, title)
    async with posting(sqlite_store, clock, messenger) as office:
        await begun(messenger, 1)
        clock.advance(LEASE + timedelta(seconds=1))
        office.wake()
        await asyncio.sleep(0.2)
        messenger.go_on.set()
    assert messenger.begun == messenger.took == ["a", "b"]


async def test_a_look_that_fails_keeps_no_letter_from_going(sqlite_store: Store) -> None:
    messenger = Messenger("post")
    blows = iter(["the database went away"])
    struck: list[str] = []

    def away(_connection: Any) -> None:
        for blow in blows:
            struck.append(blow)
            raise OSError(blow)

    event.listen(sqlite_store.reader, "begin", away)
    async with posting(sqlite_store, FrozenClock(MONDAY_MORNING), messenger):
        async with asyncio.timeout(10):
            while not struck:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        sqlite_store.run_now(write, "a")
    assert messenger.took == ["a"]


async def test_a_closed_chat_hands_on_to_her_other_address(sqlite_store: Store) -> None:
    person = sqlite_store.run_now(write, "a")
    sqlite_store.run_now(lambda tx: tx.people.link(person, OTHER, MONDAY_MORNING - timedelta(days=9)))
    closed, other = Messenger("post", DeliveryError("blocked", permanent=True)), Messenger("other")
    async with posting(sqlite_store, FrozenClock(MONDAY_MORNING), closed, other) as office:
        pass
    assert (closed.took, other.took, office.told) == ([], ["a"], [])


async def test_without_another_address_the_letter_waits_for_her_return(sqlite_store: Store) -> None:
    clock = FrozenClock(MONDAY_MORNING)
    messenger = Messenger("post", DeliveryError("blocked", permanent=True))
    sqlite_store.run_now(write, "a")
    async with posting(sqlite_store, clock, messenger) as office:
        await asyncio.sleep(0.1)
        assert len(office.told) == 1
        await sqlite_store.run(lambda tx: tx.people.seen(HER, clock.now()))
    assert messenger.took == ["a"]


async def test_a_chat_that_moved_gets_its_letters_where_it_is_now_and_in_order(sqlite_store: Store) -> None:
    new = Address("post", "her-new")
    messenger = Messenger("post", DeliveryError("moved", moved_to=new))
    for title in "abc":
        sqlite_store.run_now(write, title)
    async with posting(sqlite_store, FrozenClock(MONDAY_MORNING), messenger) as office:
        pass
    assert (messenger.took, office.told) == (["a", "b", "c"], [])
    lines = sqlite_store.read_now(lambda tx: tx.transcript.after(new, 0))
    assert [line.notice.title for line in lines if line.notice] == ["a", "b", "c"]


def test_of_a_chat_known_to_be_closed_a_letter_on_its_way_tells_nothing_new(sqlite_store: Store) -> None:
    told: list[Tx] = []

    def turn(tx: Tx) -> None:
        write(tx, "a")
        (letter,) = tx.outbox.claim(MONDAY_MORNING, 1, timedelta(minutes=1))
        tx.people.unreachable(HER)
        give_up(tx, letter, DeliveryError("blocked", permanent=True), MONDAY_MORNING, told.append)

    sqlite_store.run_now(turn)
    assert told == []
    assert sqlite_store.read_now(lambda tx: tx.outbox.waiting()) == 1


async def test_letters_of_a_channel_that_is_not_open_here_are_left_alone(sqlite_store: Store) -> None:
    sqlite_store.run_now(write, "a")
    elsewhere = Messenger("other")
    office = Office()
    clock = FrozenClock(MONDAY_MORNING)
    sender = post_office(sqlite_store, clock, elsewhere, office=office)
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.1)
    await cancel(running)
    waiting = sqlite_store.run_now(lambda tx: tx.outbox.claim(MONDAY_MORNING, 5, timedelta(seconds=1)))
    assert [letter.tries for letter in waiting] == [0]


class Page(Messenger):
    can = Capabilities(carried=False)


async def test_what_needs_no_carrying_is_told_at_once_and_in_order(sqlite_store: Store) -> None:
    page = Page("post")
    for title in "abc":
        sqlite_store.run_now(write, title)
    async with posting(sqlite_store, FrozenClock(MONDAY_MORNING), page):
        pass
    assert page.took == []
    lines = sqlite_store.read_now(lambda tx: tx.transcript.after(HER, 0))
    assert [line.notice.title for line in lines if line.notice] == list("abc")


async def test_a_letter_delivered_while_the_database_is_away_is_noted_later_and_goes_once(sqlite_store: Store) -> None:
    messenger = Messenger("post")
    delivered = asyncio.Event()

    def away(_connection: Any) -> None:
        if messenger.took and not delivered.is_set():
            delivered.set()
            raise OSError("disk full")

    sqlite_store.run_now(write, "a")
    event.listen(sqlite_store.writer, "commit", away)
    async with posting(sqlite_store, FrozenClock(MONDAY_MORNING), messenger):
        await delivered.wait()
    assert messenger.took == ["a"]
    lines = sqlite_store.read_now(lambda tx: tx.transcript.after(HER, 0))
    assert [line.notice.title for line in lines if line.notice] == ["a"]


async def test_chats_that_may_be_written_to_again_are_not_remembered(sqlite_store: Store) -> None:
    limits = SendLimits(chat=Limit(1, 0.0), bot=Limit(9, 0.0))
    messenger = Messenger("post")
    sender = post_office(sqlite_store, FrozenClock(MONDAY_MORNING), messenger, office=Office(), post=limits)
    sqlite_store.run_now(write, "a")
    running = asyncio.create_task(sender.run())
    await quiet(sqlite_store, FrozenClock(MONDAY_MORNING), sender)
    assert list(limits.remembered) == ["her"]
    await sender.forget_paces()
    assert not limits.remembered
    await cancel(running)


def test_a_mailbox_that_is_not_there_loses_the_letter_and_the_chat_gets_no_second_one(sqlite_store: Store) -> None:
    told: list[Tx] = []

    def turn(tx: Tx) -> None:
        write(tx, "a")
        mail = Address(MAIL, "office@example.org")
        tx.people.link(tx.people.meet(HER, MONDAY_MORNING).id, mail, MONDAY_MORNING)
        (_, letter) = two_letters(tx, mail)
        give_up(tx, letter, DeliveryError("SMTP 550", permanent=True), MONDAY_MORNING, told.append)
        assert tx.people.mail_of(letter.person) is None
        assert tx.people.address_of(letter.person) == HER

    sqlite_store.run_now(turn)
    assert len(told) == 1
    assert sqlite_store.read_now(lambda tx: tx.outbox.waiting()) == 1


def two_letters(tx: Tx, mail: Address) -> tuple[Letter, ...]:
    """One in her chat, one in her mailbox."""
    person = tx.people.meet(HER, MONDAY_MORNING).id
    tx.outbox.put(person, Notice("digest", title="b"), key="mailed", now=MONDAY_MORNING, address=mail)
    return tx.outbox.claim(MONDAY_MORNING, 2, timedelta(minutes=1))
