"""The real program as a process of its own, which may be killed and started again, and people who keep trying."""

import asyncio
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[2]
READY = re.compile(r"http://localhost:(\d+)")
SAME = {"Sec-Fetch-Site": "same-origin"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """`huying run` in demo mode on a folder of its own. `started_in`: seconds until it said it was ready."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: asyncio.subprocess.Process | None = None
        self.started_in = 0.0

    async def start(self) -> None:
        settings = {"HUYING_DEMO": "true", "HUYING_DATA": str(self.folder / "data"), "HUYING_PORT": str(self.port)}
        began = time.monotonic()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.main",
            "run",
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HUYING_LOG_FORMAT": "json", **settings},
            stdout=asyncio.subprocess.PIPE,
        )
        assert self.process.stdout
        line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode()
        assert READY.search(line), line
        self.started_in = time.monotonic() - began

    async def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 20)

    @property
    def memory(self) -> int:
        """Resident memory in bytes."""
        assert self.process
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


class Patient:
    """Someone with the web page open, who does what the page does: keeps what was not sent and tries again."""

    def __init__(self, service: Service, seat: str, session: aiohttp.ClientSession) -> None:
        self.service = service
        self.seat = seat
        self.session = session
        self.proof = ""
        self.sent = 0

    async def ask(self, method: str, path: str, **more: Any) -> Any:
        """The answer's JSON, however often the service has to be asked for it."""
        url = f"http://127.0.0.1:{self.service.port}{path}"
        async with asyncio.timeout(90):
            while True:
                try:
                    async with self.session.request(method, url, headers=self.headers(), **more) as answer:
                        if answer.status == 200:
                            return await answer.json()
                        assert answer.status in (429, 500, 503), await answer.text()
                except (aiohttp.ClientError, OSError):
                    pass
                await asyncio.sleep(0.05)

    def headers(self) -> dict[str, str]:
        return {**SAME, "X-Huying-Proof": self.proof}

    async def enter(self) -> None:
        await self.ask("POST", f"/demo/enter/{self.seat}", json={"person": ""})
        self.proof = (await self.ask("GET", f"/chat/{self.seat}/state"))["proof"]

    async def say(self, text: str, tap: str | None = None) -> None:
        self.sent += 1
        body = {"key": f"{self.seat}-key-{self.sent:04d}", "text": text, "tap": tap}
        await self.ask("POST", f"/chat/{self.seat}/say", json=body)

    async def lines(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["seq"] if found else 0
            more = (await self.ask("GET", f"/chat/{self.seat}/lines", params={"after": after}))["lines"]
            if not more:
                return found
            found += more

    async def hears(self, kind: str) -> dict[str, Any]:
        """Waits for a notice of this kind; returns the newest."""
        async with asyncio.timeout(90):
            while True:
                kinds = [line["notice"] for line in await self.lines() if line["notice"]]
                fitting = [notice for notice in kinds if notice["kind"] == kind]
                if fitting:
                    return dict(fitting[-1])
                await asyncio.sleep(0.05)

    async def tap(self, kind: str, label: str) -> None:
        notice = await self.hears(kind)
        code = next(choice["code"] for choice in notice["choices"] if choice["label"] == label)
        await self.say(label, code)


@asynccontextmanager
async def patient(service: Service, seat: str) -> AsyncIterator[Patient]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=5)) as session:
        person = Patient(service, seat, session)
        await person.enter()
        yield person
