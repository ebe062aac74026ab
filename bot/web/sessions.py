"""Who is asking? From a cookie to a visitor and back; only the hash of a cookie's token is ever stored.

A forged, expired or foreign cookie is simply no session. What a visitor may do is decided elsewhere.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.web.refusals import Refusal
from bot.web.site import DOOR, SITE
from domain.people import Address, Person, Role
from storage.tx import Tx

LASTS = {Role.RESIDENT: timedelta(days=180), Role.STEWARD: timedelta(days=30), Role.OFFICE: timedelta(days=30)}
SLIDE_AFTER = timedelta(days=1)
PROOF_HEADER = "X-Huying-Proof"


def fingerprint(secret: str) -> str:
    """What is stored of a token or of a one-time link's code."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Visitor:
    person: Person
    address: Address
    seat: Role
    token: str
    expires: datetime

    @property
    def proof(self) -> str:
        """What a page must repeat in a header: another site can neither read it nor set the header."""
        return hmac.new(self.token.encode(), b"this page", hashlib.sha256).hexdigest()[:32]

    @property
    def chat(self) -> str:
        """A public name of this talk, under which the page keeps what is not sent yet."""
        return fingerprint(f"chat {self.address.key}")[:12]


def cookie_name(seat: Role) -> str:
    return f"huying_{seat}"


def seat_of(request: web.Request) -> Role:
    return Role(request.match_info["seat"])


async def find_visitor(request: web.Request) -> Visitor | None:
    seat = seat_of(request)
    token = request.cookies.get(cookie_name(seat), "")
    if not token:
        return None
    door = request.app[DOOR]
    return await door.store.read(look_up, token, seat, door.clock.now())


def look_up(tx: Tx, token: str, seat: Role, now: datetime) -> Visitor | None:
    session = tx.sessions.find(fingerprint(token), now)
    if session is None or session.seat != seat:
        return None
    person = tx.people.by_address(session.address)
    return Visitor(person, session.address, seat, token, session.expires) if person else None


async def the_visitor(request: web.Request) -> Visitor:
    visitor = await find_visitor(request)
    if visitor is None:
        raise Refusal("no_session", more={"demo": request.app[DOOR].demo})
    return visitor


async def the_writer(request: web.Request) -> Visitor:
    """The visitor of a request that changes something: it must carry the page's proof."""
    visitor = await the_visitor(request)
    check_proof(request, visitor)
    return visitor


def check_proof(request: web.Request, visitor: Visitor) -> None:
    given = request.headers.get(PROOF_HEADER, "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), visitor.proof.encode()):
        raise Refusal("forged")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A session just begun: the token goes into the cookie and nowhere else."""

    token: str
    seat: Role
    address: Address


async def begin(app: web.Application, seat: Role, person: int | None = None, address: Address | None = None) -> Ticket:
    """A new session. Without a person it is a resident nobody knows yet; without an address it gets a new one."""
    door = app[DOOR]
    ticket = Ticket(secrets.token_urlsafe(32), seat, address or Address("web", secrets.token_urlsafe(18)))
    await door.store.run(write_session, ticket, person, door.clock.now())
    return ticket


def write_session(tx: Tx, ticket: Ticket, person: int | None, now: datetime) -> None:
    known = tx.people.by_address(ticket.address)
    if person is None:
        tx.people.meet(ticket.address, now)
    elif known is None or known.id != person:
        tx.people.link(person, ticket.address, now)
    tx.sessions.start(fingerprint(ticket.token), ticket.address, ticket.seat, now + LASTS[ticket.seat], now)


def set_cookie(request: web.Request, response: web.StreamResponse, seat: Role, token: str) -> None:
    response.set_cookie(
        cookie_name(seat),
        token,
        max_age=int(LASTS[seat].total_seconds()),
        path=f"/chat/{seat}",
        httponly=True,
        samesite="Lax",
        secure=request.app[SITE].secure,
    )


async def slide(request: web.Request, response: web.StreamResponse, visitor: Visitor) -> None:
    """Whoever keeps coming stays in: a session more than a day old is prolonged."""
    door = request.app[DOOR]
    expires = door.clock.now() + LASTS[visitor.seat]
    if expires - visitor.expires > SLIDE_AFTER:
        await door.store.run(prolong, visitor, expires, door.clock.now())
        set_cookie(request, response, visitor.seat, visitor.token)


def prolong(tx: Tx, visitor: Visitor, expires: datetime, now: datetime) -> None:
    """Not if it was ended meanwhile: whoever deleted her data stays out."""
    token_hash = fingerprint(visitor.token)
    if tx.sessions.find(token_hash, now):
        tx.sessions.start(token_hash, visitor.address, visitor.seat, expires, now)
