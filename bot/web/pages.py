"""What do the pages look like, and with which headers do they leave? Pages and static files, read once at start."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, select_autoescape

HERE = Path(__file__).parent
MEDIA = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/json"}

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "frame-ancestors": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def policy(**changed: str) -> str:
    """The content policy; `style_src="…"` changes one entry."""
    entries = {**POLICY, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return "; ".join(f"{name} {value}" for name, value in entries.items())


def hash_source(text: str) -> str:
    """How a content policy names one inline style by its content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@dataclass(frozen=True)
class Pages:
    templates: Environment
    static: Mapping[str, bytes]
    version: str


PAGES: web.AppKey[Pages] = web.AppKey("pages", Pages)


def read_pages() -> Pages:
    static = {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir()) if path.suffix in MEDIA}
    version = hashlib.sha256(b"".join(static.values())).hexdigest()[:10]
    templates = Environment(loader=FileSystemLoader(HERE / "pages"), autoescape=select_autoescape(), auto_reload=False)
    return Pages(templates, static, version)


def page(request: web.Request, name: str, status: int = 200, **values: object) -> web.Response:
    pages = request.app[PAGES]
    text = pages.templates.get_template(name).render(version=pages.version, **values)
    response = web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-cache"})
    response.enable_compression()
    return response


async def static_file(request: web.Request) -> web.Response:
    """Under its version in the address a file may be kept for ever; under another name it is asked for each time."""
    pages = request.app[PAGES]
    name = request.match_info["name"]
    if name not in pages.static:
        raise web.HTTPNotFound
    lasting = request.query.get("v") == pages.version
    response = web.Response(
        body=pages.static[name],
        content_type=MEDIA[Path(name).suffix],
        charset="utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"},
    )
    response.enable_compression()
    return response


ROUTES = [web.get(r"/static/{name:[a-z.]+}", static_file)]
