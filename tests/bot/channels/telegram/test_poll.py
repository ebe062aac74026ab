"""Long polling: nothing confirmed before it is committed, order within a chat, nobody held up by another."""

import asyncio

import pytest

from bot.channels.telegram.poll import Ledger
from tests.bot.channels.telegram.conftest import Live, alive
from tests.kit.botapi import Fault
from tests.kit.botapi.answers import OTHER_POLLER, Json, Refusal, too_many


async def test_a_message_is_heard_and_then_confirmed(live: Live) -> None:
    anna = live.api.world.person()
    live.api.world.say(anna, "电梯坏了")
    live.poll()
    await live.confirmed()
    [message] = live.desk.heard
    assert (message.text, message.key, message.address.key) == ("电梯坏了", "m1", str(anna))


async def test_an_update_is_not_confirmed_while_it_is_being_heard(live: Live) -> None:
    live.desk.hold["slow"] = asyncio.Event()
    live.api.world.say(live.api.world.person(), "slow")
    live.poll()
    await live.api.until(lambda: len(live.api.called("getUpdates")) >= 3)
    assert len(live.api.world.pending) == 1
    live.desk.hold["slow"].set()
    await live.confirmed()
    assert live.desk.texts == ["slow"]


async def test_what_was_not_committed_comes_again_after_a_stop(live: Live) -> None:
    live.desk.hold["slow"] = asyncio.Event()
    live.api.world.say(live.api.world.person(), "slow")
    live.poll()
    await live.api.until(lambda: len(live.api.called("getUpdates")) >= 2)
    await live.stop()
    assert live.desk.heard == []
    live.desk.hold.clear()
    live.poll()
    await live.confirmed()
    assert live.desk.texts == ["slow"]


async def test_a_slow_chat_delays_no_other_and_keeps_its_own_order(live: Live) -> None:
    world = live.api.world
    anna, bela = world.person("Anna"), world.person("Bela")
    live.desk.hold["first"] = asyncio.Event()
    world.say(anna, "first")
    world.say(anna, "second")
    for number in range(5):
        world.say(bela, f"other {number}")
    live.poll()
    await live.heard(5)
    world.say(bela, "later")
    await live.heard(6)
    assert live.desk.texts == [*(f"other {n}" for n in range(5)), "later"]
    live.desk.hold["first"].set()
    await live.confirmed()
    assert live.desk.texts[6:] == ["first", "second"]


async def test_a_bad_message_is_set_aside_and_the_next_is_heard(live: Live) -> None:
    anna = live.api.world.person()
    live.api.world.say(anna, "poison")
    live.api.world.say(anna, "next")
    live.poll()
    await live.confirmed()
    assert live.desk.texts == ["next"]
    assert [message.text for message in live.desk.asides] == ["poison"]


async def test_without_a_place_to_set_it_aside_nothing_is_given_up(live: Live) -> None:
    anna, bela = live.api.world.person("Anna"), live.api.world.person("Bela")
    live.api.world.say(anna, "poison")
    live.api.world.say(bela, "other")
    live.tasks.append(asyncio.create_task(live.telegram.poll(live.desk.hear, live.desk)))
    await live.heard(1)
    await asyncio.sleep(0.2)
    assert len(live.api.world.pending) == 2
    live.desk.poison = "cured"
    await live.confirmed()
    assert live.desk.texts == ["other", "poison"]


async def test_nothing_is_lost_while_the_database_is_away(live: Live) -> None:
    world = live.api.world
    chats = [world.person() for _ in range(3)]
    live.desk.down = True
    for number in range(4):
        for chat in chats:
            world.say(chat, str(number))
    live.poll()
    await asyncio.sleep(0.4)
    assert (live.desk.heard, len(world.pending)) == ([], 12)
    live.desk.down = False
    await live.confirmed()
    for chat in chats:
        assert [m.text for m in live.desk.heard if m.address.key == str(chat)] == ["0", "1", "2", "3"]
    assert live.desk.asides == []


