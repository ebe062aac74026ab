"""Updates brought to our door: who brings the secret is let in, and 200 is said after the commit."""

import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.channels.telegram.held import Held
from bot.channels.telegram.intake import NotTaken
from domain.errors import OperatorError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}", re.ASCII)
LARGEST = 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


def webhook_handler(held: Held, secret: str) -> Handler:
    expected = checked(secret).encode()

    async def receive(request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, expected):
            return web.Response(status=401)
        body = await read_limited(request)
        update = written(body) if body is not None else None
        if update is None:
            return web.Response(status=400 if body is not None else 413)
        return await taken(held, update)

    return receive


async def read_limited(request: web.Request) -> bytes | None:
    """The body; None if it is longer than any update may be. What is longer is not even read to its end."""
    if (request.content_length or 0) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


async def taken(held: Held, update: dict[str, Any]) -> web.Response:
    """Anything but 200 makes the messenger bring the update again."""
    try:
        await held.take(update)
    except NotTaken:
        return web.Response(status=503, headers={"Retry-After": "5"})
    except Exception as error:  # a fault of ours in reading it: brought again, it would block what comes after
        log.error("telegram.update_lost update=%s reason=%s", update.get("update_id"), type(error).__name__)
    return web.Response()


def written(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) else None


def checked(secret: str) -> str:
    """A secret as Telegram allows it, and too long to be guessed."""
    if not SECRET.fullmatch(secret):
        raise OperatorError("HUYING_TELEGRAM_SECRET", "只能用字母、数字、下划线和短横线，16 到 256 个")
    return secret
