"""What may a page ask and say? The routes under /chat/<seat>: its state, its lines, the stream, words and enclosures.

Understands nothing of what is said: it checks, hands the message through the door and shows the transcript.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.channels.web import LONGEST, Posted, Unreadable, WebChannel
from bot.web.live import (
    BEAT,
    HEARTBEAT,
    PAGES_OF_ONE,
    enclosed_in,
    event,
    last_seen,
    lines_after,
    local,
    rings,
)
from bot.web.refusals import Refusal
from bot.web.sessions import Visitor, slide, the_visitor, the_writer
from bot.web.site import DARKROOM, DOOR, HUB, take
from bot.web.uploads import MEDIA, MOST_BYTES, Upload, receive
from domain.messages import EnclosureKind, InboundMessage, enclosure_kind
from domain.people import Address, Role
from storage.enclosures import Enclosure
from storage.tx import Tx

CHANNEL = WebChannel()
DANGER = "danger:9"
STREAM_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}


def quiet(body: Any) -> web.Response:
    return web.json_response(body, headers={"Cache-Control": "no-store"})


async def state(request: web.Request) -> web.Response:
    visitor = await the_visitor(request)
    door = request.app[DOOR]
    around = await door.surroundings(visitor.person)
    people = [p for p in door.demo_people() if p.seat == visitor.seat and p.code]
    response = quiet(
        {
            "seat": visitor.seat,
            "chat": visitor.chat,
            "proof": visitor.proof,
            "title": around.title,
            "subtitle": around.subtitle,
            "language": visitor.person.language,
            "menu": [{"code": choice.code, "label": choice.label} for choice in around.menu],
            "now": local(door.clock.now(), door.zone),
            "demo": door.demo,
            "me": visitor.person.code or "",
            "people": [{"code": p.code, "name": p.name, "note": p.note} for p in people] if door.demo else [],
            "longest": LONGEST,
            "photo_bytes": MOST_BYTES,
        }
    )
    await slide(request, response, visitor)
    return response


async def lines(request: web.Request) -> web.Response:
    visitor = await the_visitor(request)
    take(request, "look", visitor.chat)
    return quiet({"lines": await new_lines(request, visitor.address, last_seen(request))})


async def new_lines(request: web.Request, address: Address, after: int) -> list[dict[str, Any]]:
    door = request.app[DOOR]
    return await door.store.read(lines_after, address, after, door.zone)


async def events(request: web.Request) -> web.StreamResponse:
    """The stream. Besides being woken it looks by itself at every heartbeat: another replica may have written."""
    visitor = await the_visitor(request)
    take(request, "look", visitor.chat)
    hub = request.app[HUB]
    if hub.watching(visitor.address) >= PAGES_OF_ONE:
        raise Refusal("too_many_pages")
    response = web.StreamResponse(headers=STREAM_HEADERS)
    await response.prepare(request)
    try:
        await pour(request, response, visitor.address)
    except ConnectionError:
        return response
    return response


async def pour(request: web.Request, response: web.StreamResponse, address: Address) -> None:
    hub = request.app[HUB]
    after = last_seen(request)
    await response.write(b"retry: 2000\n\n" + BEAT)
    with hub.watch(address) as bell:
        while not hub.closing:
            bell.clear()
            fresh = await new_lines(request, address, after)
            for line in fresh:
                await response.write(event(line))
                after = line["seq"]
            if not fresh and not await rings(bell, HEARTBEAT):
                await response.write(BEAT)


async def say(request: web.Request) -> web.Response:
    visitor = await the_writer(request)
    body = await json_object(request)
    danger = body.get("tap") == DANGER or body.get("text") in ("9", "\uff19")
    take(request, "danger" if danger else "say", visitor.chat)
    message = read(Posted(visitor.address, request.app[DOOR].clock.now(), body))
    return await heard(request, message)


async def photo(request: web.Request) -> web.Response:
    visitor = await the_writer(request)
    take(request, "photo", visitor.chat)
    upload = await receive(request)
    now = request.app[DOOR].clock.now()
    read(
        Posted(visitor.address, now, upload.fields, enclosed=(0,))
    )  # words that cannot be taken: say so before the work
    kept = await develop_and_keep(request, visitor, upload, now)
    return await heard(request, read(Posted(visitor.address, now, upload.fields, enclosed=(kept,))))


async def develop_and_keep(request: web.Request, visitor: Visitor, upload: Upload, now: datetime) -> int:
    data = await request.app[DARKROOM].develop(upload.data)
    return await request.app[DOOR].store.run(keep_photo, data, visitor.person.id, now)


def keep_photo(tx: Tx, data: bytes, owner: int, now: datetime) -> int:
    return tx.enclosures.keep(data, MEDIA, owner, now)


def read(posted: Posted) -> InboundMessage:
    try:
        message = CHANNEL.read(posted)
    except Unreadable as error:
        raise Refusal(error.code) from error
    if message is None:
        raise Refusal("empty")
    return message


async def heard(request: web.Request, message: InboundMessage) -> web.Response:
    """Hand it in, and answer with what the page has not seen yet, so that a page without a stream is up to date too."""
    door = request.app[DOOR]
    await door.hear(message)
    request.app[HUB].wake(message.address)
    fresh, language = await door.store.read(after_hearing, message.address, last_seen(request), door.zone)
    return quiet({"ok": True, "lines": fresh, "language": language})


def after_hearing(tx: Tx, address: Address, seq: int, zone: str) -> tuple[list[dict[str, Any]], str]:
    """New lines, and the language she is spoken to in by now: the page's own words follow it."""
    person = tx.people.by_address(address)
    return lines_after(tx, address, seq, zone), person.language if person else ""


