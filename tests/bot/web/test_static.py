"""The pages in a real browser: what a person sees, taps and types, also when the network comes and goes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from bot.web.door import ENTERED
from domain.messages import Choice, Notice
from tests.bot.web.test_entrance import invite
from tests.kit.browser import browsing
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client
from tests.kit.pictures import jpeg

pytestmark = pytest.mark.timeout(90)

LEAVING = """([frame, inner]) => [...document.querySelectorAll(inner)].filter(one => {
  const box = one.closest(frame).getBoundingClientRect(), own = one.getBoundingClientRect();
  return own.left < box.left + 4 || own.right > box.right - 4;
}).map(one => one.textContent)"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser


@asynccontextmanager
async def phone(browser: Browser, client: Client, path: str = "/chat/resident") -> AsyncIterator[Page]:
    """A page of phone size. A script error or a broken content policy fails the test."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, base_url=str(client.make_url("/")))
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


def said(door: EchoDoor) -> list[str]:
    """What the transcript of the only talk holds of hers."""
    lines = door.store.read_now(lambda tx: tx.transcript.after(door.heard[0].address, 0))
    return [line.text for line in lines if line.mine]


async def test_words_are_sent_and_answered_without_reload(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await write(page, "楼道灯不亮")
        await expect(page.locator(".bubble.own .said")).to_have_text("楼道灯不亮")
        await expect(page.locator(".choice")).to_have_count(3)
        await expect(page.locator(".unsent")).to_have_count(0)


async def test_a_letter_nobody_asked_for_appears(browser: Browser, client: Client, door: EchoDoor) -> None:
    async with phone(browser, client) as page:
        await door.tell(
            door.heard[-1].address, Notice("news", title="XH-0412", lines=("李老师已签收",), case="XH-0412")
        )
        await expect(page.locator(".card")).to_contain_text("李老师已签收")


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


async def test_a_photo_is_chosen_sent_and_opened(browser: Browser, client: Client, tmp_path: Path) -> None:
    picture = tmp_path / "light.jpg"
    picture.write_bytes(jpeg(2400, 1800, quality=95))
    async with phone(browser, client) as page:
        await page.set_input_files("#photo", picture)
        await expect(page.locator("#picked")).to_be_visible()
        await write(page, "就是这盏")
        await expect(page.locator(".notice .photo img")).to_be_visible()
        await page.click(".notice .photo")
        await expect(page.locator("#lightbox")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("#lightbox")).to_be_hidden()


async def test_a_refused_file_is_told_and_the_words_come_back(browser: Browser, client: Client, tmp_path: Path) -> None:
    file = tmp_path / "note.jpg"
    file.write_bytes(b"not a picture at all")
    async with phone(browser, client) as page:
        await page.set_input_files("#photo", file)
        await expect(page.locator("#picked")).to_be_visible()
        await write(page, "看这里")
        await expect(page.locator("#trouble")).to_contain_text("不是能看的照片")
        await expect(page.locator("#text")).to_have_value("看这里")
        await expect(page.locator(".unsent")).to_have_count(0)


async def test_too_long_a_text_stays_in_the_composer(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await write(page, "长" * 4001)
        await expect(page.locator("#trouble")).to_contain_text("4000")
        assert len(await page.input_value("#text")) == 4001


async def test_what_is_being_written_survives_a_reload(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await page.fill("#text", "写到一半")
        await page.reload()
        await expect(page.locator("#text")).to_have_value("写到一半")


async def test_the_red_button_works_and_its_numbers_can_be_rung(
    browser: Browser, client: Client, door: EchoDoor
) -> None:
    async with phone(browser, client) as page:
        await page.click("#danger")
        await expect(page.locator(".urgent a[href='tel:119']")).to_be_visible()
        assert door.heard[-1].tap == "danger:9"


async def test_the_red_button_shows_numbers_without_any_network(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await page.context.set_offline(True)
        await page.click("#danger")
        await expect(page.locator("#numbers a[href='tel:120']")).to_be_visible()


async def test_everything_can_be_done_by_keyboard(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await page.focus("#text")
        await page.keyboard.type("楼道灯不亮")
        await page.keyboard.press("Enter")
        await expect(page.locator(".choice")).to_have_count(3)
        await page.focus(".choice >> nth=0")
        await page.keyboard.press("Enter")
        await expect(page.locator(".choice.chosen")).to_have_count(1)


async def test_the_page_itself_follows_the_speaker_s_language(browser: Browser, client: Client) -> None:
    async with phone(browser, client) as page:
        await write(page, "hello")
        await expect(page.locator("#send")).to_have_text("Send")
        assert await page.evaluate("document.documentElement.lang") == "en"


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


@pytest.mark.parametrize("seat", ["steward", "office"])
async def test_a_phone_brought_to_the_front_stands_at_its_newest_line(
    seat: str, browser: Browser, client: Client, door: EchoDoor
) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, base_url=str(client.make_url("/")))
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
