"""The table with three phones."""

import pytest
from playwright.async_api import Browser, expect

from bot.web.door import ENTERED
from domain.messages import Notice
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client
from tests.kit.phone import PHONE

pytestmark = pytest.mark.timeout(90)


async def test_the_table_of_three_phones(browser: Browser, client: Client, door: EchoDoor) -> None:
    context = await browser.new_context(viewport={"width": 1600, "height": 950}, base_url=str(client.make_url("/")))
    page = await context.new_page()
    await page.goto("/")
    resident = page.frame_locator("#resident")
    await expect(resident.locator(".row").first).to_be_visible()
    await page.click(".try >> nth=0")
    await expect(resident.locator("#text")).to_have_value("3幢的电梯停了，我家住十二楼")
    await page.click("[data-step=workday]")
    await page.wait_for_function("document.getElementById('day').textContent.length > 3")
    assert door.clock.ahead.days == 1
    await context.close()


@pytest.mark.parametrize("seat", ["steward", "office"])
async def test_a_phone_brought_to_the_front_stands_at_its_newest_line(
    seat: str, browser: Browser, client: Client, door: EchoDoor
) -> None:
    context = await browser.new_context(viewport=PHONE, base_url=str(client.make_url("/")))
    page = await context.new_page()
    await page.goto("/")
    inside = page.frame_locator(f"iframe[src='/chat/{seat}']")
    await expect(inside.locator(".notice").last).to_be_attached()
    entered = [message.address for message in door.heard if message.door == ENTERED]
    for address in entered:
        for number in range(12):
            await door.tell(address, Notice(f"more{number}", lines=(f"第{number}条消息",)))
    await expect(inside.locator(".bubble", has_text="第11条消息")).to_be_attached()
    await page.click(f"[data-shows={seat}]")
    await expect(inside.locator(".bubble", has_text="第11条消息")).to_be_in_viewport()
    await context.close()
