"""A seat's page without a browser: does over HTTP exactly what the page's script does."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient, TestServer

from bot.web.app import make_app
from bot.web.site import Site
from tests.kit.echo_door import EchoDoor

SAME = {"Sec-Fetch-Site": "same-origin"}
PROOF = "X-Huying-Proof"
Client = TestClient[Any, Any]


@asynccontextmanager
async def serving(door: EchoDoor, site: Site | None = None) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_app(door, door.hub, site))) as client:
        yield client


class Page:
    """`counted` makes keys; give one to `say` to repeat a post."""

    def __init__(self, client: Client, seat: str = "resident") -> None:
        self.client = client
        self.base = f"/chat/{seat}"
        self.seat = seat
        self.proof = ""
        self.counted = 0

    async def enter(self, person: str = "") -> "Page":
        answer = await self.client.post(f"/demo/enter/{self.seat}", json={"person": person}, headers=SAME)
        assert answer.status == 200
        await self.state()
        return self

    async def enter_by(self, door: str) -> "Page":
        answer = await self.client.post(f"{self.base}/open", json={"door": door}, headers={**SAME, PROOF: self.proof})
        assert answer.status == 200
        await self.state()
        return self

    async def state(self) -> dict[str, Any]:
        answer = await self.client.get(f"{self.base}/state")
        body: dict[str, Any] = await answer.json()
        self.proof = body.get("proof", "")
        return body

    def key(self) -> str:
        self.counted += 1
        return f"page-key-{self.counted:04d}"

    async def post(self, body: object, headers: dict[str, str] | None = None) -> ClientResponse:
        return await self.client.post(f"{self.base}/say", json=body, headers=headers or {**SAME, PROOF: self.proof})

    async def say(self, text: str = "", tap: str | None = None, key: str | None = None) -> ClientResponse:
        return await self.post({"key": key or self.key(), "text": text, "tap": tap})

    async def photo(self, data: bytes, text: str = "", key: str | None = None) -> ClientResponse:
        form = FormData()
        form.add_field("key", key or self.key())
        form.add_field("text", text)
        form.add_field("file", io.BytesIO(data), filename="photo.jpg", content_type="image/jpeg")
        return await self.client.post(f"{self.base}/photo", data=form, headers={**SAME, PROOF: self.proof})

    async def lines(self, after: int = 0) -> list[dict[str, Any]]:
        answer = await self.client.get(f"{self.base}/lines", params={"after": after})
        lines: list[dict[str, Any]] = (await answer.json())["lines"]
        return lines

    async def mine(self) -> list[str]:
        """Her own words. Coming through a door leaves a line without any, which a page does not show."""
        return [line["text"] for line in await self.lines() if line["mine"] and line["text"]]


async def code_of(answer: ClientResponse) -> tuple[int, str]:
    """A refusal as (status, code); it must also hold a sentence for the person."""
    body = await answer.json()
    assert body["message"]
    return answer.status, body["error"]
