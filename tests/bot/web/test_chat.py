"""What a page may ask and say: words, taps and bad input, over real HTTP and a real store."""

import asyncio
import json

import pytest

from bot.web.limits import Limits, Rate, Rates
from bot.web.site import Site
from domain.messages import Notice
from tests.kit.echo_door import EchoDoor
from tests.kit.page import PROOF, SAME, Client, Page, code_of, serving
from tests.kit.pictures import jpeg


async def test_what_is_said_is_heard_and_answered(resident: Page, door: EchoDoor) -> None:
    answer = await resident.say("楼道灯不亮")
    assert answer.status == 200
    assert door.heard[-1].text == "楼道灯不亮"
    lines = (await answer.json())["lines"]
    assert [line["text"] for line in lines if line["text"]] == ["楼道灯不亮"]
    assert lines[-1]["notice"]["choices"][0]["code"] == "a:yes"


async def test_state_tells_who_where_and_what_may_be_tapped(steward: Page) -> None:
    state = await steward.state()
    assert state["title"] == "柳浜社区"
    assert state["menu"][0] == {"code": "list", "label": "我的清单"}
    assert [person["code"] for person in state["people"]] == ["s1", "s2"]
    assert state["now"].endswith("+08:00")


async def test_a_replayed_post_is_one_message(resident: Page, door: EchoDoor) -> None:
    for _ in range(3):
        assert (await resident.say("灯坏了", key="one-and-the-same")).status == 200
    assert await resident.mine() == ["灯坏了"]
    assert [message.text for message in door.heard if message.text] == ["灯坏了"]


async def test_two_pages_with_the_same_key_do_not_silence_each_other(door: EchoDoor) -> None:
    async with serving(door) as first, serving(door) as second:
        one, other = await Page(first).enter(), await Page(second).enter()
        await one.say("我是一", key="same-key-1")
        await other.say("我是二", key="same-key-1")
        assert await one.mine() == ["我是一"]
        assert await other.mine() == ["我是二"]


async def test_a_tap_carries_its_code_and_shows_its_label(resident: Page, door: EchoDoor) -> None:
    await resident.say("好了", tap="done:12")
    assert door.heard[-1].tap == "done:12"
    assert await resident.mine() == ["好了"]


async def test_lines_come_with_the_page_own_key(resident: Page) -> None:
    await resident.say("灯坏了", key="my-own-key")
    assert [line["key"] for line in await resident.lines() if line["text"]] == ["my-own-key"]


async def test_lines_after_the_last_seen_one_only(resident: Page) -> None:
    await resident.say("一")
    seen = (await resident.lines())[-1]["seq"]
    await resident.say("二")
    assert [line["seq"] for line in await resident.lines(seen)] == [seen + 1, seen + 2]


