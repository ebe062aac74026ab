"""The double's HTTP side: calls and downloads come in here, faults strike here, webhooks go out from here."""

import asyncio
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.kit.botapi.answers import NOT_FOUND, UNAUTHORIZED, Json, Refusal
from tests.kit.botapi.delivery import Polling, Webhook
from tests.kit.botapi.faults import Fault, Faults
from tests.kit.botapi.limits import Meter
from tests.kit.botapi.methods import METHODS, Upload
from tests.kit.botapi.world import World


class BotApi:
    """`calls`: every call that was answered, in order. `url` is what a client's base address is made of."""

    def __init__(self, world: World | None = None, port: int = 0) -> None:
        self.world = world or World()
        self.calls: list[tuple[str, Json]] = []
        self.faults = Faults()
        self.meter = Meter()
        self.polling = Polling(self.world)
        self.webhook = Webhook(self.world)
        self._port = port
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, max_line_size=64 * 1024)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.webhook.stop()
        self.polling.interrupt()
        if self._runner is not None:
            await self._runner.cleanup()

    def plan(self, *faults: Fault) -> None:
        self.faults.plan(*faults)

    def called(self, method: str) -> list[Json]:
        """The parameters of every answered call of `method`."""
        return [params for name, params in self.calls if name == method]

    async def until(self, condition: Any, seconds: float = 10.0) -> None:
        """Waits until `condition()` holds; fails the test otherwise."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - it may be about anything
                await asyncio.sleep(0.005)

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await parameters(request)
        fault = self.faults.strike(method, params)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault is not None and fault.kind != "disorder":
            return await self._misbehave(request, fault, method, params)
        status, body = await self._answer(request.match_info["token"], method, params)
        if fault is not None and fault.kind == "disorder":
            body["result"].reverse()
        return web.json_response(body, status=status)

    async def _misbehave(self, request: web.Request, fault: Fault, method: str, params: Json) -> web.StreamResponse:
        if fault.kind == "refuse" and fault.refusal is not None:
            return web.json_response(fault.refusal.body(), status=fault.refusal.code)
        if fault.kind == "garbage":
            return web.Response(body=b'{"ok": true, "result": [{"upd', content_type="application/json")
        if fault.kind == "page":
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        if fault.kind == "tear_after":
            await self._answer(request.match_info["token"], method, params)
        return torn(request)

    async def _answer(self, token: str, method: str, params: Json) -> tuple[int, Json]:
        try:
            if token != self.world.token:
                raise UNAUTHORIZED
            result = await self._result(method.lower(), params)
        except Refusal as refusal:
            return refusal.code, refusal.body()
        self.calls.append((method, params))
        return 200, {"ok": True, "result": result}

    async def _result(self, method: str, params: Json) -> Any:
        if method == "getupdates":
            return await self.polling.get_updates(params, webhook_active=bool(self.webhook.url))
        if method in self.webhook.methods:
            return self.webhook.methods[method](params)
        if method not in METHODS:
            raise NOT_FOUND
        if method.startswith("send"):
            self.meter.count(str(params.get("chat_id")), asyncio.get_running_loop().time())
        return METHODS[method](self.world, params)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.strike("file", {})
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault is not None:
            return torn(request)
        wanted = request.match_info["path"]
        found = next((file for file in self.world.files.values() if file.path == wanted), None)
        if found is None or request.match_info["token"] != self.world.token:
            return web.json_response(NOT_FOUND.body(), status=404)
        return web.Response(body=found.data, content_type=found.media)


async def parameters(request: web.Request) -> Json:
    """Query, form, multipart or JSON, as the real one takes them."""
    params: Json = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        return params | dict(await request.json())
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file:
                params[name] = Upload(value.filename, value.file.read())
        else:
            params[name] = value
    return params


def torn(request: web.Request) -> web.StreamResponse:
    """The connection breaks without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
