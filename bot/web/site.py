"""Under what name and behind what is this server reached? Settings of the web side and the keys of its shared objects."""

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.web.limits import Limits
from bot.web.live import Hub
from bot.web.refusals import Refusal
from bot.web.uploads import Darkroom

if TYPE_CHECKING:
    from bot.web.door import Door


@dataclass(frozen=True)
class Site:
    """`public` is the address residents use ("https://…", may be empty); `behind_proxy` trusts X-Forwarded-For.

    `uncounted` are paths no address limit holds for: a probe's, and a messenger's own calls.
    """

    public: str = ""
    behind_proxy: bool = False
    limits: Limits = field(default_factory=Limits)
    uncounted: frozenset[str] = frozenset({"/health", "/telegram"})

    @property
    def secure(self) -> bool:
        return self.public.lower().startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.public).netloc.lower()


DOOR: "web.AppKey[Door]" = web.AppKey("door")
SITE: web.AppKey[Site] = web.AppKey("site", Site)
HUB: web.AppKey[Hub] = web.AppKey("hub", Hub)
DARKROOM: web.AppKey[Darkroom] = web.AppKey("darkroom", Darkroom)


def caller(request: web.Request) -> str:
    """The network address to count against: of a /64 only the network, for one household owns all of it."""
    written = request.remote or ""
    if request.app[SITE].behind_proxy:
        # The last entry is our own proxy's; what stands before it anyone may have written.
        written = request.headers.get("X-Forwarded-For", written).rpartition(",")[2].strip() or written
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return written[:64]
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def take(request: web.Request, name: str, key: str) -> None:
    """One token of the named bucket. Raises Refusal."""
    if wait := request.app[SITE].limits.take(name, key):
        raise Refusal("too_often", wait)


def check_origin(request: web.Request) -> None:
    """Refuse what another site made this browser send. Browsers say so in one of two headers; forging needs no browser."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        if fetched not in ("same-origin", "none"):
            raise Refusal("foreign")
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() not in own_hosts(request):
        raise Refusal("foreign")


def own_hosts(request: web.Request) -> set[str]:
    return {request.host.lower(), request.app[SITE].host} - {""}
