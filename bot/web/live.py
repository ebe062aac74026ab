"""How do new lines reach an open page? A hub that wakes watchers, a stream of server-sent events, and plain asking.

Every answer is read from the transcript after the line the page last saw, so nothing can be lost or doubled on the way.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from domain.messages import EnclosureKind, Line, Notice, enclosure_kind
from domain.people import Address
from storage.enclosures import Label
from storage.tx import Tx

HEARTBEAT = 15.0
AT_ONCE = 200
PAGES_OF_ONE = 8
UNLABELLED: Mapping[int, Label] = {}


class Hub:
    """Who is watching which address. Call it from the event loop only."""

    def __init__(self) -> None:
        self._bells: dict[Address, set[asyncio.Event]] = {}
        self.closing = False

    def wake(self, address: Address) -> None:
        """There are new lines for this address: after a letter was marked sent, and after a message was heard."""
        for bell in self._bells.get(address, ()):
            bell.set()

    def watching(self, address: Address) -> int:
        return len(self._bells.get(address, ()))

    @contextmanager
    def watch(self, address: Address) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        self._bells.setdefault(address, set()).add(bell)
        try:
            yield bell
        finally:
            self._bells[address].discard(bell)
            if not self._bells[address]:
                del self._bells[address]

    def close(self) -> None:
        self.closing = True
        for bells in self._bells.values():
            for bell in bells:
                bell.set()


async def rings(bell: asyncio.Event, patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            await bell.wait()
    except TimeoutError:
        return False
    return True


def lines_after(tx: Tx, address: Address, seq: int, zone: str) -> list[dict[str, Any]]:
    """As a page reads them, each with what it needs to know of enclosures that are no pictures."""
    lines = tx.transcript.after(address, seq, AT_ONCE)
    labels = tx.enclosures.labels({id for line in lines for id in enclosed_in(line)})
    return [line_json(line, zone, labels) for line in lines]


def local(at: datetime, zone: str) -> str:
    """The moment with the community's offset, so that a page can read date and time straight off it."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def line_json(line: Line, zone: str, labels: Mapping[int, Label] = UNLABELLED) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "at": local(line.at, zone),
        "mine": line.mine,
        "text": line.text,
        "enclosed": list(line.enclosed),
        "files": {
            id: file_json(labels[id]) for id in sorted(enclosed_in(line)) if id in labels and is_file(labels[id])
        },
        "notice": line.notice.to_json() if line.notice else None,
        "key": line.key,
    }


def is_file(label: Label) -> bool:
    return enclosure_kind(label.media) is not EnclosureKind.PHOTO


def file_json(label: Label) -> dict[str, Any]:
    return {"kind": enclosure_kind(label.media), "name": label.name or "", "size": label.size}


def enclosed_in(line: Line) -> set[int]:
    return set(line.enclosed) | set(line.notice.enclosed if isinstance(line.notice, Notice) else ())


def event(line: dict[str, Any]) -> bytes:
    return f"id: {line['seq']}\ndata: {json.dumps(line, ensure_ascii=False)}\n\n".encode()


BEAT = b"event: beat\ndata: {}\n\n"


def last_seen(request: web.Request) -> int:
    """The last line the page has: what a reconnecting browser says by itself, else what the page asked for."""
    written = request.headers.get("Last-Event-ID") or request.query.get("after") or "0"
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else 0
