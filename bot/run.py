"""The running service: web server, channels, sender and metronome together, until told to stop."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from bot.app import App
from bot.channels.base import Channel
from bot.channels.email import EmailChannel
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.check import port_problem
from bot.logs import set_up as set_up_logs
from bot.mail import open_mail
from bot.messengers import cancel, connect, open_telegram
from bot.reload import BookWatch
from bot.scheduler import Metronome
from bot.sender import Pace, Sender
from bot.settings import Settings
from bot.start import open_app
from bot.web.server import Server
from bot.web.site import Site
from handlers.days import missing_year
from handlers.desk import Desk
from storage.tx import Tx

log = structlog.get_logger()

TICK, MORNINGS, UNFINISHED, COUNT, FORGET, TIDY, BOOK = 5, 30, 30, 15, 60, 3600, 5
Say = Callable[[str], None]


def serve(settings: Settings, say: Say) -> int:
    set_up_logs(settings.log_level, settings.log_format)
    problem = port_problem(settings)
    if problem:
        raise problem
    app = open_app(settings)
    if app.store.embedded:
        app.store.run_now(take_back)
    if year := app.store.read_now(lambda tx: missing_year(Desk(tx, app.house, app.clock.now(), "start"))):
        log.warning("calendar.unknown", year=year)  # `huying days import` makes it known
    try:
        run_loop(settings, app, say)
    finally:
        app.store.close()
    return 0


def take_back(tx: Tx) -> None:
    """Whatever a process that was killed had in its hands; here no other can live beside us."""
    tx.outbox.take_back()
    tx.leases.take_back()


def run_loop(settings: Settings, app: App, say: Say) -> None:
    try:
        import uvloop
    except ImportError:  # not made for Windows
        asyncio.run(live(settings, app, say))
    else:
        uvloop.run(live(settings, app, say))


async def live(settings: Settings, app: App, say: Say) -> None:
    """Everything, until SIGINT or SIGTERM; what is in hand is finished."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform != "win32":
            loop.add_signal_handler(number, stop.set)
    async with running(settings, app) as port:
        for line in greeting(settings, app, port):
            say(line)
        await stop.wait()


@asynccontextmanager
async def running(settings: Settings, app: App) -> AsyncIterator[int]:
    """The whole service while the block lasts. Yields the port it listens on."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(open_telegram(settings, app)) if settings.telegram_token else None
        sender = make_sender(app, telegram, open_mail(settings, app))
        app.wake_sender = threadsafe(sender.wake)
        app.store.on_commit(app.wake_sender)
        server = Server(app, app.hub, Site(public=settings.public_url or "", behind_proxy=settings.trust_proxy))
        if telegram:
            app.name_of_bot = telegram.name
            connect(settings, app, telegram, server, sender, stack)
        stack.push_async_callback(server.stop)
        port = await server.start(settings.host, settings.port)
        stack.push_async_callback(cancel, asyncio.create_task(sender.run()))
        warming = asyncio.create_task(app.warm_up())  # a message that comes sooner waits for it
        stack.push_async_callback(cancel, warming)
        metronome = Metronome(
            {
                app.tick: TICK,
                app.mornings: MORNINGS,
                app.unfinished: UNFINISHED,
                app.count: COUNT,
                sender.forget_paces: FORGET,
                app.tidy: TIDY,
                **({BookWatch(app, settings, settings.book).look: BOOK} if settings.book else {}),
            }
        )
        metronome.start()
        stack.callback(metronome.stop)
        log.info("service.started", port=port, demo=settings.demo)
        yield port


def threadsafe(wake: Callable[[], None]) -> Callable[[], None]:
    loop = asyncio.get_running_loop()

    def call() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closing; what is unsent goes at the next start
            loop.call_soon_threadsafe(wake)

    return call


def make_sender(app: App, telegram: Telegram | None, mail: EmailChannel | None = None) -> Sender:
    channels: dict[str, Channel] = {"web": WebChannel()}
    if mail:
        channels[mail.name] = mail
    paces: dict[str, Pace] = {}
    if telegram:
        channels[telegram.channel.name] = telegram.channel
        paces[telegram.channel.name] = telegram.limits
    return Sender(
        app.store,
        channels,
        app.clock,
        app.gauges,
        arrived=app.hub.wake,
        lost=app.lost,
        till_morning=app.till_morning,
        paces=paces,
    )


def greeting(settings: Settings, app: App, port: int) -> list[str]:
    address = settings.public_url or f"http://localhost:{port}"
    if app.demo:
        return [f"呼应演示已就绪：请用浏览器打开 {address}", "三部手机分别是居民、红管家、社区办公室；按 Ctrl+C 停止。"]
    return [
        f"呼应已就绪：{address}",
        "给红管家和社区办公室开一次性链接：huying link <编号>；打印楼幢海报：huying poster <文件夹>。按 Ctrl+C 停止。",
    ]
