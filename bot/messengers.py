"""The messengers that are set up, put to work: polled by one replica at a time, or reached by webhook on any."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import structlog

from bot.app import App
from bot.channels.telegram import Telegram
from bot.check import Finding, Kind
from bot.settings import Settings
from bot.web.refusals import Refusal
from bot.web.server import Server
from bot.web.uploads import MEDIA, Darkroom
from domain.clock import SystemClock
from storage.tx import Tx

log = structlog.get_logger()

LEASE, RENEW = timedelta(seconds=45), 15
WEBHOOK_PATH = "/telegram"
Keep = Callable[[bytes, str], Awaitable[int]]
Look = Callable[[int], Awaitable[tuple[bytes, str] | None]]


def open_telegram(settings: Settings, app: App) -> Telegram:
    darkroom = Darkroom()

    async def keep(data: bytes, media: str) -> int:
        try:
            clean = await darkroom.develop(data)
        except Refusal as error:
            raise ValueError(error.code) from error
        return await app.store.run(lambda tx: tx.enclosures.keep(clean, MEDIA, None, app.clock.now()))

    async def look(id: int) -> tuple[bytes, str] | None:
        found = await app.store.read(lambda tx: tx.enclosures.get(id))
        return (found.data, found.media) if found else None

    return account(settings, keep, look)


def account(settings: Settings, keep: Keep, look: Look) -> Telegram:
    assert settings.telegram_token is not None
    return Telegram(
        settings.telegram_token.get_secret_value(),
        keep_photo=keep,
        photo=look,
        base_url=settings.telegram_api,
        proxy=settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None,
    )


def connect(settings: Settings, app: App, telegram: Telegram, server: Server, stack: AsyncExitStack) -> None:
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


async def cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


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
    async def no_photo(*_: object) -> None:
        raise ValueError("nothing is kept while checking")

    webhook = f"{settings.public_url}{WEBHOOK_PATH}" if settings.telegram_secret and settings.public_url else None
    async with account(settings, no_photo, no_photo) as telegram:  # type: ignore[arg-type]
        return await telegram.check(webhook)
