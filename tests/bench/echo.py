"""The ceiling: the library on our transport says back what it hears. Nothing is understood, stored or kept in order.

As its own guides have it, by an `Application` with a handler; or barely, by its `Bot` alone in a loop that knows nothing else.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop
from aiohttp import web
from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, ExtBot, MessageHandler, filters

from bot.channels.telegram.request import AiohttpRequest
from tests.bench.bots import SECRET
from tests.kit.process import free_port

AT_ONCE = 64
POLLS = 4
Take = Callable[[Any], Awaitable[None]]


async def say_back(update: Update, _context: ContextTypes.DEFAULT_TYPE | None = None) -> None:
    assert update.message
    await update.message.reply_text(update.message.text or "…")


async def by_application(bot: ExtBot[None], mode: str) -> None:
    builder = Application.builder().bot(bot).concurrent_updates(AT_ONCE)
    application = (builder if mode == "polling" else builder.updater(None)).build()
    application.add_handler(MessageHandler(filters.TEXT, say_back))
    async with application:
        await application.start()
        if application.updater:
            await application.updater.start_polling()
            say_ready()
        else:
            await receive(bot, lambda raw: application.update_queue.put(Update.de_json(raw, bot)))
        await asyncio.Event().wait()


async def barely(bot: ExtBot[None], mode: str, polls: AiohttpRequest) -> None:
    async def take(raw: Any) -> None:
        await say_back(Update.de_json(raw, bot))

    async with bot:
        await (poll(bot, polls, take) if mode == "polling" else receive(bot, take))
        await asyncio.Event().wait()


async def poll(bot: Bot, polls: AiohttpRequest, take: Take) -> None:
    room = asyncio.Semaphore(AT_ONCE)
    answering: set[asyncio.Task[None]] = set()

    async def answer(raw: Any) -> None:
        async with room:
            await take(raw)

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


async def receive(bot: Bot, take: Take) -> None:
    async def received(request: web.Request) -> web.Response:
        await take(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", received)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/", secret_token=SECRET, max_connections=100)
    say_ready()


def say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


async def main(api: str, token: str, mode: str, how: str) -> None:
    polls = AiohttpRequest(pool=POLLS)
    bot: ExtBot[None] = ExtBot(token, base_url=f"{api}/bot", request=AiohttpRequest(), get_updates_request=polls)
    await (barely(bot, mode, polls) if how == "barely" else by_application(bot, mode))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:5]))
