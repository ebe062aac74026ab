"""Messengers put to work: one poller among all replicas, and no second web library in the running process."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from bot.app import App
from bot.messengers import alone, cancel, hold_lease, send_alone
from bot.run import threadsafe
from domain.clock import SystemClock
from storage.store import Store
from tests.bot.test_sender import Messenger, Office, post_office, write
from tests.kit.frozen import FrozenClock
from tests.kit.process import ROOT
from tests.kit.town import MONDAY_MORNING, found

RENEW = 0.05


async def test_one_replica_polls_and_another_goes_on_when_it_leaves(store: Store) -> None:
    app = found(store, FrozenClock(MONDAY_MORNING))
    polling: list[str] = []

    def replica(name: str) -> asyncio.Task[None]:
        async def poll() -> None:
            polling.append(name)
            try:
                await asyncio.Event().wait()
            finally:
                polling.remove(name)

        return asyncio.create_task(alone(app, "telegram.poll", poll, RENEW))

    first = replica("first")
    async with asyncio.timeout(20):
        while not polling:  # noqa: ASYNC110 - it is about nothing that could be waited for
            await asyncio.sleep(RENEW)
        second = replica("second")
        await asyncio.sleep(4 * RENEW)
        assert polling == ["first"]
        await cancel(first)
        while polling != ["second"]:  # noqa: ASYNC110
            await asyncio.sleep(RENEW)
    await cancel(second)
    assert polling == []


async def test_what_breaks_off_begins_anew_and_its_lease_is_given_back(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    app = found(sqlite_store, FrozenClock(MONDAY_MORNING))
    begun: list[int] = []

    async def poll() -> None:
        begun.append(len(begun))
        raise KeyError("result")

    polling = asyncio.create_task(alone(app, "telegram.poll", poll, RENEW))
    async with asyncio.timeout(20):
        while len(begun) < 3:  # noqa: ASYNC110
            await asyncio.sleep(RENEW)
    await cancel(polling)
    assert "KeyError" in caplog.text
    assert await sqlite_store.run(hold_lease, "telegram.poll", "another", SystemClock())


async def test_one_replica_sends_and_another_goes_on_when_it_leaves(postgres_store: Store) -> None:
    app = found(postgres_store, FrozenClock(MONDAY_MORNING))
    first, second = Messenger("post"), Messenger("post")
    async with asyncio.timeout(20), AsyncExitStack() as later:
        async with replica(app, first):
            await took(app, "a", first)
            await later.enter_async_context(replica(app, second))
            await took(app, "b", first)
            await asyncio.sleep(4 * RENEW)
        await took(app, "c", second)
    assert (first.took, second.took) == (["a", "b"], ["c"])


@asynccontextmanager
async def replica(app: App, messenger: Messenger) -> AsyncIterator[None]:
    sender = post_office(app.store, FrozenClock(MONDAY_MORNING), messenger, office=Office())
    app.store.on_commit(threadsafe(sender.wake))
    async with AsyncExitStack() as stack:
        send_alone(app, "post", sender, stack, RENEW)
        stack.push_async_callback(cancel, asyncio.create_task(sender.run()))
        yield


async def took(app: App, title: str, messenger: Messenger) -> None:
    await app.store.run(write, title)
    while title not in messenger.took:  # noqa: ASYNC110
        await asyncio.sleep(RENEW)


def test_the_running_process_has_no_second_web_server() -> None:
    program = "import sys, bot.run; print('telegram' in sys.modules, 'tornado' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
