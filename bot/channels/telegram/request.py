"""How do calls to the Bot API travel? The library's BaseRequest on aiohttp, several times faster than its default.

It must not interpret answers (the library does; it only shortens some) and must not let a URL, which holds the token, into an error or a log.
"""

import json
import os
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# Without it the library warns each time a 429 arrives; it must be set before the first one does.
os.environ.setdefault("PTB_TIMEDELTA", "true")

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LARGEST_ANSWER = 25 * 1024 * 1024
MUST_KNOW = frozenset({"message_id", "date", "chat"})


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for a free connection, for the server to accept one, for its answer, for an upload to go."""

    pool: float = 10.0
    connect: float = 10.0
    read: float = 20.0
    write: float = 20.0
    upload: float = 60.0


PATIENCE = Patience()


class AiohttpRequest(BaseRequest):
    """One pool of connections. `proxy` is an http(s) address; `largest` the longest answer accepted, in bytes."""

    def __init__(
        self,
        *,
        pool: int = 64,
        proxy: str | None = None,
        patience: Patience = PATIENCE,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        self._pool = pool
        self._proxy = proxy
        self._patience = patience
        self._largest = largest
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._patience.read

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._pool, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("the request is not initialised")
        body = written(request_data)
        usual_write = self._patience.upload if isinstance(body, aiohttp.FormData) else self._patience.write
        timeout = timeouts(
            pool=chosen(pool_timeout, self._patience.pool),
            connect=chosen(connect_timeout, self._patience.connect),
            read=chosen(read_timeout, self._patience.read),
            write=chosen(write_timeout, usual_write),
        )
        try:
            return await self._exchange(self._session, method, url, body, timeout)
        except TimeoutError:
            raise TimedOut from None
        except Exception as error:  # the library would quote it whole: an address with the token, or a whole picture
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        body: str | aiohttp.FormData | None,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's own kind
    ) -> tuple[int, bytes]:
        headers = FORM if isinstance(body, str) else None
        async with session.request(
            method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy, allow_redirects=False
        ) as answer:
            return answer.status, await self._read(answer)

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        chunks: list[bytes] = []
        size = 0
        async for chunk in answer.content.iter_any():
            size += len(chunk)
            if size > self._largest:
                answer.close()
                raise aiohttp.ClientPayloadError
            chunks.append(chunk)
        return b"".join(chunks)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library's own, which would log the whole answer (people's messages among it) when it is torn."""
        try:
            return noted(json.loads(payload.decode("utf-8", "replace")))
        except ValueError:
            raise TelegramError("Invalid server response") from None


def noted(answer: Any) -> Any:
    """Of a message we wrote, which comes back whole, what the library must know of it: an object for each of its buttons
    would take longer than sending it."""
    sent = answer.get("result") if isinstance(answer, dict) else None
    if isinstance(sent, dict) and sent.keys() >= MUST_KNOW:
        answer["result"] = {name: sent[name] for name in MUST_KNOW}
    return answer


def written(request_data: RequestData | None) -> str | aiohttp.FormData | None:
    """The call's parameters as a body: a plain form, or multipart as soon as there is a file in it."""
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.url_encoded_parameters()
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media) in request_data.multipart_data.items():
        form.add_field(
            name, BytesIO(content) if isinstance(content, bytes) else content, filename=filename, content_type=media
        )
    return form


def chosen(asked: object, usual: float) -> float | None:
    """The library passes a marker of its own where the caller named no limit."""
    return asked if asked is None or isinstance(asked, int | float) else usual


def timeouts(
    *, pool: float | None, connect: float | None, read: float | None, write: float | None
) -> aiohttp.ClientTimeout:
    """`total` bounds a server that answers drop by drop; aiohttp's `connect` counts from the queue for a connection."""
    whole = None if pool is None or connect is None else pool + connect
    limits = (whole, read, write)
    total = None if None in limits else sum(limit for limit in limits if limit is not None)
    return aiohttp.ClientTimeout(total=total, connect=whole, sock_connect=connect, sock_read=read)
