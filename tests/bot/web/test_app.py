"""What holds for every request: headers, one shape of refusal, health."""

from bot.web.pages import HERE
from tests.kit.echo_door import EchoDoor
from tests.kit.page import Client, code_of

PAGES = ["/", "/chat/resident", "/chat/steward", "/chat/office", "/in/some-code", "/r/nowhere", "/poster/demo-3"]


async def test_every_page_is_strict(client: Client) -> None:
    for path in PAGES:
        answer = await client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_no_page_asks_a_third_party_or_holds_a_script(client: Client) -> None:
    for path in PAGES:
        text = await (await client.get(path)).text()
        assert 'src="http' not in text
        assert 'href="http' not in text
        assert "<script>" not in text
        assert " onclick=" not in text


async def test_static_files_last_only_under_their_version(client: Client) -> None:
    page = await (await client.get("/chat/resident")).text()
    path = next(part for part in page.split('"') if part.startswith("/static/chat.js"))
    assert "immutable" in (await client.get(path)).headers["Cache-Control"]
    assert (await client.get("/static/chat.js")).headers["Cache-Control"] == "no-cache"
    assert (await client.get("/static/chat.html")).status == 404


async def test_scripts_keep_to_what_old_phones_know() -> None:
    for script in (HERE / "static").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for late in ("?.", "??", ".replaceAll(", ".at(-", "(?<=", "(?<!", "Promise.any"):
            assert late not in text, f"{script.name} uses {late}"


async def test_an_unknown_address_is_answered_in_kind(client: Client) -> None:
    assert await code_of(await client.get("/nothing")) == (404, "not_found")
    assert await code_of(await client.get("/chat/mayor/state")) == (404, "not_found")
    assert await code_of(await client.delete("/health", headers={"Sec-Fetch-Site": "same-origin"})) == (405, "method")
    seen = await client.get("/nothing", headers={"Accept": "text/html"})
    assert seen.status == 404
    assert "119" in await seen.text()


async def test_health_and_metrics_answer(client: Client, door: EchoDoor) -> None:
    assert (await (await client.get("/health")).json())["ok"] is True
    assert "huying_echo" in await (await client.get("/metrics")).text()
    door.well = False
    assert (await client.get("/health")).status == 503


async def test_the_poster_is_shown_for_a_known_door_only(client: Client) -> None:
    text = await (await client.get("/poster/demo-3")).text()
    for word in ("李桂芳", "119", "120", "110", "工作日", "<svg"):
        assert word in text
    assert (await client.get("/poster/nowhere")).status == 404
