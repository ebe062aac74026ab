"""The page in a real browser: what a person sees, writes and shows."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from domain.messages import Notice
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client
from tests.kit.phone import phone, write
from tests.kit.pictures import jpeg

pytestmark = pytest.mark.timeout(90)


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


async def test_a_recording_can_be_heard_and_a_paper_saved(browser: Browser, client: Client, door: EchoDoor) -> None:
    now = door.clock.now()
    voice = await door.store.run(lambda tx: tx.enclosures.keep(b"OggS" * 500, "audio/ogg", None, now))
    paper = await door.store.run(
        lambda tx: tx.enclosures.keep(b"%PDF-1.7", "application/pdf", None, now, "<b>公告.pdf")
    )
    async with phone(browser, client) as page:
        sent = Notice("card", title="XH-0412", enclosed=(voice, paper), case="XH-0412")
        await door.tell(door.heard[-1].address, sent)
        await expect(page.locator(".card audio")).to_have_attribute("src", re.compile(f"/enclosed/{voice}$"))
        await expect(page.locator(".file-link")).to_have_text(["语音 · 2 KB", "<b>公告.pdf · 1 KB"])
        await expect(page.locator(".card img")).to_have_count(0)
        async with page.expect_download() as saving:
            await page.click(".file-link >> nth=1")
        assert (await saving.value).suggested_filename.endswith("公告.pdf")


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
