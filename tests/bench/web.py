"""How many complaints a second, from the post to the answer on the page, against the bare cost of keeping a message."""

import asyncio
import json
import statistics
import sys
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot.app import App
from domain.messages import InboundMessage
from domain.people import Address
from handlers.inbox import hear
from storage.store import Store
from storage.tx import Tx
from tests.bench.figures import Figure, Tell
from tests.kit.frozen import FrozenClock
from tests.kit.town import MONDAY_MORNING, found

RESIDENTS, EACH = 32, 12
WORDS = (
    "{n}幢楼道灯坏了",
    "{n}幢单元门刷不开了",
    "{n}幢门口垃圾没人收",
    "{n}幢电梯坏了",
    "谢谢你们",
    "我的事到哪一步了",
)
SAME = {"Sec-Fetch-Site": "same-origin"}


def words(resident: int, number: int) -> str:
    return WORDS[(resident + number) % len(WORDS)].format(n=1 + (resident + number) % 6)


def keep(tx: Tx, message: InboundMessage) -> None:
    """The least any chat must do: remember the key, keep the words."""
    tx.inbox.first_time(message.address, message.key, message.at)
    tx.people.meet(message.address, message.at)
    tx.transcript.heard(message, message.at)


async def turns(folder: Path, residents: int, each: int) -> dict[str, float]:
    """Turns a second without the web: bare keeping (the ceiling), and the whole turn."""
    rates = {}
    for name in ("keep", "hear"):
        store = Store.open(f"sqlite:///{folder / name}.db")
        store.migrate()
        app = found(store, FrozenClock(MONDAY_MORNING))
        store.read_now(app.house.reader)
        began = time.perf_counter()
        await asyncio.gather(*(speak(store, app, name, r, each) for r in range(residents)))
        rates[name] = residents * each / (time.perf_counter() - began)
        store.close()
    return rates


async def speak(store: Store, app: App, name: str, resident: int, each: int) -> None:
    for number in range(each):
        at = MONDAY_MORNING + timedelta(seconds=number)
        message = InboundMessage(Address("web", f"r{resident}"), f"k{number}", at, words(resident, number))
        if name == "keep":
            await store.run(keep, message)
        else:
            await store.run(hear, message, app.house, at)


async def web(folder: Path, residents: int, each: int) -> tuple[float, list[float]]:
    """Messages answered a second through the web channel, and each one's seconds from post to answer."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.served", str(folder), stdin=-1, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    assert process.stdin
    base = f"http://127.0.0.1:{int(await process.stdout.readline())}"
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(page()) for _ in range(residents)]
        proofs = [await enter(one, base) for one in pages]
        began = time.perf_counter()
        spent = await asyncio.gather(*(chat(p, base, proofs[i], i, each) for i, p in enumerate(pages)))
        took = time.perf_counter() - began
    process.stdin.close()
    await process.wait()
    return residents * each / took, [one for mine in spent for one in mine]


def page() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=SAME)


async def enter(session: aiohttp.ClientSession, base: str) -> str:
    async with session.post(f"{base}/demo/enter/resident", json={"person": ""}) as answer:
        assert answer.status == 200, await answer.text()
    async with session.get(f"{base}/chat/resident/state") as answer:
        return str((await answer.json())["proof"])


async def chat(session: aiohttp.ClientSession, base: str, proof: str, resident: int, each: int) -> list[float]:
    """Says each message after the answer to the one before has appeared on the open page, as people do."""
    spent = []
    async with session.get(f"{base}/chat/resident/events", timeout=aiohttp.ClientTimeout(total=None)) as stream:
        for number in range(each):
            began = time.perf_counter()
            key = f"bench-{resident:04d}-{number:04d}"
            body = {"key": key, "text": words(resident, number)}
            async with session.post(
                f"{base}/chat/resident/say", json=body, headers={"X-Huying-Proof": proof}
            ) as answer:
                assert answer.status == 200, await answer.text()
            await answered(stream, key)
            spent.append(time.perf_counter() - began)
    return spent


async def answered(stream: aiohttp.ClientResponse, key: str) -> None:
    """Until a line of ours follows the line with this key."""
    heard = False
    async for row in stream.content:
        if row.startswith(b"data: {") and b'"seq"' in row:
            line = json.loads(row[6:])
            if heard and not line["mine"]:
                return
            heard = heard or line["key"] == key


async def measure(tell: Tell, residents: int = RESIDENTS, each: int = EACH) -> list[Figure]:
    tell("web: turns")
    with TemporaryDirectory() as folder:
        rates = await turns(Path(folder), residents, each)
        tell("web: chat")
        answered, spent = await web(Path(folder), residents, each)
    whole, kept = rates["hear"], rates["keep"]
    return [
        Figure("web: bare keeping of a message (ceiling)", f"{kept:.0f} /s"),
        Figure("web: whole turns (understood, routed, …)", f"{whole:.0f} /s, {whole / kept:.2f} of the ceiling"),
        Figure("web: answered through the chat", f"{answered:.0f} /s, {answered / whole:.2f} of the turns"),
        Figure(
            f"web: post to answer on the page, {residents} at once",
            f"p50 {statistics.median(spent) * 1000:.0f} ms, p99 {statistics.quantiles(spent, n=100)[98] * 1000:.0f} ms",
        ),
    ]
