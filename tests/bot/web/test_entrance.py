"""The three ways in: the poster's code, the one-time link, and the demo's choice of whom to play."""

from datetime import timedelta

import pytest

from bot.web.door import ENTERED
from bot.web.sessions import fingerprint
from tests.kit.echo_door import EchoDoor
from tests.kit.page import SAME, Client, Page, code_of, serving


def invite(door: EchoDoor, person: str, code: str) -> None:
    now = door.clock.now()

    def make(tx: object) -> None:
        known = tx.people.by_code(person)  # type: ignore[attr-defined]
        tx.invites.make(known.id, fingerprint(code), now + timedelta(days=1), now)  # type: ignore[attr-defined]

    door.store.run_now(make)


async def test_a_poster_leads_to_the_chat_and_opens_it_by_a_post_only(client: Client, door: EchoDoor) -> None:
    answer = await client.get("/r/demo-3", allow_redirects=False)
    assert answer.status == 302
    assert answer.headers["Location"] == "/chat/resident?door=demo-3"
    assert "Set-Cookie" not in answer.headers
    assert door.heard == []
    page = await Page(client).enter_by("demo-3")
    assert door.heard[-1].door == "demo-3"
    assert (await page.lines())[-1]["notice"]["kind"] == "welcome"


async def test_the_next_poster_binds_the_same_resident(client: Client, door: EchoDoor) -> None:
    page = await Page(client).enter_by("demo-3")
    await page.enter_by("demo-5")
    assert [message.door for message in door.heard] == ["demo-3", "demo-5"]
    assert door.heard[0].address == door.heard[1].address


async def test_an_unknown_poster_is_told_clearly(client: Client) -> None:
    answer = await client.get("/r/nowhere", allow_redirects=False)
    assert answer.status == 404
    assert "认不出" in await answer.text()
    answer = await client.post("/chat/resident/open", json={"door": "nowhere"}, headers=SAME)
    assert await code_of(answer) == (404, "unknown_door")


async def test_a_one_time_link_works_once_and_not_by_looking(client: Client, door: EchoDoor) -> None:
    invite(door, "s1", "code-for-lifang")
    for _ in range(2):
        looked = await client.get("/in/code-for-lifang")
        assert looked.status == 200
        assert "进入" in await looked.text()
    entered = await client.post("/in/code-for-lifang", headers=SAME, allow_redirects=False)
    assert entered.status == 303
    assert entered.headers["Location"] == "/chat/steward"
    assert (await Page(client, "steward").state())["me"] == "s1"
    assert door.heard[-1].door == ENTERED
    again = await client.post("/in/code-for-lifang", headers=SAME, allow_redirects=False)
    assert again.status == 410
    assert "用过" in await again.text()


async def test_a_link_gone_stale_lets_nobody_in(client: Client, door: EchoDoor) -> None:
    invite(door, "s1", "code-for-lifang")
    door.clock.advance(timedelta(days=2))
    answer = await client.post("/in/code-for-lifang", headers=SAME, allow_redirects=False)
    assert answer.status == 410


async def test_the_link_page_lets_its_own_form_tell_its_origin(client: Client) -> None:
    assert (await client.get("/in/some-code")).headers["Referrer-Policy"] == "same-origin"
    assert (await client.get("/")).headers["Referrer-Policy"] == "no-referrer"


async def test_the_demo_steward_keeps_her_talk_and_the_resident_is_new(door: EchoDoor) -> None:
    async with serving(door) as first, serving(door) as second:
        one = await Page(first, "steward").enter("s2")
        await one.say("我在")
        other = await Page(second, "steward").enter("s2")
        assert await other.mine() == ["我在"]
        assert (await Page(first).enter()) is not None
        assert await (await Page(second).enter()).mine() == []


@pytest.mark.parametrize("person", ["o1", "nobody", {"a": 1}])
async def test_only_people_of_that_seat_can_be_played(person: object, client: Client) -> None:
    answer = await client.post("/demo/enter/steward", json={"person": person}, headers=SAME)
    assert await code_of(answer) == (404, "unknown_person")


async def test_outside_the_demo_nothing_of_it_exists(door: EchoDoor) -> None:
    door.demo = False
    async with serving(door) as client:
        assert (await client.post("/demo/enter/steward", json={}, headers=SAME)).status == 404
        assert (await client.get("/demo/clock")).status == 404
        assert (await client.post("/demo/clock", json={"step": "hour"}, headers=SAME)).status == 404
        front = await (await client.get("/")).text()
        assert "iframe" not in front
        assert "海报" in front
        body = await (await client.get("/chat/resident/state")).json()
        assert body["demo"] is False
