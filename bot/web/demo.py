"""How does a newcomer move the demo's clock? These routes exist only in the demo."""

from datetime import datetime

from aiohttp import web

from bot.web.chat import json_object, quiet
from bot.web.live import local
from bot.web.refusals import Refusal
from bot.web.site import DOOR, caller, take

STEPS = ("hour", "workday")


async def show_clock(request: web.Request) -> web.Response:
    return clock_says(request, request.app[DOOR].clock.now())


async def move_clock(request: web.Request) -> web.Response:
    step = (await json_object(request)).get("step")
    take(request, "enter", caller(request))
    if step not in STEPS:
        raise Refusal("unknown_step")
    return clock_says(request, await request.app[DOOR].move_clock(step))


def clock_says(request: web.Request, now: datetime) -> web.Response:
    return quiet({"now": local(now, request.app[DOOR].zone)})


ROUTES = [web.get("/demo/clock", show_clock), web.post("/demo/clock", move_clock)]
