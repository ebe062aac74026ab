"""Each step of docs/how-to/telegram.md, as it is written there, with the real program against the double of the Bot API."""

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.init import run as init
from bot.settings import WEBHOOK_SECRET
from bot.web.uploads import MOST_BYTES
from tests.bot.test_roster import COMMUNITIES, PLACES, STEWARDS
from tests.bot.test_start import fill_numbers
from tests.kit.botapi import BotApi
from tests.kit.pictures import jpeg
from tests.kit.process import ROOT, free_port

PAGE = (ROOT / "docs/how-to/telegram.md").read_text(encoding="utf-8")
FENCES: list[tuple[str, str]] = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)
LINES = [line for kind, block in FENCES if not kind for line in block.splitlines()]
CADDY, NGINX = (next(block for kind, block in FENCES if kind == name) for name in ("caddy", "nginx"))
STEPS = [line for line in LINES if line.startswith("huying ")]
HOST = "https://huying.example.org"


def made(line: str) -> str:
    """What a command of the page says."""
    return subprocess.run(shlex.split(line), capture_output=True, text=True, check=True).stdout.strip()


def setting(name: str) -> str:
    """As the page writes it."""
    return next(line for line in LINES if line.startswith(f"{name}="))


def command(of: str) -> list[str]:
    return shlex.split(next(line for line in STEPS if line.startswith(of)))[1:]


class Deployment:
    """A folder made by `huying init`, filled in, and the real program in it."""

    def __init__(self, folder: Path, api: BotApi) -> None:
        self.folder = folder
        self.api = api
        self.port = free_port()
        init(folder, lambda _: None)
        for table, words in (("communities", COMMUNITIES), ("places", PLACES), ("stewards", STEWARDS)):
            (folder / "roster" / f"{table}.csv").write_text(words, encoding="utf-8")
        fill_numbers(folder)
        self.write(f"HUYING_PORT={self.port}", f"HUYING_TELEGRAM_API={api.url}")

    def write(self, *settings: str) -> None:
        """Into `.env`, each in its place; one that ends with = is emptied."""
        path = self.folder / ".env"
        for one in settings:
            name = one.partition("=")[0]
            lines = path.read_text(encoding="utf-8").splitlines()
            kept = [one if line.startswith(f"{name}=") else line for line in lines]
            path.write_text("\n".join(kept), encoding="utf-8")
        path.chmod(0o600)

    async def huying(self, *arguments: str) -> asyncio.subprocess.Process:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HUYING_LOG_FORMAT": "json"}
        program = (sys.executable, "-m", "bot.main", *arguments)
        with (self.folder / "log.txt").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *program, cwd=self.folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=log
            )

    async def said(self, of: str) -> str:
        """What the page's command says when it has done its work."""
        done, _ = await (await self.huying(*command(of))).communicate()
        return done.decode()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        process = await self.huying(*command("huying run"))
        assert process.stdout
        try:
            async with asyncio.timeout(60):
                assert "呼应已就绪" in (await process.stdout.readline()).decode()
            yield
        finally:
            process.terminate()
            async with asyncio.timeout(30):
                assert await process.wait() == 0

    async def answered(self, chat: int, words: str, fragment: str) -> None:
        self.api.world.say(chat, words)
        await self.hears(chat, fragment)

    async def hears(self, chat: int, fragment: str) -> None:
        await self.api.until(lambda: any(fragment in said(message) for message in self.api.world.shown(chat)), 30)