async def test_malformed_and_unknown_updates_block_nothing(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    malformed: list[Json] = [
        {"message": {"text": 5}},
        {"message": []},
        {"callback_query": {}},
        {"newest": {"x": 1}},
        {},
    ]
    for content in malformed:
        world.push(content)
    world.say(anna, "after")
    live.poll()
    await live.confirmed()
    assert live.desk.texts == ["after"]


async def test_an_update_without_a_number_is_not_asked_for_in_a_rush(live: Live) -> None:
    live.api.world.pending[1] = {"message": {}}
    live.poll()
    await asyncio.sleep(0.5)
    assert len(live.api.called("getUpdates")) < 20


async def test_a_full_window_of_updates_is_heard_in_order(live: Live) -> None:
    world = live.api.world
    chats = [world.person() for _ in range(20)]
    for number in range(20):
        for chat in chats:
            world.say(chat, str(number))
    live.poll()
    await live.confirmed()
    for chat in chats:
        assert [m.text for m in live.desk.heard if m.address.key == str(chat)] == [str(n) for n in range(20)]


async def test_updates_out_of_order_and_delivered_twice_are_heard_in_order_and_once(live: Live) -> None:
    world = live.api.world
    anna = world.person()
    updates = [world.say(anna, str(number)) for number in range(5)]
    live.api.plan(Fault("getUpdates", "disorder"))
    live.poll()
    await live.confirmed()
    world.repeat(updates[2])
    await live.confirmed()
    await live.api.until(lambda: live.desk.repeats == 1)
    assert live.desk.texts == ["0", "1", "2", "3", "4"]


class Hollow(Refusal):
    """Some proxies answer 200 to everything."""

    def body(self) -> Json:
        return {"ok": True}


@pytest.mark.parametrize(
    "fault",
    [
        Fault("getUpdates", "refuse", times=2, refusal=Hollow(200, "")),
        Fault("deleteWebhook", "refuse", times=2, refusal=Hollow(200, "")),
        Fault("getUpdates", "tear", times=2),
        Fault("getUpdates", "tear_after", times=2),
        Fault("getUpdates", "garbage", times=2),
        Fault("getUpdates", "page", times=2),
        Fault("getUpdates", "refuse", times=2, refusal=OTHER_POLLER),
        Fault("getUpdates", "refuse", times=1, refusal=too_many(1)),
        Fault("getUpdates", "refuse", times=2, refusal=Refusal(500, "Internal Server Error")),
        Fault("getUpdates", "refuse", times=2, refusal=Refusal(401, "Unauthorized")),
        Fault("deleteWebhook", "tear", times=2),
        Fault("getUpdates", "slow", seconds=4),
    ],
    ids=lambda fault: f"{fault.method}-{fault.kind}-{fault.refusal.code if fault.refusal else ''}",
)
async def test_polling_survives(live: Live, fault: Fault) -> None:
    live.api.plan(fault)
    live.api.world.say(live.api.world.person(), "still here")
    live.poll()
    await live.confirmed()
    assert live.desk.texts == ["still here"]


async def test_a_webhook_left_from_before_is_taken_down(live: Live) -> None:
    await live.telegram.set_webhook("http://127.0.0.1:9/nobody", "a-secret-long-enough")
    live.api.world.say(live.api.world.person(), "waiting since")
    live.poll()
    await live.confirmed()
    assert live.desk.texts == ["waiting since"]
    assert live.api.webhook.url == ""


async def test_a_conflict_with_another_poller_ends_when_it_leaves() -> None:
    async with alive() as one:
        anna = one.api.world.person()
        first, second = one.poll(), one.poll()
        await asyncio.sleep(0.3)
        second.cancel()
        one.api.world.say(anna, "hello")
        await one.confirmed()
        assert not first.done()
    assert one.desk.texts == ["hello"]


def test_the_ledger_confirms_only_what_has_no_gap_before_it() -> None:
    ledger = Ledger()
    assert ledger.offset() is None
    assert ledger.begin([12, 10, 11]) == [10, 11, 12]
    ledger.finish(11)
    assert ledger.offset() is None
    ledger.finish(10)
    assert ledger.offset() == 12
    ledger.confirmed(12)
    assert ledger.begin([11, 12, 13]) == [11, 13]


def test_the_ledger_takes_an_old_number_again_once_it_was_confirmed() -> None:
    """After a week without updates the messenger begins its numbers anew, maybe lower."""
    ledger = Ledger()
    ledger.begin([900])
    ledger.finish(900)
    assert ledger.offset() == 901
    ledger.confirmed(901)
    assert ledger.offset() is None
    assert ledger.begin([5]) == [5]


def test_what_was_not_taken_is_new_when_it_comes_again_and_nothing_behind_it_is_confirmed() -> None:
    ledger = Ledger()
    ledger.begin([10, 11])
    ledger.finish(10)
    ledger.again(11)
    assert (ledger.offset(), ledger.begin([11])) == (11, [11])
