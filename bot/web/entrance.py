"""How does one come in? By the code on the building's door, by a one-time link, or in the demo by choosing whom to play.

Opening a link changes nothing by itself: messengers and crawlers open links too. Only the page's own post does.
"""

import secrets
from datetime import datetime

from aiohttp import web

from bot.channels.web import Posted
from bot.web.chat import SEAT, json_object, quiet, read
from bot.web.door import ENTERED, DemoPerson
from bot.web.pages import page
from bot.web.refusals import Refusal
from bot.web.sessions import Ticket, begin, check_proof, find_visitor, fingerprint, seat_of, set_cookie
from bot.web.site import DOOR, HUB, caller, take
from domain.people import Address, Person, Role
from storage.tx import Tx


async def poster_code(request: web.Request) -> web.StreamResponse:
    code = request.match_info["door"]
    if not await door_exists(request, code):
        return page(request, "unknown.html", status=404)
    return redirect(302, f"/chat/resident?door={code}")


def redirect(status: int, location: str) -> web.Response:
    return web.Response(status=status, headers={"Location": location, "Cache-Control": "no-store"})


async def door_exists(request: web.Request, code: str) -> bool:
    return await request.app[DOOR].store.read(is_door, code)


def is_door(tx: Tx, code: str) -> bool:
    return tx.directory.read().behind_door(code) is not None


async def open_door(request: web.Request) -> web.Response:
    """A resident at a poster: with a session already, the building is added; else she gets one."""
    body = await json_object(request)
    code = body.get("door")
    take(request, "enter", caller(request))
    if not isinstance(code, str) or not await door_exists(request, code):
        raise Refusal("unknown_door")
    visitor = await find_visitor(request)
    if visitor is not None:
        check_proof(request, visitor)
        await announce(request, visitor.address, code)
        return quiet({"ok": True})
    return await let_in(request, await begin(request.app, Role.RESIDENT), code)


async def let_in(request: web.Request, ticket: Ticket, door: str) -> web.Response:
    await announce(request, ticket.address, door)
    response = quiet({"ok": True})
    set_cookie(request, response, ticket.seat, ticket.token)
    return response


async def announce(request: web.Request, address: Address, door: str) -> None:
    body = {"key": f"door-{secrets.token_hex(8)}"}
    await request.app[DOOR].hear(read(Posted(address, request.app[DOOR].clock.now(), body, door=door)))
    request.app[HUB].wake(address)


async def link_page(request: web.Request) -> web.StreamResponse:
    """With a referrer policy under which the form's post still tells its origin."""
    response = page(request, "link.html", code=request.match_info["code"])
    response.headers["Referrer-Policy"] = "same-origin"
    return response


async def use_link(request: web.Request) -> web.StreamResponse:
    take(request, "enter", caller(request))
    door = request.app[DOOR]
    person = await door.store.run(take_invite, request.match_info["code"], door.clock.now())
    if person is None:
        return page(request, "used.html", status=410)
    ticket = await begin(request.app, person.role, person.id)
    await announce(request, ticket.address, ENTERED)
    response = redirect(303, f"/chat/{ticket.seat}")
    set_cookie(request, response, ticket.seat, ticket.token)
    return response


def take_invite(tx: Tx, code: str, now: datetime) -> Person | None:
    person = tx.invites.take(fingerprint(code), now)
    return None if person is None else tx.people.get(person)


async def enter_demo(request: web.Request) -> web.Response:
    """Play someone. Stewards and office keep the talk they have; a resident is a new one each time, like a new phone."""
    body = await json_object(request)
    take(request, "enter", caller(request))
    chosen = demo_person(request, body.get("person"))
    if chosen.seat == Role.RESIDENT and not chosen.code:
        return await let_in(request, await begin(request.app, Role.RESIDENT), chosen.door)
    found = await request.app[DOOR].store.read(who_is, chosen.code)
    if found is None:
        raise Refusal("unknown_person")
    person, address = found
    return await let_in(request, await begin(request.app, chosen.seat, person.id, address), ENTERED)


def demo_person(request: web.Request, code: object) -> DemoPerson:
    door = request.app[DOOR]
    people = [p for p in door.demo_people() if p.seat == seat_of(request) and (not code or p.code == code)]
    if not door.demo or not people:
        raise Refusal("unknown_person")
    return people[0]


def who_is(tx: Tx, code: str) -> tuple[Person, Address | None] | None:
    person = tx.people.by_code(code)
    if person is None or not person.demo:
        return None
    address = tx.people.address_of(person.id)
    return person, address if address and address.channel == "web" else None


async def chat_page(request: web.Request) -> web.StreamResponse:
    return page(request, "chat.html")


async def front(request: web.Request) -> web.StreamResponse:
    return page(request, "demo.html" if request.app[DOOR].demo else "landing.html")


CODE = r"{code:[A-Za-z0-9_-]{8,100}}"
DOOR_CODE = r"{door:[A-Za-z0-9_-]{1,64}}"

ROUTES = [
    web.get("/", front),
    web.get(f"/r/{DOOR_CODE}", poster_code),
    web.get(f"/in/{CODE}", link_page),
    web.post(f"/in/{CODE}", use_link),
    web.get(f"/chat/{SEAT}", chat_page),
    web.post("/chat/{seat:resident}/open", open_door),
]
DEMO_ROUTES = [web.post(f"/demo/enter/{SEAT}", enter_demo)]
