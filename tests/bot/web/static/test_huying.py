"""Large enough, apart enough, inside its frame."""

import pytest
from playwright.async_api import Browser, expect

from domain.messages import Choice, Notice
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client
from tests.kit.phone import phone, write

pytestmark = pytest.mark.timeout(90)

LEAVING = """([frame, inner]) => [...document.querySelectorAll(inner)].filter(one => {
  const box = one.closest(frame).getBoundingClientRect(), own = one.getBoundingClientRect();
  return own.left < box.left + 4 || own.right > box.right - 4;
}).map(one => one.textContent)"""


async def test_words_and_buttons_are_large_enough(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await write(page, "楼道灯不亮")
        await expect(page.locator(".choice")).to_have_count(3)
        heights = await page.eval_on_selector_all(".choice", "all => all.map(one => one.offsetHeight)")
        size = await page.eval_on_selector(".said", "one => parseFloat(getComputedStyle(one).fontSize)")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert min(heights) >= 48
        assert size >= 17
        assert wide <= 390


async def test_the_button_of_a_phone_can_be_read(browser: Browser, client: Client, door: EchoDoor) -> None:
    """Even where the phone is narrow: nothing leaves its bubble or the page, and a short label stays on one line."""
    async with phone(browser, client) as page:
        await page.set_viewport_size({"width": 330, "height": 700})
        short = (Choice("a", "我在处理"), Choice("b", "联系居民"), Choice("c", "好了一部分"))
        await door.tell(door.heard[-1].address, Notice("short", lines=("您看？",), choices=short))
        await expect(page.locator(".choice")).to_have_count(3)
        heights = await page.eval_on_selector_all(".choice-label", "all => all.map(one => one.offsetHeight)")
        assert max(heights) < 36
        assert await page.evaluate(LEAVING, [".bubble", ".choice"]) == []
        assert await page.evaluate(LEAVING, [".bottom", ".chip"]) == []


async def test_the_chosen_button_keeps_its_mark_apart_from_its_words(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await write(page, "楼道灯不亮")
        await page.click(".choice >> nth=0")
        mark = await page.locator(".choice.chosen .choice-number").bounding_box()
        label = await page.locator(".choice.chosen .choice-label").bounding_box()
        assert mark
        assert label
        assert mark["width"] >= 18
        assert label["x"] - mark["x"] - mark["width"] >= 4
