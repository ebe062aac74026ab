"""New lines without asking: the stream, its memory of what was seen, and how many may watch."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse

from bot.web.live import PAGES_OF_ONE, Hub
from domain.messages import Notice
from domain.people import Address
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Page, code_of, serving


@asynccontextmanager
async def stream(page: Page, after: int = 0, last: str | None = None) -> AsyncIterator[ClientResponse]:
    headers = {"Last-Event-ID": last} if last else {}
    answer = await page.client.get(f"{page.base}/events", params={"after": after}, headers=headers)
    assert answer.status == 200
    try:
        yield answer
    finally:
        answer.close()


async def next_line(answer: ClientResponse) -> dict[str, Any]:
    name = ""
    while True:
        raw = (await asyncio.wait_for(answer.content.readline(), 5)).decode()
        if raw.startswith("event:"):
            name = raw[6:].strip()
        elif raw.startswith("data:") and name != "beat":
            line: dict[str, Any] = json.loads(raw[5:])
            return line
        elif not raw.strip():
            name = ""


async def test_a_letter_arrives_on_an_open_page(resident: Page, door: EchoDoor) -> None:
    seen = (await resident.lines())[-1]["seq"]
    async with stream(resident, seen) as answer:
        await door.tell(door.heard[-1].address, Notice("news", lines=("李老师已签收",)))
        line = await next_line(answer)
    assert line["seq"] == seen + 1
    assert line["notice"]["lines"] == ["李老师已签收"]


async def test_her_own_words_reach_her_other_page_too(resident: Page) -> None:
    async with stream(resident, 2) as answer:
        await resident.say("灯坏了")
        assert (await next_line(answer))["text"] == "灯坏了"


async def test_reconnecting_goes_on_after_the_last_event(resident: Page) -> None:
    for n in range(3):
        await resident.say(f"第{n}句")
    async with stream(resident, after=0, last="3") as answer:
        assert (await next_line(answer))["seq"] == 4


async def test_a_stream_begins_with_a_beat_so_that_a_blocked_one_is_noticed(resident: Page) -> None:
    async with stream(resident, 99) as answer:
        begun = await asyncio.wait_for(answer.content.readuntil(b"data: {}\n\n"), 5)
    assert b"event: beat" in begun


async def test_too_many_pages_of_one_are_refused_and_leave_no_trace(resident: Page, door: EchoDoor) -> None:
    address = door.heard[-1].address
    open_pages = [await resident.client.get("/chat/resident/events") for _ in range(PAGES_OF_ONE)]
    assert await code_of(await resident.client.get("/chat/resident/events")) == (429, "too_many_pages")
    for answer in open_pages:
        answer.close()
    for _ in range(50):
        door.hub.wake(address)
        await resident.say("还在吗", key="still-there-1")
        await door.tell(address, Notice("ping"))
        if not door.hub.watching(address):
            break
        await asyncio.sleep(0.02)
    assert door.hub.watching(address) == 0


async def test_closing_the_server_ends_the_streams(door: EchoDoor) -> None:
    async with serving(door) as client:
        page = await Page(client).enter()
        answer = await page.client.get("/chat/resident/events")
        door.hub.close()
        await asyncio.wait_for(answer.content.read(), 5)
        assert answer.content.at_eof()


async def test_waking_an_address_nobody_watches_is_harmless() -> None:
    hub = Hub()
    hub.wake(Address("web", "nobody"))
    assert hub.watching(Address("web", "nobody")) == 0
