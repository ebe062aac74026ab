"""Messengers put to work: one poller among all replicas, and no second web library in the running process."""

import asyncio
import subprocess
import sys

from bot.messengers import cancel, poll_alone
from storage.store import Store
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

        return asyncio.create_task(poll_alone(app, poll, RENEW))

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


def test_the_running_process_has_no_second_web_server() -> None:
    program = "import sys, bot.run; print('telegram' in sys.modules, 'tornado' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
