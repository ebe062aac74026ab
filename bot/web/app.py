"""Which address leads where, and what holds for every request: limits, one shape of refusal, security headers."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot import poster
from bot.web import chat, demo, entrance, pages
from bot.web.door import Door
from bot.web.live import Hub
from bot.web.pages import PAGES, SECURITY, hash_source, page, policy, read_pages
from bot.web.refusals import Refusal
from bot.web.site import DARKROOM, DOOR, HUB, SITE, Site, caller, check_origin, take
from bot.web.uploads import Darkroom

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
MOST_BODY = 256 * 1024
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
BY_STATUS = {404: "not_found", 405: "method", 413: "too_big"}


def make_app(door: Door, hub: Hub, site: Site | None = None) -> web.Application:
    app = web.Application(client_max_size=MOST_BODY, middlewares=[answered, guarded])
    app[DOOR], app[HUB], app[SITE] = door, hub, site or Site()
    app[DARKROOM], app[PAGES] = Darkroom(), read_pages()
    app.add_routes([*pages.ROUTES, *entrance.ROUTES, *chat.ROUTES, *ROUTES])
    if door.demo:
        app.add_routes([*entrance.DEMO_ROUTES, *demo.ROUTES])
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(close_hub)
    return app


async def start(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen. No access log: addresses hold one-time codes. Raises OSError when the port is taken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


async def close_hub(app: web.Application) -> None:
    app[HUB].close()


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in {**SECURITY, "Content-Security-Policy": policy()}.items():
        response.headers.setdefault(name, value)
    if request.app[SITE].secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.headers["Server"] = "huying"


@web.middleware
async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal and failure gets one shape. A failure's message is not logged: it may hold someone's words."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refusal.answer()
    except web.HTTPException as error:
        return http_error(request, error)
    except (asyncio.CancelledError, ConnectionError):
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
        log.error("web.failed", route=route_of(request), error=type(error).__name__, where=where)
        return Refusal("failed").answer()


def route_of(request: web.Request) -> str:
    """The route's pattern, never the address itself."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "-"


def http_error(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    if error.status < 400:
        raise error
    if error.status == 404 and "text/html" in request.headers.get("Accept", ""):
        return page(request, "unknown.html", status=404)
    return Refusal(BY_STATUS.get(error.status, "form")).answer()


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path not in request.app[SITE].uncounted:
        take(request, "address", caller(request))
    if request.method not in ("GET", "HEAD"):
        check_origin(request)
    return await handler(request)


async def health(request: web.Request) -> web.Response:
    found = await request.app[DOOR].health()
    return web.json_response(dict(found), status=200 if found.get("ok") else 503, headers={"Cache-Control": "no-store"})


async def metrics(request: web.Request) -> web.Response:
    return web.Response(body=request.app[DOOR].metrics(), headers={"Content-Type": PROMETHEUS})


async def show_poster(request: web.Request) -> web.Response:
    found = await request.app[DOOR].poster(request.match_info["door"])
    if found is None:
        return page(request, "unknown.html", status=404)
    response = web.Response(text=poster.render([found]), content_type="text/html")
    response.headers["Content-Security-Policy"] = policy(style_src=hash_source(poster.STYLE))
    return response


ROUTES = [
    web.get("/health", health),
    web.get("/metrics", metrics),
    web.get(f"/poster/{entrance.DOOR_CODE}", show_poster),
]
