"""A newcomer plays the loop through the three phones of the demo page, in a real browser, against the real program."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Frame, Page, expect

from tests.kit.browser import browsing
from tests.kit.process import ROOT, Service

PICTURE = ROOT / "docs" / "pictures" / "three-phones.png"


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Page]:
    service = Service(tmp_path)
    async with browsing() as browser:
        await service.start()
        try:
            page = await browser.new_page(viewport={"width": 1600, "height": 1000}, device_scale_factor=1)
            await page.goto(f"http://127.0.0.1:{service.port}/")
            await page.get_by_role("button", name="下一个工作日").click()  # whatever the hour, a working morning
            yield page
        finally:
            await service.stop()


class Phone:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    async def says(self, text: str) -> None:
        box = self.frame.get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")

    async def taps(self, label: str) -> None:
        whole = re.compile(rf"^\s*\d?\s*{re.escape(label)}\s*$")
        await self.frame.locator("button", has_text=whole).last.click()

    async def shows(self, text: str) -> None:
        await expect(self.frame.get_by_role("log").get_by_text(text).last).to_be_visible(timeout=30_000)


async def phone(page: Page, seat: str) -> Phone:
    handle = await page.wait_for_selector(f"iframe[src^='/chat/{seat}']")
    assert handle is not None
    frame = await handle.content_frame()
    assert frame is not None
    await frame.wait_for_selector("textarea:enabled")
    return Phone(frame)


async def test_the_loop_through_three_phones(table: Page, tmp_path: Path) -> None:
    resident, steward, office = [await phone(table, seat) for seat in ("resident", "steward", "office")]
    await resident.shows("我是呼应")
    await resident.says("楼道灯坏了好些日子，晚上黑漆漆的")
    await resident.taps("就在 桂语苑 3幢")
    await resident.shows("收到，编号 YS-0001")
    await steward.shows("新任务 YS-0001")
    await steward.taps("签收")
    await resident.shows("李春风已签收")
    await steward.taps("办好了")
    await steward.says("换了新灯，试过亮了")
    await resident.shows("换了新灯，试过亮了")
    await table.get_by_role("button", name="下一个工作日").click()
    await office.shows("社区早报")
    await office.says("YS-0001")
    await office.shows("居民")
    await keep_picture(table, tmp_path)
    await resident.taps("好了")
    await resident.shows("办得满意吗")
    await steward.shows("居民已确认：已解决")


async def keep_picture(page: Page, folder: Path) -> None:
    """The picture of the README is made by this very test, where HUYING_TEST_PICTURES asks for it."""
    wanted = PICTURE if os.environ.get("HUYING_TEST_PICTURES") else folder / PICTURE.name
    wanted.parent.mkdir(exist_ok=True)
    await page.wait_for_timeout(500)
    await page.screenshot(path=wanted)
    assert wanted.stat().st_size > 50_000
