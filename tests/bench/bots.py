"""Bots as processes of their own: the product, and those it is compared with. Ended when the block ends."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.kit.process import ROOT, free_port

SECRET = "bench-secret-of-the-door"
START = 60.0


class Process:
    """A Python module in `folder`, which says a line when it is ready. What it complains of is in `errors`."""

    def __init__(self, folder: Path, module: str, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.errors = folder / "errors.log"
        self.errors.touch()
        self._command = (sys.executable, "-m", module, *arguments)
        self._settings = settings or {}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *, ready: bool = True) -> None:
        """`ready`: wait until it says so."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self._settings}
        with self.errors.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=self.folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=errors
            )
        if ready:
            await self.ready()

    async def ready(self) -> None:
        assert self._process
        assert self._process.stdout
        async with asyncio.timeout(START):
            if not await self._process.stdout.readline():
                raise RuntimeError(f"{' '.join(self._command)} has ended")

    async def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def complaints(self) -> str:
        """The end of what it wrote to standard error."""
        return self.errors.read_text()[-2000:]

    @property
    def memory(self) -> int:
        """Resident memory in bytes."""
        return int(self._proc("statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        user, system = self._proc("stat").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def _proc(self, name: str) -> str:
        assert self._process
        return Path(f"/proc/{self._process.pid}/{name}").read_text()


def product(folder: Path, roster: Path, data: Path, api: str, token: str, mode: str, *, unlimited: bool) -> Process:
    port = free_port()
    settings = {
        "HUYING_DEMO": "true",
        "HUYING_DATA": str(data),
        "HUYING_PORT": str(port),
        "HUYING_TELEGRAM_TOKEN": token,
        "HUYING_TELEGRAM_API": api,
        "HUYING_LOG_FORMAT": "json",
    }
    if mode == "webhook":
        settings |= {"HUYING_TELEGRAM_SECRET": SECRET, "HUYING_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    limits = ("unlimited",) if unlimited else ()
    return Process(folder, "tests.bench.product", str(roster), *limits, settings=settings)


def echo(folder: Path, api: str, token: str, mode: str, how: str) -> Process:
    return Process(folder, "tests.bench.echo", api, token, mode, how)


def usual_way(folder: Path, api: str, token: str, staff: Mapping[str, int]) -> Process:
    (folder / "staff.json").write_text(json.dumps(dict(staff)))
    return Process(folder, "tests.bench.usual_way", api, token)


@asynccontextmanager
async def running(process: Process) -> AsyncIterator[Process]:
    try:
        await process.start()
        yield process
    except Exception as error:
        error.add_note(process.complaints)
        raise
    finally:
        await process.kill()