def said(message: dict[str, object]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def payload(words: str, name: str) -> str:
    links: list[str] = re.findall(rf"https://t\.me/\S+\?{name}=\S+", words)
    [link] = links
    return parse_qs(urlsplit(link).query)[name][0]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with BotApi() as api:
        made = Deployment(tmp_path / "srv", api)
        made.write(setting("HUYING_TELEGRAM_TOKEN").replace("<令牌>", api.world.token))
        yield made


async def test_from_a_token_to_stewards_residents_posters_and_a_group(here: Deployment) -> None:
    world = here.api.world
    assert "Telegram 连得上，令牌有效" in await here.said("huying check")
    async with here.running():
        anna, steward, group = world.person(), world.person("甲一"), world.group("业主群")
        await here.answered(anna, "3幢楼道灯坏了", "编号 QH-0001")
        world.press_start(steward, payload(await here.said("huying link H01"), "start"))
        await here.hears(steward, "我的任务")
        world.invite(group, anna, payload(await here.said("huying link --group"), "startgroup"))
        await here.hears(group, "我是呼应")
        await here.said("huying poster")
        poster = (here.folder / command("huying poster")[1] / "全部.html").read_text(encoding="utf-8")
        assert "Telegram" in poster


async def test_polling_to_webhook_and_back(here: Deployment, front: "Front") -> None:
    world, anna = here.api.world, here.api.world.person()
    secret = made(next(line for line in LINES if line.startswith("openssl")))
    assert WEBHOOK_SECRET.fullmatch(secret)
    here.write(
        setting("HUYING_PUBLIC_URL").replace(HOST, front.url),
        setting("HUYING_TRUST_PROXY"),
        setting("HUYING_TELEGRAM_SECRET").replace("<校验串>", secret),
    )
    async with here.running():
        await here.api.until(lambda: here.api.webhook.url == f"{front.url}/telegram", 30)
        await here.answered(anna, "3幢楼道灯坏了", "编号 QH-0001")
        world.album(anna, [jpeg(), jpeg(), jpeg()], "2幢门口井盖没了")
        await here.hears(anna, "编号 QH-0002")
        assert set(here.api.webhook.statuses) == {200}
        assert "! Telegram" not in await here.said("huying check")
        assert [await front.status(line) for line in LINES if line.startswith("curl")] == [200, 401]
        assert await front.status(f"curl {HOST}/metrics") == front.metrics
    shown = [said(message) for message in world.shown(anna)]
    assert sum("编号" in words for words in shown) == 2
    here.write("HUYING_TELEGRAM_SECRET=")
    async with here.running():
        await here.answered(anna, "1幢电梯坏了", "编号 QH-0003")
        assert here.api.webhook.url == ""


class Front:
    """What Telegram reaches: the reverse proxy of the page, or ourselves."""

    def __init__(self, url: str, metrics: int) -> None:
        self.url = url
        self.metrics = metrics

    async def status(self, line: str) -> int:
        """Of a `curl` line of the page, at our address."""
        words = shlex.split(line)
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        url = words[-1].replace(HOST, self.url)
        async with aiohttp.ClientSession() as session, session.request(method, url, ssl=False) as answer:
            return answer.status


@pytest.fixture(params=["directly", "nginx", "caddy"])
async def front(request: pytest.FixtureRequest, here: Deployment, tmp_path: Path) -> AsyncIterator[Front]:
    if request.param == "directly":
        yield Front(f"http://127.0.0.1:{here.port}", 200)
        return
    if shutil.which(request.param) is None:
        pytest.skip(f"no {request.param} on this machine: its file in the how-to is read, but not tried")
    port = free_port()
    here.api.webhook.checks_certificates = False
    certify(tmp_path)
    make = nginx if request.param == "nginx" else caddy
    process = await asyncio.create_subprocess_exec(*make(tmp_path, port, here.port), stderr=asyncio.subprocess.DEVNULL)
    try:
        await listening(port)
        yield Front(f"https://127.0.0.1:{port}", 404)
    finally:
        process.terminate()
        await process.wait()


def certify(folder: Path) -> None:
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    where = ["-keyout", str(folder / "huying.key"), "-out", str(folder / "huying.pem")]
    subprocess.run([*make.split(), *where], check=True, capture_output=True)


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    site = NGINX.replace("/etc/ssl", str(folder)).replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};").replace(
        "listen 443", f"listen 127.0.0.1:{port}"
    )
    places = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; pid {folder}/pid; events {{}}\nhttp {{ access_log off; {places}\n{site}}}\n"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    return ["nginx", "-e", "stderr", "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    site = CADDY.replace("127.0.0.1:8080", f"127.0.0.1:{behind}").replace(
        "huying.example.org", f"https://127.0.0.1:{port}"
    )
    site = site.replace("{\n", f"{{\n\ttls {folder}/huying.pem {folder}/huying.key\n", 1)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + site, encoding="utf-8")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


async def listening(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def test_both_fronts_let_through_what_we_need() -> None:
    """The largest photo, an event stream that is neither buffered nor cut; not the figures."""
    largest = {name: int(found[1]) for name, found in sizes()}
    assert all(size * 1024 * 1024 > MOST_BYTES for size in largest.values()), largest
    for fact in ("proxy_buffering off;", "proxy_http_version 1.1;", 'proxy_set_header Connection "";'):
        assert fact in NGINX
    assert "proxy_read_timeout 1h;" in NGINX
    assert "X-Forwarded-For" in NGINX
    assert "location = /metrics { return 404; }" in NGINX
    assert "respond /metrics 404" in CADDY
    kept = (ROOT / "docs/how-to/keep-running.md").read_text(encoding="utf-8")
    assert CADDY in kept
    assert NGINX[NGINX.index("    client_max_body_size") :] in kept


def sizes() -> Iterator[tuple[str, re.Match[str]]]:
    for name, words, pattern in (("caddy", CADDY, r"max_size (\d+)MB"), ("nginx", NGINX, r"max_body_size (\d+)m;")):
        found = re.search(pattern, words)
        assert found, name
        yield name, found
