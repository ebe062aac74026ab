"""One bot account, put together: the only name of this folder that the wiring needs."""

import asyncio
import logging
import re
from types import TracebackType
from typing import NoReturn, Self
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.base import Shelf, Tray
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.check import OFFICIAL, check
from bot.channels.telegram.enclosures import LARGEST, Enclosures
from bot.channels.telegram.groups import learn
from bot.channels.telegram.held import Held
from bot.channels.telegram.inbound import KINDS
from bot.channels.telegram.intake import TRIES, Aside, Hear, Hurried, Intake, Tries, unhurried
from bot.channels.telegram.limits import SendLimits
from bot.channels.telegram.menus import Menus
from bot.channels.telegram.poll import PACE, Pace, Poller
from bot.channels.telegram.request import PATIENCE, AiohttpRequest, Patience
from bot.channels.telegram.taps import Taps
from bot.channels.telegram.webhook import Handler, checked, webhook_handler
from domain.clock import Clock, SystemClock
from domain.errors import OperatorError

TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{3,}", re.ASCII)
DOWNLOADS = 8
POLLS = 4  # one would wedge for good behind a torn connection
MOST_DELIVERIES = 100
CLOCK = SystemClock()

log = logging.getLogger(__name__)


class Telegram:
    """To be used as `async with`. Nothing is asked of Telegram before it is needed: we start also while it is away.

    `base_url`: a Bot API server of one's own ("http://127.0.0.1:8081"); `proxy`: an http(s) proxy's address.
    """

    def __init__(
        self,
        token: str,
        *,
        shelf: Shelf,
        base_url: str | None = None,
        proxy: str | None = None,
        clock: Clock = CLOCK,
        patience: Patience = PATIENCE,
        tries: Tries = TRIES,
        pace: Pace = PACE,
        albums: Albums | None = None,
    ) -> None:
        proxy = checked_proxy(proxy)
        self._proxied = proxy is not None
        self._calls = AiohttpRequest(proxy=proxy, patience=patience)
        self._polls = AiohttpRequest(pool=POLLS, proxy=proxy, patience=patience)
        self._files = AiohttpRequest(pool=DOWNLOADS, proxy=proxy, patience=patience, largest=LARGEST)
        self._bot = bot_at(base_url or OFFICIAL, token, self._calls, self._polls)
        self._enclosures = Enclosures(self._bot, self._files, shelf)
        self._taps = Taps(self._bot)
        self._clock = clock
        self._tries = tries
        self._pace = pace
        self._albums = albums or Albums()
        self.channel = TelegramChannel(self._bot, shelf, clock)
        self.menus = Menus(self._bot)
        self.limits = SendLimits()

    async def __aenter__(self) -> Self:
        for request in (self._calls, self._polls, self._files):
            await request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._taps.finish()
        for request in (self._calls, self._polls, self._files):
            await request.shutdown()

    async def poll(
        self, hear: Hear, tray: Tray, aside: Aside | None = None, *, hurried: Hurried = unhurried
    ) -> NoReturn:
        """Fetches updates until cancelled. One poller per token: hold a lease while it runs.

        `tray`: what lies there from before is heard first, were it brought by webhook.
        """
        held = Held(self._bot, self._intake(hear, aside, hurried), tray, self._clock.now)
        tending = asyncio.create_task(held.tend())
        try:
            await Poller(self._bot, self._polls, held, self._pace).run()
        finally:
            tending.cancel()
            await asyncio.gather(tending, return_exceptions=True)

    def held(self, hear: Hear, tray: Tray, aside: Aside | None = None, *, hurried: Hurried = unhurried) -> Held:
        """What a webhook brings ends here; its `tend` must run meanwhile. Any number of replicas may have one."""
        return Held(self._bot, self._intake(hear, aside, hurried), tray, self._clock.now, brought=True)

    def webhook_handler(self, held: Held, secret: str) -> Handler:
        """An aiohttp handler for POST."""
        return webhook_handler(held, secret)

    async def set_webhook(self, url: str, secret: str) -> None:
        """Tells Telegram where to bring updates. Raises the library's TelegramError; safe to repeat."""
        await learn(self._bot)
        await self._bot.set_webhook(
            url, secret_token=checked(secret), allowed_updates=KINDS, max_connections=MOST_DELIVERIES
        )

    async def name(self) -> str | None:
        """What the bot is called over there (without @); None if Telegram does not answer."""
        try:
            return (await learn(self._bot)).name
        except TelegramError as error:
            log.warning("telegram.nameless reason=%s", type(error).__name__)
            return None

    async def check(self, webhook: str | None = None) -> list[str]:
        """What is wrong, in plain Chinese; `webhook`: the address set for us, None if we poll."""
        return await check(self._bot, self._polls, webhook, self._clock.now(), proxied=self._proxied)

    def _intake(self, hear: Hear, aside: Aside | None, hurried: Hurried) -> Intake:
        return Intake(
            self._bot,
            self._enclosures,
            self._taps,
            self._clock.now,
            hear,
            aside,
            hurried=hurried,
            albums=self._albums,
            tries=self._tries,
        )


def bot_at(base: str, token: str, calls: AiohttpRequest, polls: AiohttpRequest) -> Bot:
    if not TOKEN.fullmatch(token):
        raise OperatorError("HUYING_TELEGRAM_TOKEN", "不像机器人令牌，应是 @BotFather 给的“数字:字母”一串")
    root = base.rstrip("/")
    return Bot(
        token,
        base_url=lambda secret: f"{root}/bot{secret}",
        base_file_url=lambda secret: f"{root}/file/bot{secret}",
        request=calls,
        get_updates_request=polls,
    )


def checked_proxy(proxy: str | None) -> str | None:
    if proxy and urlsplit(proxy).scheme not in ("http", "https"):
        raise OperatorError("HUYING_TELEGRAM_PROXY", "只支持 http:// 或 https:// 开头的代理地址")
    return proxy or None
