"""The running service: web server, channels, sender and metronome together, until told to stop."""

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog

from bot.app import App
from bot.channels.base import Channel
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.check import port_problem
from bot.logs import set_up as set_up_logs
from bot.scheduler import Metronome
from bot.sender import Pace, Sender
from bot.settings import Settings
from bot.start import open_app
from bot.web.refusals import Refusal
from bot.web.server import Server
from bot.web.site import Site
from bot.web.uploads import MEDIA, Darkroom
from domain.clock import SystemClock
from storage.tx import Tx

log = structlog.get_logger()

TICK, MORNINGS, UNFINISHED, COUNT, TIDY = 5, 30, 30, 15, 3600
LEASE, RENEW = timedelta(seconds=45), 15
WEBHOOK_PATH = "/telegram"
Say = Callable[[str], None]


def serve(settings: Settings, say: Say) -> int:
    set_up_logs(settings.log_level, settings.log_format)
    problem = port_problem(settings)
    if problem:
        raise problem
    app = open_app(settings)
    try:
        run_loop(settings, app, say)
    finally:
        app.store.close()
    return 0


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
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    async with running(settings, app) as port:
        for line in greeting(settings, app, port):
            say(line)
        await stop.wait()


@asynccontextmanager
async def running(settings: Settings, app: App) -> AsyncIterator[int]:
    """The whole service while the block lasts. Yields the port it listens on."""
    async with AsyncExitStack() as stack:
        await app.store.read(app.house.reader)
        telegram = await stack.enter_async_context(open_telegram(settings, app)) if settings.telegram_token else None
        sender = make_sender(app, telegram)
        app.wake_sender = threadsafe(sender.wake)
        app.store.on_commit(app.wake_sender)
        server = Server(app, app.hub, Site(public=settings.public_url or "", behind_proxy=settings.trust_proxy))
        if telegram:
            connect(settings, app, telegram, server, stack)
        stack.push_async_callback(server.stop)
        port = await server.start(settings.host, settings.port)
        stack.push_async_callback(cancel, asyncio.create_task(sender.run()))
        metronome = Metronome(
            {app.tick: TICK, app.mornings: MORNINGS, app.unfinished: UNFINISHED, app.count: COUNT, app.tidy: TIDY}
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


def make_sender(app: App, telegram: Telegram | None) -> Sender:
    channels: dict[str, Channel] = {"web": WebChannel()}
    paces: dict[str, Pace] = {}
    if telegram:
        channels[telegram.channel.name] = telegram.channel
        paces[telegram.channel.name] = telegram.limits
    return Sender(app.store, channels, app.clock, app.gauges, arrived=app.hub.wake, lost=app.lost, paces=paces)


async def cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


# Telegram: polling by one replica at a time, or webhooks on any.


def open_telegram(settings: Settings, app: App) -> Telegram:
    assert settings.telegram_token is not None
    store, clock = app.store, app.clock

    darkroom = Darkroom()

    async def keep_photo(data: bytes, media: str) -> int:
        try:
            clean = await darkroom.develop(data)
        except Refusal as error:
            raise ValueError(error.code) from error
        return await store.run(lambda tx: tx.photos.keep(clean, MEDIA, None, clock.now()))

    async def photo(id: int) -> tuple[bytes, str] | None:
        found = await store.read(lambda tx: tx.photos.get(id))
        return (found.data, found.media) if found else None

    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    return Telegram(
        settings.telegram_token.get_secret_value(),
        keep_photo=keep_photo,
        photo=photo,
        base_url=settings.telegram_api,
        proxy=proxy,
        clock=clock,
    )


def connect(
    settings: Settings, app: App, telegram: Telegram, server: Server, stack: AsyncExitStack
) -> None:
    if settings.telegram_secret and settings.public_url:
        secret = settings.telegram_secret.get_secret_value()
        server.add_webhook(WEBHOOK_PATH, telegram.webhook_handler(app.turn, secret, app.aside))
        stack.push_async_callback(cancel, asyncio.create_task(keep_webhook(telegram, settings.public_url, secret)))
    else:
        stack.push_async_callback(cancel, asyncio.create_task(poll_alone(app, telegram)))


async def keep_webhook(telegram: Telegram, public_url: str, secret: str) -> None:
    """Told until Telegram has heard it: it may be away when we start."""
    while True:
        try:
            await telegram.set_webhook(public_url + WEBHOOK_PATH, secret)
            return
        except Exception as error:
            log.warning("telegram.webhook", error=type(error).__name__)
            await asyncio.sleep(RENEW)


async def poll_alone(app: App, telegram: Telegram) -> None:
    """Only one poller per token among all replicas: whoever holds the lease. Lost, the polling stops at once."""
    clock, me = SystemClock(), secrets.token_hex(8)
    polling: asyncio.Task[None] | None = None
    try:
        while True:
            held = await app.store.run(hold_lease, me, clock)
            if held and (polling is None or polling.done()):
                polling = asyncio.create_task(telegram.poll(app.turn, app.aside))
            elif not held and polling:
                await cancel(polling)
                polling = None
            await asyncio.sleep(RENEW)
    finally:
        if polling:
            await cancel(polling)
        await app.store.run(lambda tx: tx.leases.release("telegram.poll", me))


def hold_lease(tx: Tx, me: str, clock: SystemClock) -> bool:
    now = clock.now()
    return tx.leases.take("telegram.poll", me, now + LEASE, now)


def greeting(settings: Settings, app: App, port: int) -> list[str]:
    address = settings.public_url or f"http://localhost:{port}"
    if app.demo:
        return [f"呼应演示已就绪：请用浏览器打开 {address}", "三部手机分别是居民、红管家、社区办公室；按 Ctrl+C 停止。"]
    return [
        f"呼应已就绪：{address}",
        "给红管家和社区办公室开一次性链接：huying link <编号>；打印楼幢海报：huying poster <文件夹>。按 Ctrl+C 停止。",
    ]
