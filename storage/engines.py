"""How do we reach the database? Turns a URL into engines and every failure into a sentence an operator can act on."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from domain.errors import OperatorError
from storage.columns import dump_json
from storage.prepared import driver

SETTING = "HUYING_DATABASE"
BUSY_MS = 15_000
JOURNAL_BYTES = 64 * 1024 * 1024


def parse(url: str) -> URL:
    """The URL with its driver. Raises OperatorError."""
    try:
        found = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except ArgumentError as error:
        raise OperatorError(SETTING, "看不懂这个数据库地址，应为 sqlite:////绝对路径 或 postgresql://…") from error
    family = found.get_backend_name()
    if family == "sqlite" and found.database and found.database != ":memory:":
        return found.set(drivername="sqlite+pysqlite")
    if family == "postgresql":
        return found.set(drivername="postgresql+psycopg")
    raise OperatorError(SETTING, "只支持 sqlite:////绝对路径（数据库文件） 和 postgresql://…")


def sqlite_engines(url: URL, readers: int) -> tuple[Engine, Engine]:
    """The writer's engine and the readers'. Raises OperatorError.

    One connection writes all turns and is kept; the other is for what happens beside them, as bringing the tables up to date.
    """
    path = Path(str(url.database))
    prepare_file(path)
    writer = sqlite_engine(url, 2, "BEGIN IMMEDIATE", read_only=False)
    reader = sqlite_engine(url, readers, "BEGIN", read_only=True)
    try:
        with writer.begin() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").one()
    except DBAPIError as error:
        writer.dispose()
        raise OperatorError(SETTING, sqlite_problem(path, str(error.orig))) from error
    return writer, reader


def prepare_file(path: Path) -> None:
    """Makes an absent file readable by its owner only; the journal files inherit that."""
    if not path.parent.is_dir():
        raise OperatorError(SETTING, f"数据库所在的文件夹 {path.parent} 不存在，请先建好或改 HUYING_DATA")
    if path.is_dir():
        raise OperatorError(SETTING, f"{path} 是文件夹，需要的是一个文件路径")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        reason = error.strerror or "写不了"
        raise OperatorError(SETTING, f"数据库文件 {path} 打不开或不能写（{reason}），请检查文件夹权限") from error


def sqlite_engine(url: URL, size: int, begin: str, *, read_only: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        pool_size=size,
        max_overflow=0,
    )

    @event.listens_for(engine, "connect")
    def tune(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        with closing(connection.cursor()) as cursor:
            for pragma in sqlite_pragmas(read_only):
                cursor.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        driver(connection).execute(begin)

    return engine


def sqlite_pragmas(read_only: bool) -> tuple[str, ...]:
    return (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        f"journal_size_limit = {JOURNAL_BYTES}",
        "temp_store = MEMORY",
        *(("query_only = ON",) if read_only else ()),
    )


def sqlite_problem(path: Path, reason: str) -> str:
    if "not a database" in reason or "malformed" in reason:
        return f"文件 {path} 已损坏或不是数据库，请从备份恢复，或换一个位置"
    if "locked" in reason or "busy" in reason:
        return f"数据库 {path} 正被另一个程序占用，请先关掉它"
    return f"数据库 {path} 打不开或不能写（{reason}），请检查文件夹权限和剩余空间"


def postgres_engines(url: URL, size: int) -> tuple[Engine, Engine]:
    """Writing and reading engine over one pool. Raises OperatorError."""
    writer = create_engine(
        url,
        pool_size=size,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        json_serializer=dump_json,
        paramstyle="format",  # by place, as with SQLite: `storage/prepared.py`
        connect_args={"connect_timeout": 10, "application_name": "huying"},
    )
    event.listen(writer, "connect", speak_utc)
    attempt(writer, lambda: writer.connect().close())
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return writer, reader


def speak_utc(connection: Any, _record: Any) -> None:
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def attempt(engine: Engine, connect: Callable[[], None]) -> None:
    try:
        connect()
    except DBAPIError as error:
        engine.dispose()
        url = engine.url
        where = f"{url.host or url.query.get('host') or '本机'} 上的 {url.database or url.username}"
        reason = str(error.orig).strip().splitlines()[0]
        raise OperatorError(SETTING, f"连不上 PostgreSQL 数据库（{where}）：{reason}") from error
