"""How updates reach a bot: it polls and confirms by offset, or they are brought to its webhook until it says 200."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import aiohttp

from tests.kit.botapi.answers import OTHER_POLLER, WEBHOOK_ACTIVE, Json, bad_request
from tests.kit.botapi.forms import decoded
from tests.kit.botapi.world import World, unix_now

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Polling:
    def __init__(self, world: World) -> None:
        self._world = world
        self._poll = 0
        self._closed = False

    async def get_updates(self, params: Json, *, webhook_active: bool) -> list[Json]:
        if webhook_active:
            raise WEBHOOK_ACTIVE
        self._poll += 1
        mine = self._poll
        self._world.arrived.set()  # whoever polls already learns that she is no longer alone
        self._confirm(int(params.get("offset") or 0))
        kinds = decoded(params, "allowed_updates", list)
        self._world.allowed = set(kinds) if kinds else self._world.allowed
        await self._wait(mine, float(params.get("timeout") or 0))
        limit = min(100, max(1, int(params.get("limit") or 100)))
        return [self._world.pending[update] for update in sorted(self._world.pending)][:limit]

    def interrupt(self) -> None:
        self._closed = True
        self._world.arrived.set()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            last = sorted(self._world.pending)[offset:]
            offset = last[0] if last else 0
        self._world.confirm_before(offset)

    async def _wait(self, mine: int, seconds: float) -> None:
        latest = asyncio.get_running_loop().time() + seconds
        while not self._world.pending and not self._closed:
            self._world.arrived.clear()
            left = latest - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await waited(self._world.arrived, left)
            if self._poll != mine:
                raise OTHER_POLLER


class Webhook:
    """Brings pending updates to `url`, those of several chats at once, again and again until each is answered with 2xx.

    A chat's next update is brought when the one before it is answered, as the real one does.
    """

    def __init__(self, world: World, retry: float = 0.05) -> None:
        self._world = world
        self._retry = retry
        self._secret = ""
        self.checks_certificates = True
        self._connections = 40
        self._last_error: Json = {}
        self._task: asyncio.Task[None] | None = None
        self.url = ""
        self.statuses: list[int] = []
        self.methods = {
            "setwebhook": self.set,
            "deletewebhook": self.delete,
            "getwebhookinfo": self.info,
        }

    def set(self, params: Json) -> bool:
        secret = str(params.get("secret_token", ""))
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self.url = str(params.get("url", ""))
        self._secret = secret
        self._connections = int(params.get("max_connections") or 40)
        self._stop()
        if self.url:
            self._task = asyncio.create_task(self._bring())
        return True

    def delete(self, params: Json) -> bool:
        if str(params.get("drop_pending_updates", "")).lower() == "true":
            self._world.pending.clear()
        self.url = ""
        self._stop()
        return True

    def info(self, params: Json) -> Json:
        known = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self._world.pending)}
        return known | self._last_error

    def fail(self, message: str) -> None:
        self._last_error = {"last_error_date": unix_now(), "last_error_message": message}

    async def stop(self) -> None:
        self._stop()
        await asyncio.sleep(0)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _bring(self) -> None:
        under_way: dict[int, Delivery] = {}
        async with aiohttp.ClientSession() as session:
            try:
                while True:
                    self._world.arrived.clear()
                    under_way = {update: one for update, one in under_way.items() if not one.task.done()}
                    for update, chat in self._next(under_way):
                        under_way[update] = Delivery(asyncio.create_task(self._deliver(session, update)), chat)
                    await waited(self._world.arrived, self._retry)
            finally:
                for one in under_way.values():
                    one.task.cancel()

    def _next(self, under_way: "dict[int, Delivery]") -> Iterator[tuple[int, object]]:
        """What to bring now, with whose turn it is: her chat's, or its own where none waits for another."""
        room = self._connections - len(under_way)
        busy = {one.chat for one in under_way.values()}
        for update in sorted(self._world.pending) if room > 0 else ():
            chat = chat_of(self._world.pending[update])
            if update not in under_way and chat not in busy:
                yield update, chat or update
                busy.add(chat or update)
                room -= 1
                if not room:
                    return

    async def _deliver(self, session: aiohttp.ClientSession, update: int) -> None:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        try:
            raw = self._world.pending[update]
            async with session.post(self.url, json=raw, headers=headers, ssl=self.checks_certificates) as answer:
                status = answer.status
        except aiohttp.ClientError as error:
            self.fail(type(error).__name__)
            return
        self.statuses.append(status)
        if 200 <= status < 300:
            self._world.pending.pop(update, None)
            self._world.arrived.set()
        else:
            self.fail(f"Wrong response from the webhook: {status}")
            await asyncio.sleep(self._retry)


def chat_of(update: Json) -> object:
    query = update.get("callback_query") or {}
    message = update.get("message") or update.get("edited_message") or query.get("message") or {}
    return message.get("chat", {}).get("id")


class Delivery(NamedTuple):
    task: asyncio.Task[None]
    chat: object


async def waited(event: asyncio.Event, seconds: float) -> Any:
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return None