async def see_enclosed(request: web.Request) -> web.Response:
    visitor = await the_visitor(request)
    take(request, "look", visitor.chat)
    number = int(request.match_info["id"])
    found = await request.app[DOOR].store.read(enclosed_in_talk, visitor.address, number)
    if found is None:
        raise Refusal("no_enclosure")
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Disposition": disposition(found),
        "Accept-Ranges": "bytes",
    }
    status, body, span = part_asked(request, found.data)
    return web.Response(status=status, body=body, content_type=found.media, headers={**headers, **span})


def disposition(found: Enclosure) -> str:
    """Only a picture we drew ourselves is shown in place; everything else a browser may but save or play."""
    kind = enclosure_kind(found.media)
    if kind is EnclosureKind.PHOTO:
        return "inline"
    return f"attachment; filename*=UTF-8''{quote(found.name or kind, safe='')}"


def part_asked(request: web.Request, data: bytes) -> tuple[int, bytes, dict[str, str]]:
    """Status, bytes and header: some players ask for a recording in parts and play none that comes whole."""
    try:
        start, stop, _ = request.http_range.indices(len(data))
    except ValueError:
        return 200, data, {}
    if "Range" not in request.headers or start >= stop:
        return 200, data, {}
    return 206, data[start:stop], {"Content-Range": f"bytes {start}-{stop - 1}/{len(data)}"}


def enclosed_in_talk(tx: Tx, address: Address, number: int) -> Enclosure | None:
    """The enclosure, only if a line of this very talk shows it."""
    seq = 0
    while page := tx.transcript.after(address, seq, 500):
        if any(number in enclosed_in(line) for line in page):
            return tx.enclosures.get(number)
        seq = page[-1].seq
    return None


async def json_object(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, RecursionError) as error:
        raise Refusal("json") from error
    if not isinstance(body, dict):
        raise Refusal("json")
    return body


SEAT = "{seat:" + "|".join(Role) + "}"

ROUTES = [
    web.get(f"/chat/{SEAT}/state", state),
    web.get(f"/chat/{SEAT}/lines", lines),
    web.get(f"/chat/{SEAT}/events", events),
    web.post(f"/chat/{SEAT}/say", say),
    web.post(f"/chat/{SEAT}/photo", photo),
    web.get(f"/chat/{SEAT}/enclosed/" + r"{id:\d{1,15}}", see_enclosed),
]
