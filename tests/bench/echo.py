"""The ceiling: the library on our transport says back what it hears. Nothing is understood, stored or kept in order."""

import asyncio
import sys
from typing import Any

import uvloop
from aiohttp import web
from telegram import Bot, Update

from bot.channels.telegram.request import AiohttpRequest
from tests.bench.bots import SECRET
from tests.kit.process import free_port

AT_ONCE = 64
POLLS = 4


async def echo(bot: Bot, raw: Any) -> None:
    update = Update.de_json(raw, bot)
    assert update.message
    await bot.send_message(update.message.chat_id, update.message.text or "…")


async def poll(bot: Bot, polls: AiohttpRequest) -> None:
    room = asyncio.Semaphore(AT_ONCE)
    answering: set[asyncio.Task[None]] = set()

    async def answer(raw: Any) -> None:
        async with room:
            await echo(bot, raw)

    offset = 0
    say_ready()
    while True:
        raws = await polls.post(f"{bot.base_url}/getUpdates?timeout=20&limit=100&offset={offset}", read_timeout=30)
        assert isinstance(raws, list)
        for raw in raws:
            offset = raw["update_id"] + 1
            task = asyncio.create_task(answer(raw))
            answering.add(task)
            task.add_done_callback(answering.discard)


async def receive(bot: Bot) -> None:
    async def received(request: web.Request) -> web.Response:
        await echo(bot, await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", received)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/", secret_token=SECRET, max_connections=100)
    say_ready()
    await asyncio.Event().wait()


def say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


async def main(api: str, token: str, mode: str) -> None:
    calls, polls = AiohttpRequest(), AiohttpRequest(pool=POLLS)
    async with Bot(token, base_url=f"{api}/bot", request=calls, get_updates_request=polls) as bot:
        await (receive(bot) if mode == "webhook" else poll(bot, polls))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:4]))
