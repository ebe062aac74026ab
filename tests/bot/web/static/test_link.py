"""Nothing written is lost or sent twice, also when the network comes and goes; who comes in, and who is out."""

import pytest
from playwright.async_api import Browser, BrowserContext, Route, expect

from domain.messages import Notice
from tests.bot.web.test_entrance import invite
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client
from tests.kit.phone import phone, write

pytestmark = pytest.mark.timeout(90)


def said(door: EchoDoor) -> list[str]:
    """What the transcript of the only talk holds of hers."""
    lines = door.store.read_now(lambda tx: tx.transcript.after(door.heard[0].address, 0))
    return [line.text for line in lines if line.mine]


async def test_whoever_is_forgotten_finds_an_empty_page(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        await write(page, "我家的事")
        await expect(page.locator(".choice")).to_have_count(3)
        await page.fill("#text", "还没写完")
        await expect(page.locator("#subtitle")).to_be_visible()
        await page.click(".chip:has-text('我的数据')")
        await page.click(".choice:has-text('删除')")
        await expect(page.locator(".bubble")).to_have_text(["都删掉了。"])
        await expect(page.locator(".unsent")).to_have_count(0)
        await expect(page.locator("#subtitle")).to_be_hidden()
        await expect(page.locator("#text")).to_have_value("")
        assert await page.evaluate("localStorage.length") == 0
        await page.reload()
        await expect(page.locator(".bubble")).to_have_text(["都删掉了。"])
        await write(page, "又来了")
        await expect(page.locator(".bubble.own")).to_have_text(["又来了"])


async def test_what_could_not_be_sent_is_kept_and_sent_once(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        await page.context.set_offline(True)
        await write(page, "断网时写的")
        await expect(page.locator(".unsent")).to_contain_text("断网时写的")
        await page.context.set_offline(False)
        await page.reload()
        await expect(page.locator(".row:not(.unsent) .bubble.own", has_text="断网时写的")).to_have_count(
            1, timeout=15_000
        )
    assert said(door).count("断网时写的") == 1


async def test_an_answer_lost_on_the_way_doubles_nothing(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        lost: list[str] = []

        async def lose_first_answer(route: Route) -> None:
            if lost:
                await route.continue_()
                return
            lost.append(route.request.url)
            await route.fetch()
            await route.abort()

        await page.route("**/say*", lose_first_answer)
        await write(page, "只说一次")
        await expect(page.locator(".unsent")).to_have_count(0, timeout=15_000)
        await expect(page.locator(".row:not(.unsent) .bubble.own", has_text="只说一次")).to_have_count(1)
    assert lost
    assert said(door).count("只说一次") == 1


async def test_without_a_stream_the_page_asks(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        await page.add_init_script("delete window.EventSource")
        await page.reload()
        await expect(page.locator(".row").first).to_be_visible()
        await door.tell(door.heard[-1].address, Notice("news", lines=("问到的消息",)))
        await expect(page.locator(".bubble", has_text="问到的消息")).to_be_visible(timeout=15_000)


async def test_a_stranger_outside_the_demo_is_told_how_to_come_in(
    browser: Browser, client: Client, door: EchoDoor
) -> None:
    door.demo = False
    async with phone(browser, client) as page:
        await expect(page.locator(".card")).to_contain_text("扫一扫")
        await expect(page.locator("#numbers a[href='tel:119']")).to_be_visible()


async def test_a_session_that_ends_on_an_open_page_is_told_once(
    browser: Browser, client: Client, door: EchoDoor
) -> None:
    async with phone(browser, client) as page:
        await expect(page.locator(".bubble").first).to_be_visible()
        door.demo = False
        await page.context.clear_cookies()
        await page.evaluate("window.dispatchEvent(new Event('online')); window.dispatchEvent(new Event('online'))")
        await expect(page.locator(".card")).to_have_count(1)
        await expect(page.locator("#send")).to_be_disabled()


async def test_a_poster_opens_the_chat(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client, "/r/demo-3") as page:
        await expect(page.locator(".bubble").first).to_contain_text("柳浜社区")
        assert page.url.endswith("/chat/resident")
    assert [message.door for message in door.heard] == ["demo-3"]


async def test_a_one_time_link_is_entered_by_its_button(browser: Browser, client: Client, door: EchoDoor) -> None:
    invite(door, "s1", "code-for-lifang")
    context: BrowserContext = await browser.new_context(base_url=str(client.make_url("/")))
    page = await context.new_page()
    await page.goto("/in/code-for-lifang")
    await page.click("button[type=submit]")
    await expect(page.locator("#subtitle")).to_contain_text("李桂芳")
    await context.close()


async def test_the_demo_steward_can_be_changed(browser: Browser, client: Client) -> None:
    async with phone(browser, client, "/chat/steward") as page:
        await expect(page.locator("#subtitle")).to_contain_text("李桂芳")
        await page.select_option("#person", "s2")
        await expect(page.locator("#subtitle")).to_contain_text("王建民")
        await expect(page.locator(".bubble").first).to_contain_text("王建民")
