"""Cookies, proofs and origins: who is let in, and who only seems to be."""

from datetime import timedelta
from http.cookies import Morsel

import pytest
from yarl import URL

from bot.web.site import Site
from tests.kit.echo_door import EchoDoor
from tests.kit.page import PROOF, SAME, Client, Page, code_of, serving


def cookie(client: Client, seat: str) -> Morsel[str]:
    found = {c.key: c for c in client.session.cookie_jar}
    return found[f"huying_{seat}"]


async def test_the_cookie_is_for_its_seat_and_for_no_script(resident: Page) -> None:
    morsel = cookie(resident.client, "resident")
    assert morsel["path"] == "/chat/resident"
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert not morsel["secure"]


async def test_behind_https_the_cookie_is_secure(door: EchoDoor) -> None:
    async with serving(door, Site(public="https://huying.example")) as client:
        answer = await client.post("/demo/enter/resident", json={}, headers=SAME)
        assert "Secure" in answer.headers["Set-Cookie"]


async def test_the_store_never_sees_the_token(resident: Page, door: EchoDoor) -> None:
    token = cookie(resident.client, "resident").value
    with door.store.reader.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert rows
    assert token not in str(rows)


@pytest.mark.parametrize("forged", ["", "x", "a" * 43, "\u4f60", "' OR 1=1 --"])
async def test_a_forged_cookie_is_no_session(forged: str, client: Client) -> None:
    client.session.cookie_jar.update_cookies({"huying_resident": forged}, URL(client.make_url("/chat/resident/state")))
    assert await code_of(await client.get("/chat/resident/state")) == (401, "no_session")


async def test_a_seat_s_cookie_opens_no_other_seat(resident: Page) -> None:
    token = cookie(resident.client, "resident").value
    answer = await resident.client.get("/chat/office/state", headers={"Cookie": f"huying_office={token}"})
    assert await code_of(answer) == (401, "no_session")


async def test_without_the_proof_nothing_is_taken(resident: Page, door: EchoDoor) -> None:
    body = {"key": "k" * 8, "text": "假的"}
    for headers in (SAME, {**SAME, PROOF: "wrong"}, {**SAME, PROOF: "\u00e9"}):
        assert await code_of(await resident.post(body, headers)) == (403, "forged")
    assert await resident.mine() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_another_site_cannot_write(headers: dict[str, str], resident: Page) -> None:
    body = {"key": "k" * 8, "text": "假的"}
    assert await code_of(await resident.post(body, {**headers, PROOF: resident.proof})) == (403, "foreign")


async def test_the_own_origin_may_write(resident: Page) -> None:
    own = str(resident.client.make_url("/").origin())
    answer = await resident.post({"key": "k" * 8, "text": "真的"}, {"Origin": own, PROOF: resident.proof})
    assert answer.status == 200


async def test_the_public_address_may_write_through_a_proxy(door: EchoDoor) -> None:
    async with serving(door, Site(public="http://huying.example:8080")) as client:
        page = await Page(client).enter()
        headers = {"Origin": "http://huying.example:8080", PROOF: page.proof}
        assert (await page.post({"key": "k" * 8, "text": "真的"}, headers)).status == 200


async def test_a_session_ends_when_nobody_comes(steward: Page, door: EchoDoor) -> None:
    door.clock.advance(timedelta(days=31))
    assert await code_of(await steward.client.get("/chat/steward/state")) == (401, "no_session")


async def test_a_session_slides_for_whoever_keeps_coming(steward: Page, door: EchoDoor) -> None:
    for _ in range(3):
        door.clock.advance(timedelta(days=20))
        assert (await steward.state())["seat"] == "steward"


async def test_a_resident_is_known_for_half_a_year(resident: Page, door: EchoDoor) -> None:
    door.clock.advance(timedelta(days=179))
    assert (await resident.state())["seat"] == "resident"


async def test_whoever_was_forgotten_is_out(resident: Page, door: EchoDoor) -> None:
    address = door.heard[-1].address
    now = door.clock.now()

    person = door.store.read_now(lambda tx: tx.people.by_address(address))
    assert person is not None
    door.store.run_now(lambda tx: tx.people.forget(person.id, now))
    assert await code_of(await resident.client.get("/chat/resident/state")) == (401, "no_session")


@pytest.mark.parametrize(("trusted", "statuses"), [(True, [200, 200]), (False, [200, 429])])
async def test_a_forwarded_address_counts_only_behind_a_proxy(
    trusted: bool, statuses: list[int], door: EchoDoor
) -> None:
    from bot.web.limits import Limits, Rate, Rates

    limits = Limits(Rates(address=Rate(1, 0.001)), beat=lambda: 0.0)
    async with serving(door, Site(behind_proxy=trusted, limits=limits)) as client:
        answers = [await client.get("/", headers={"X-Forwarded-For": f"9.9.9.9, 10.0.0.{n}"}) for n in range(2)]
        assert [answer.status for answer in answers] == statuses
