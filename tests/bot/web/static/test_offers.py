"""Which buttons are marked, and which are closed."""

import pytest
from playwright.async_api import Browser, expect

from domain.messages import Choice, Notice
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client
from tests.kit.phone import phone, write

pytestmark = pytest.mark.timeout(90)


async def test_a_tapped_choice_is_shown_as_chosen_also_after_a_reload(
    browser: Browser, client: Client, door: EchoDoor
) -> None:
    async with phone(browser, client) as page:
        await write(page, "楼道灯不亮")
        await page.click(".choice >> nth=1")
        await expect(page.locator(".choice.chosen")).to_have_text("2地点不对")
        await expect(page.locator(".notice").last).to_contain_text("a:place")
        assert door.heard[-1].tap == "a:place"
        await page.reload()
        await expect(page.locator(".choice.chosen")).to_have_text("2地点不对")


async def test_a_typed_number_marks_the_same_choice(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await write(page, "楼道灯不亮")
        await expect(page.locator(".choice")).to_have_count(3)
        await write(page, "3")
        await expect(page.locator(".choice.chosen")).to_have_text("3不是这个意思")


async def test_what_was_overtaken_can_no_longer_be_chosen(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        await write(page, "第一件")
        await write(page, "第二件")
        await expect(page.locator(".choice")).to_have_count(6)
        await page.click(".choice >> nth=3")
        await expect(page.locator(".choice:disabled")).to_have_count(4)


async def test_a_question_passed_by_in_writing_is_closed(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        to = door.heard[-1].address
        await door.tell(to, Notice("mine", title="在办", choices=(Choice("show:A-1", "A-1"),)))
        await door.tell(to, Notice("card", title="A-1", choices=(Choice("accept:A-1", "签收"),), case="A-1"))
        await door.tell(to, Notice("question", lines=("哪一种？",), choices=(Choice("a", "甲"), Choice("b", "乙"))))
        await expect(page.locator(".choice:not(:disabled)")).to_have_count(4)
        await write(page, "都不是，是别的事")
        await expect(page.locator(".choice")).to_have_count(7)
        await expect(page.locator(".choice:disabled .choice-label")).to_have_text(["甲", "乙"])
        await page.reload()
        await expect(page.locator(".choice:disabled .choice-label")).to_have_text(["甲", "乙"])


async def test_cards_of_other_cases_stay_open(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        to = door.heard[-1].address
        for number in ("A-1", "A-2"):
            choices = (Choice(f"accept:{number}", "签收"), Choice(f"back:{number}", "退回"))
            await door.tell(to, Notice("card" + number, title=number, choices=choices, case=number))
        await expect(page.locator(".choice")).to_have_count(4)
        await page.click(".choice >> nth=2")
        await expect(page.locator(".choice.chosen")).to_have_count(1)
        await page.click(".choice >> nth=0")
        await expect(page.locator(".choice.chosen")).to_have_count(2)
