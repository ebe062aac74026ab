"""The messengers that are set up, put to work: polled by one replica at a time, or reached by webhook on any."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import structlog

from bot.app import App
from bot.channels.base import Kept, Shelf
from bot.channels.telegram import Telegram
from bot.check import Finding, Kind
from bot.enclosures import Enclosures
from bot.held import HeldUpdates
from bot.menus import MenuKeeper
from bot.sender import Sender
from bot.settings import Settings
from bot.web.server import Server
from domain.clock import SystemClock
from domain.messages import EnclosureKind
from storage.tx import Tx

log = structlog.get_logger()

LEASE, RENEW = timedelta(seconds=10), 3
WEBHOOK_PATH = "/telegram"


def open_telegram(settings: Settings, app: App) -> Telegram:
    return account(settings, Enclosures(app.store, app.clock))


def account(settings: Settings, shelf: Shelf) -> Telegram:
    assert settings.telegram_token is not None
    return Telegram(
        settings.telegram_token.get_secret_value(),
        shelf=shelf,
        base_url=settings.telegram_api,
        proxy=settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None,
    )


def connect(
    settings: Settings, app: App, telegram: Telegram, server: Server, sender: Sender, stack: AsyncExitStack
) -> None:
    if not app.store.embedded:
        send_alone(app, telegram.channel.name, sender, stack)
    menus = MenuKeeper(app, telegram)
    stack.push_async_callback(cancel, asyncio.create_task(menus.keep()))
    tray = HeldUpdates(app.store, app.clock, telegram.channel.name)
    if settings.telegram_secret and settings.public_url:
        secret = settings.telegram_secret.get_secret_value()
        held = telegram.held(menus.turn, tray, app.aside, hurried=app.hurried)
        stack.push_async_callback(cancel, asyncio.create_task(held.tend()))
        server.add_webhook(WEBHOOK_PATH, telegram.webhook_handler(held, secret))
        stack.push_async_callback(cancel, asyncio.create_task(keep_webhook(telegram, settings.public_url, secret)))
    else:
        polling = alone(app, "telegram.poll", lambda: telegram.poll(menus.turn, tray, app.aside, hurried=app.hurried))
        stack.push_async_callback(cancel, asyncio.create_task(polling))


def send_alone(app: App, channel: str, sender: Sender, stack: AsyncExitStack, renew: float = RENEW) -> None:
    """The messenger's limits are counted in memory, so only one of the replicas may send."""
    sender.close(channel)
    sending = alone(app, f"{channel}.send", lambda: kept_open(sender, channel), renew)
    stack.push_async_callback(cancel, asyncio.create_task(sending))


async def kept_open(sender: Sender, channel: str) -> None:
    sender.open(channel)
    try:
        await asyncio.Event().wait()
    finally:
        sender.close(channel)


async def keep_webhook(telegram: Telegram, public_url: str, secret: str) -> None:
    """Told until Telegram has heard it: it may be away when we start."""
    while True:
        try:
            await telegram.set_webhook(public_url + WEBHOOK_PATH, secret)
            return
        except Exception as error:
            log.warning("telegram.webhook", error=type(error).__name__)
            await asyncio.sleep(RENEW)


async def alone(app: App, name: str, work: Callable[[], Coroutine[Any, Any, None]], renew: float = RENEW) -> None:
    """Done by one of all replicas: whoever holds the lease. Lost, the work stops at once; broken off, it begins anew."""
    clock, me = SystemClock(), secrets.token_hex(8)
    working: asyncio.Task[None] | None = None
    try:
        while True:
            held = await holds_lease(app, name, me, clock)
            if working and (working.done() or not held):
                await cancel(working)
                working = None
            if held and working is None:
                working = asyncio.create_task(work())
            await asyncio.sleep(renew)
    finally:
        if working:
            await cancel(working)
        await app.store.run(lambda tx: tx.leases.release(name, me))


async def holds_lease(app: App, name: str, me: str, clock: SystemClock) -> bool:
    """Not while the database is away: what is fetched or sent then could not be noted."""
    try:
        return await app.store.run(hold_lease, name, me, clock)
    except Exception as error:
        log.warning("messenger.lease", lease=name, error=type(error).__name__)
        return False


def hold_lease(tx: Tx, name: str, me: str, clock: SystemClock) -> bool:
    now = clock.now()
    return tx.leases.take(name, me, now + LEASE, now)


async def cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await task
    except Exception as error:
        log.error("task.failed", error=type(error).__name__, exc_info=error)


def probe(settings: Settings) -> Iterator[Finding]:
    """For `huying check`: would Telegram work as it is set?"""
    if settings.telegram_token is None:
        yield Finding(Kind.NOTE, "没有 Telegram 令牌：不开 Telegram，网页聊天照常")
        return
    problems = asyncio.run(ask(settings))
    yield from (Finding(Kind.NOTE, problem) for problem in problems)
    if not problems:
        yield Finding(Kind.FINE, "Telegram 连得上，令牌有效")


async def ask(settings: Settings) -> list[str]:
    webhook = f"{settings.public_url}{WEBHOOK_PATH}" if settings.telegram_secret and settings.public_url else None
    async with account(settings, NoShelf()) as telegram:
        return await telegram.check(webhook)


def name_of_bot(settings: Settings) -> str | None:
    """What people call it by; None without a token, or while Telegram does not answer."""

    async def name() -> str | None:
        async with account(settings, NoShelf()) as telegram:
            return await telegram.name()

    return asyncio.run(name()) if settings.telegram_token else None


class NoShelf:
    """While checking, nothing is sent and nothing kept."""

    async def keep(self, kept: Kept) -> int:
        raise ValueError("nothing is kept while checking")

    async def kinds(self, ids: Iterable[int]) -> Mapping[int, EnclosureKind]:
        return {}

    async def get(self, id: int) -> Kept | None:
        return None
