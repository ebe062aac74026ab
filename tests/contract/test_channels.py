"""What every channel must do alike, whoever its vendor is. A new channel is added in tests/kit/channels.py, not here."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.membership import Membership
from domain.messages import Choice, InboundMessage, Notice
from handlers.conversation import meant
from storage.store import Store
from storage.tx import Tx
from tests.kit.channels import BENCHES, NOON, ONE_WAY, Bench, OpenBench

OFFERED = (Choice("solved:7", "好了"), Choice("not_yet:7", "还没好"), Choice("partly:7", "好了一部分"))
ASKING = Notice("ask", title="您看好了吗？", lines=("灯已换好。",), facts=(("编号", "XH-0412"),), choices=OFFERED)


@pytest.fixture(params=BENCHES, ids=lambda bench: bench.__name__)
async def bench(request: pytest.FixtureRequest, sqlite_store: Store) -> AsyncIterator[Bench]:
    opened: OpenBench = request.param
    async with opened(sqlite_store) as bench:
        yield bench


@pytest.fixture(params=[*BENCHES, *ONE_WAY], ids=lambda bench: bench.__name__)
async def teller(request: pytest.FixtureRequest, sqlite_store: Store) -> AsyncIterator[Bench]:
    """Also where nobody can answer."""
    opened: OpenBench = request.param
    async with opened(sqlite_store) as bench:
        yield bench


def heard(bench: Bench, raw: Any) -> InboundMessage | None:
    message = bench.channel.read(raw)
    assert not isinstance(message, Membership)
    return message


async def test_typed_words_are_read_as_they_are(bench: Bench) -> None:
    message = heard(bench, bench.typed("楼道灯不亮，三单元"))
    assert message is not None
    assert message.text == "楼道灯不亮，三单元"
    assert message.address == bench.address
    assert message.key


async def test_two_messages_are_never_taken_for_one(bench: Bench) -> None:
    first, second = heard(bench, bench.typed("又坏了")), heard(bench, bench.typed("又坏了"))
    assert first is not None
    assert second is not None
    assert first.key != second.key


@pytest.mark.parametrize("number", [0, 1, 2])
async def test_a_tap_a_number_and_a_label_mean_the_same(number: int, bench: Bench) -> None:
    choice = OFFERED[number]
    raws = [bench.typed(str(number + 1)), bench.typed(choice.label), bench.tapped(choice)]
    messages = [heard(bench, raw) for raw in raws if raw is not None]
    assert {meant(message, OFFERED).code for message in messages if message} == {choice.code}
    assert all(messages)


async def test_the_same_message_twice_is_one_message(bench: Bench, sqlite_store: Store) -> None:
    raw = bench.typed("灯坏了")
    if not bench.repeats:
        raw_again = bench.typed("灯坏了")
        keys = {message.key for message in (heard(bench, raw), heard(bench, raw_again)) if message}
        assert len(keys) == 2
        return
    again = [message for _ in range(2) if (message := heard(bench, raw))]
    assert [sqlite_store.run_now(is_new, message) for message in again] == [True, False]


def is_new(tx: Tx, message: InboundMessage) -> bool:
    return tx.inbox.first_time(message.address, message.key, NOON)


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
async def test_what_says_nothing_is_no_message(nothing: str, bench: Bench) -> None:
    assert heard(bench, bench.typed(nothing)) is None


async def test_nobody_sees_control_characters(bench: Bench) -> None:
    message = heard(bench, bench.typed("灯\x00坏\x1b[31m了\u202e"))
    assert message is not None
    assert message.text == "灯坏[31m了"


async def test_a_notice_shows_everything_it_holds(teller: Bench) -> None:
    await teller.deliver(ASKING)
    seen = "\n".join(await teller.shown())
    for word in ("您看好了吗", "灯已换好", "编号", "XH-0412", *(choice.label for choice in OFFERED)):
        assert word in seen


async def test_without_buttons_choices_are_numbered(teller: Bench) -> None:
    await teller.deliver(ASKING)
    seen = "\n".join(await teller.shown())
    numbered = [f"{n} {choice.label}" in seen for n, choice in enumerate(OFFERED, 1)]
    assert all(numbered) or teller.channel.can.buttons


async def test_long_text_arrives_whole_and_in_order(teller: Bench) -> None:
    parts = [f"第{n}段：" + "话" * 400 for n in range(30)]
    await teller.deliver(Notice("long", lines=tuple(parts), choices=OFFERED))
    shown = await teller.shown()
    assert all(len(text) <= teller.channel.can.longest for text in shown)
    whole = "".join(shown)
    places = [whole.find(f"第{n}段") for n in range(30)]
    assert -1 not in places
    assert places == sorted(places)
    assert whole.count("话") == 30 * 400
    assert OFFERED[0].label in shown[-1]


async def test_notices_arrive_in_the_order_they_were_sent(teller: Bench) -> None:
    for n in range(3):
        await teller.deliver(Notice("news", lines=(f"消息{n}",)))
    assert [f"消息{n}" in text for n, text in enumerate(await teller.shown())] == [True, True, True]
