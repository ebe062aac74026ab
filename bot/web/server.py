"""The web server as the wiring sees it: made, given a webhook if there is one, started, stopped."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.web.app import make_app, start
from bot.web.door import Door
from bot.web.live import Hub
from bot.web.site import Site
from domain.errors import OperatorError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    def __init__(self, door: Door, hub: Hub, site: Site) -> None:
        self._app = make_app(door, hub, site)
        self._runner: web.AppRunner | None = None

    def add_webhook(self, path: str, handler: Handler) -> None:
        self._app.router.add_post(path, handler)

    async def start(self, host: str, port: int) -> int:
        """Listens; returns the port, chosen by the system for 0. Raises OperatorError."""
        try:
            self._runner = await start(self._app, host, port)
        except OSError as error:
            raise OperatorError("HUYING_PORT", f"端口 {port} 用不了（{error.strerror}）") from error
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