BAD = {
    "no key": ({"text": "hi"}, 400, "key"),
    "short key": ({"key": "x", "text": "hi"}, 400, "key"),
    "key of signs": ({"key": "../../../etc", "text": "hi"}, 400, "key"),
    "empty": ({"key": "k" * 8, "text": ""}, 400, "empty"),
    "only control characters": ({"key": "k" * 8, "text": "\x00\x1b\u202e \n"}, 400, "empty"),
    "number as text": ({"key": "k" * 8, "text": 5}, 400, "text"),
    "list as tap": ({"key": "k" * 8, "tap": ["a"]}, 400, "tap"),
    "chinese tap": ({"key": "k" * 8, "tap": "好"}, 400, "tap"),
    "long tap": ({"key": "k" * 8, "tap": "a" * 61}, 400, "tap"),
    "too long": ({"key": "k" * 8, "text": "长" * 4001}, 413, "too_long"),
    "no object": ([1, 2], 400, "json"),
    "huge": ({"key": "k" * 8, "text": "长" * 60_000}, 413, "too_big"),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_input_is_refused_with_a_clear_word(name: str, resident: Page, door: EchoDoor) -> None:
    body, status, code = BAD[name]
    assert await code_of(await resident.post(body)) == (status, code)
    assert await resident.mine() == []
    assert (await resident.say("还能说话")).status == 200


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe\x00", b"[" * 5000, b"null", b"\x89PNG\r\n"])
async def test_a_body_that_is_not_json_is_refused(raw: bytes, resident: Page) -> None:
    headers = {**SAME, PROOF: resident.proof, "Content-Type": "application/json"}
    answer = await resident.client.post("/chat/resident/say", data=raw, headers=headers)
    assert await code_of(answer) == (400, "json")


@pytest.mark.parametrize("text", ["😀😀😀", "👩‍👩‍👧", "abc中文عربى", "长" * 4000, "a\nb"])
async def test_odd_but_honest_text_is_kept_as_it_is(text: str, resident: Page) -> None:
    assert (await resident.say(text)).status == 200
    assert await resident.mine() == [text]


async def test_what_no_one_can_see_is_taken_out(resident: Page) -> None:
    raw = json.dumps({"key": "k" * 8, "text": "灯\x00坏\ud800了\u202e"})
    headers = {**SAME, PROOF: resident.proof, "Content-Type": "application/json"}
    assert (await resident.client.post("/chat/resident/say", data=raw, headers=headers)).status == 200
    assert await resident.mine() == ["灯坏了"]


def slow_site() -> Site:
    rates = Rates(say=Rate(2, 0.5), danger=Rate(3, 0.5), photo=Rate(1, 0.1))
    return Site(limits=Limits(rates, beat=lambda: 0.0))


async def test_too_many_messages_wait_and_none_is_lost(door: EchoDoor) -> None:
    async with serving(door, slow_site()) as client:
        page = await Page(client).enter()
        answers = [await page.say(f"第{n}句") for n in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 429, 429]
        body = await answers[2].json()
        assert body["wait"] >= 1
        assert "不会丢" in body["message"]
        assert await page.mine() == ["第0句", "第1句"]


async def test_the_emergency_key_is_never_held_back_by_chatter(door: EchoDoor) -> None:
    async with serving(door, slow_site()) as client:
        page = await Page(client).enter()
        for n in range(5):
            await page.say(f"第{n}句")
        assert (await page.say("紧急 9", tap="danger:9")).status == 200
        assert (await page.say("9")).status == 200
        assert (await page.say("\uff19")).status == 200


async def test_a_photo_alone_is_a_message(resident: Page, door: EchoDoor) -> None:
    assert (await resident.photo(jpeg(), "看这里")).status == 200
    message = door.heard[-1]
    assert message.text == "看这里"
    answer = await resident.client.get(f"/chat/resident/enclosed/{message.enclosed[0]}")
    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert "private" in answer.headers["Cache-Control"]


async def test_another_talk_cannot_see_the_photo(resident: Page, steward: Page, door: EchoDoor) -> None:
    await resident.photo(jpeg())
    number = door.heard[-1].enclosed[0]
    assert await code_of(await steward.client.get(f"/chat/steward/enclosed/{number}")) == (404, "no_enclosure")


async def enclose(door: EchoDoor, data: bytes, media: str, name: str | None = None) -> int:
    """Something the messenger of the other side brought, sent on to this page."""
    now = door.clock.now()
    kept = await door.store.run(lambda tx: tx.enclosures.keep(data, media, None, now, name))
    await door.tell(door.heard[-1].address, Notice(f"sent {kept}", enclosed=(kept,)))
    return kept


async def test_what_is_no_picture_is_named_and_only_saved(resident: Page, door: EchoDoor) -> None:
    paper = await enclose(door, b"%PDF-1.7 paper", "application/pdf", "停水 公告.pdf")
    line = (await resident.lines())[-1]
    assert line["files"] == {str(paper): {"kind": "paper", "name": "停水 公告.pdf", "size": 14}}
    answer = await resident.client.get(f"/chat/resident/enclosed/{paper}")
    assert (answer.status, await answer.read()) == (200, b"%PDF-1.7 paper")
    saved = "attachment; filename*=UTF-8''%E5%81%9C%E6%B0%B4%20%E5%85%AC%E5%91%8A.pdf"
    assert answer.headers["Content-Disposition"] == saved
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_recording_may_be_asked_for_in_parts(resident: Page, door: EchoDoor) -> None:
    voice = await enclose(door, b"OggS0123456789", "audio/ogg")
    for asked, status, body in (
        ("bytes=0-3", 206, b"OggS"),
        ("bytes=4-", 206, b"0123456789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=99-", 200, b"OggS0123456789"),
        ("nonsense", 200, b"OggS0123456789"),
    ):
        answer = await resident.client.get(f"/chat/resident/enclosed/{voice}", headers={"Range": asked})
        assert (answer.status, await answer.read()) == (status, body), asked
    assert "Content-Range" not in answer.headers


async def test_another_talk_cannot_hear_the_recording(resident: Page, steward: Page, door: EchoDoor) -> None:
    await resident.say("我来了")
    voice = await enclose(door, b"OggS", "audio/ogg")
    assert await code_of(await steward.client.get(f"/chat/steward/enclosed/{voice}")) == (404, "no_enclosure")
    assert await code_of(await resident.client.get("/chat/resident/enclosed/99999")) == (404, "no_enclosure")


@pytest.mark.parametrize("data", [b"GIF89a....", b"PK\x03\x04 not a picture", b"\xff\xd8\xff\xe0 cut"])
async def test_what_is_no_photo_is_refused(data: bytes, resident: Page, door: EchoDoor) -> None:
    before = len(door.heard)
    assert await code_of(await resident.photo(data)) == (415, "photo_type")
    assert len(door.heard) == before


async def test_a_photo_above_the_limit_is_refused(resident: Page) -> None:
    assert await code_of(await resident.photo(b"\xff\xd8" + bytes(9 * 1024 * 1024))) == (413, "photo_big")


async def test_a_broken_upload_is_refused(resident: Page) -> None:
    headers = {**SAME, PROOF: resident.proof, "Content-Type": "multipart/form-data; boundary=x"}
    answer = await resident.client.post("/chat/resident/photo", data=b"--x\r\nnonsense", headers=headers)
    assert await code_of(answer) == (400, "form")
    headers["Content-Type"] = "text/plain"
    answer = await resident.client.post("/chat/resident/photo", data=b"hello", headers=headers)
    assert await code_of(answer) == (400, "form")


async def test_many_at_once_all_arrive_once(resident: Page) -> None:
    await asyncio.gather(*(resident.say(f"句{n}", key=f"burst-{n:04d}") for n in range(30)))
    assert sorted(await resident.mine()) == sorted(f"句{n}" for n in range(30))
    seqs = [line["seq"] for line in await resident.lines()]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_a_turn_that_fails_says_so_and_may_be_repeated(client: Client, door: EchoDoor) -> None:
    page = await Page(client).enter()
    door.broken = True
    assert await code_of(await page.say("灯坏了", key="try-again-1")) == (500, "failed")
    door.broken = False
    assert (await page.say("灯坏了", key="try-again-1")).status == 200
    assert await page.mine() == ["灯坏了"]
