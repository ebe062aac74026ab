"""A seat's page in a real browser of a phone's size, and what one does there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.kit.page import Client

PHONE: ViewportSize = {"width": 390, "height": 844}


@asynccontextmanager
async def phone(browser: Browser, client: Client, path: str = "/chat/resident") -> AsyncIterator[Page]:
    """A page of phone size. A script error or a broken content policy fails the test."""
    context = await browser.new_context(viewport=PHONE, base_url=str(client.make_url("/")))
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    await page.goto(path)
    await expect(page.locator(".row").first).to_be_visible()
    yield page
    await context.close()
    assert troubles == []


async def write(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.click("#send")
