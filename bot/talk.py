"""`huying chat`: the same product in a terminal, as a resident. Letters are printed as they come."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Callable

from bot.app import App
from bot.channels.terminal import TerminalChannel
from bot.enclosures import Enclosures
from bot.logs import set_up as set_up_logs
from bot.messengers import cancel
from bot.run import threadsafe
from bot.sender import Sender
from bot.settings import Settings
from bot.start import open_app
from domain.messages import InboundMessage
from domain.people import Address

END_WORDS = frozenset({"exit", "quit", "退出", "再见"})


def chat(settings: Settings, door: str | None, say: Callable[[str], None]) -> int:
    set_up_logs("ERROR", settings.log_format)
    app = open_app(settings)
    try:
        asyncio.run(talk(app, door, say))
    finally:
        app.store.close()
    return 0


async def talk(app: App, door: str | None, say: Callable[[str], None]) -> None:
    address = Address("terminal", secrets.token_hex(8))
    channel = TerminalChannel(sys.stdout, app.clock, address, Enclosures(app.store, app.clock))
    sender = Sender(
        app.store,
        {"terminal": channel},
        app.clock,
        app.gauges,
        arrived=app.hub.wake,
        lost=app.lost,
        till_morning=app.till_morning,
    )
    app.store.on_commit(threadsafe(sender.wake))
    carrying = asyncio.create_task(sender.run())
    say("说说哪里不对劲；输入“退出”结束。")
    if door:
        await app.hear(InboundMessage(address, secrets.token_hex(8), app.clock.now(), door=door))
    try:
        async for line in typed():
            message = channel.read(line)
            if message:
                await app.hear(message)
    finally:
        await asyncio.sleep(0.2)
        await cancel(carrying)
        await app.store.run(lambda tx: tx.people.unreachable(address))


async def typed() -> AsyncIterator[str]:
    """Lines from the keyboard, read on a thread so that letters go on arriving."""
    while True:
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line or line.strip() in END_WORDS:
            return
        yield line
