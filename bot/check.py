"""Could this deployment start, and what would it do? Looks at everything, changes nothing, and names every problem.

Must not start, create or migrate anything. What only a channel can know comes in as further probes.
"""

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.demo import FOLDER, demo_book
from bot.picture import readable
from bot.roster import RosterReading, read_roster
from bot.settings import ENV_FILE, Settings, try_settings
from bot.sheet.mapping import FILE as COLUMNS
from bot.sheet.mapping import load_columns
from domain.clock import SystemClock
from domain.errors import OperatorError
from domain.people import Directory
from domain.roster import Roster
from handlers.texts.days import unknown_year
from handlers.texts.say import post_words
from routing.book import RuleBook, load_book, unknown_communities
from routing.calendar import adjusted_days_missing, public_days

if TYPE_CHECKING:
    from storage.tx import Tx


class Kind(StrEnum):
    FINE = "✓"
    NOTE = "!"
    MISTAKE = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer: what was looked at and how it stands, in plain Chinese."""

    kind: Kind
    text: str


Probe = Callable[[Settings], Iterable[Finding]]


def run(say: Callable[[str], None], probes: Iterable[Probe] = (), env_file: Path = ENV_FILE) -> int:
    """Says every finding; 0 when nothing stands in the way of a start, else 1."""
    findings = tuple(look(env_file, probes))
    for finding in findings:
        say(f"{finding.kind} {finding.text}")
    mistakes = sum(finding.kind is Kind.MISTAKE for finding in findings)
    say("")
    say(f"有 {mistakes} 处要改，改好再启动。" if mistakes else "可以启动：huying run")
    return 1 if mistakes else 0


def look(env_file: Path, probes: Iterable[Probe] = ()) -> Iterator[Finding]:
    settings, mistakes = try_settings(env_file)
    yield from (mistake(error) for error in mistakes)
    if settings is None:
        return
    if not mistakes:
        yield Finding(
            Kind.FINE, f"设置：{f'读自 {env_file}' if env_file.exists() else '没有 .env，用环境变量和默认值'}"
        )
    for probe in (mode, data, database, calendar, roster, book, papers, port, address, *probes):
        try:
            yield from probe(settings)
        except OperatorError as error:
            yield mistake(error)


def mistake(error: OperatorError) -> Finding:
    return Finding(Kind.MISTAKE, str(error))


def mode(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        yield Finding(Kind.NOTE, "演示模式：用演示社区，可拨快时钟；真实居民请不要使用（HUYING_DEMO=false 关闭）")
    telegram = "也会接上 Telegram" if settings.telegram_token else "没有填 Telegram 令牌，不开 Telegram"
    yield Finding(Kind.FINE, f"启动后：网页聊天开在 {settings.web_url}；{telegram}")


def data(settings: Settings) -> Iterator[Finding]:
    folder = settings.data.absolute()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield Finding(Kind.MISTAKE, f"HUYING_DATA：数据文件夹 {folder} 写不进去")
    else:
        yield Finding(Kind.FINE, f"数据文件夹：{folder}{'' if folder.exists() else '（启动时新建）'}")


def database(settings: Settings) -> Iterator[Finding]:
    from storage.store import Store

    url = settings.database_url
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
    if file and not file.exists():
        yield Finding(Kind.FINE, f"数据库：{file}（启动时新建）")
        return
    store = Store.open(url)
    try:
        store.ping()
        yield Finding(Kind.FINE, f"数据库：{file or 'PostgreSQL'}，连得上")
        if store.up_to_date:
            yield from registered(*store.read_now(who_came_in))
    finally:
        store.close()


def calendar(settings: Settings) -> Iterator[Finding]:
    """From the database where there is one, else as the first start would fill it."""
    today = SystemClock().now().date()
    days = stored_days(settings) or public_days((today.year, today.year + 1))
    if year := adjusted_days_missing(days, today):
        yield Finding(Kind.NOTE, unknown_year(year))
    else:
        yield Finding(Kind.FINE, f"放假和补班的日子：记着 {len(days)} 天（huying days list）")


def stored_days(settings: Settings) -> Mapping[date, bool]:
    from storage.store import Store

    url = settings.database_url
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return {}
    store = Store.open(url)
    try:
        return store.read_now(lambda tx: tx.days.all()) if store.up_to_date else {}
    finally:
        store.close()


def who_came_in(tx: "Tx") -> tuple[Directory, dict[int, str]]:
    """The posts as they stood at the last start, with each person's code."""
    return tx.directory.read(), {person.id: person.code or "" for person in tx.people.staff()}


def registered(directory: Directory, codes: Mapping[int, str]) -> Iterator[Finding]:
    missing = directory.unregistered
    if missing:
        names = "；".join(f"{codes[post.person]} {post_words(post, directory)}" for post in missing)
        yield Finding(
            Kind.NOTE,
            f"还没登记或聊天已关掉的有 {len(missing)} 人：{names}。用 huying link <编号> 开链接，请本人打开一次",
        )
    elif directory.posts:
        yield Finding(Kind.FINE, "名册上的人都已登记，找得到")


def roster(settings: Settings) -> Iterator[Finding]:
    reading = roster_of(settings)
    yield from (mistake(error) for error in reading.mistakes)
    yield from (Finding(Kind.NOTE, warning) for warning in reading.warnings)
    if reading.roster:
        yield Finding(Kind.FINE, f"名册：{counted(reading.roster)}")


def roster_of(settings: Settings) -> RosterReading:
    return read_roster(FOLDER if settings.demo else settings.roster, b"", demo=settings.demo)


def counted(roster: Roster) -> str:
    return (
        f"{len(roster.communities)} 个社区，{len(roster.estates)} 个小区，{len(roster.microgrids)} 个微网格，"
        f"{len(roster.buildings)} 幢楼，{len(roster.people)} 个人"
    )


def book(settings: Settings) -> Iterator[Finding]:
    found = read_book(settings.book)
    if settings.demo:
        found = demo_book(found)
    source = settings.book or "自带"
    yield Finding(Kind.FINE, f"规则手册：{source}，版本 {found.version}，{len(found.items)} 个事项")
    for key in found.numbers.missing():
        problem = "还空着，填好之前不能给真实居民使用"
        yield mistake(OperatorError(in_book(settings.book, "numbers.toml"), problem, key=key))
    yield from own_hours(settings, found)
    if found.numbers.verified_on is None and not settings.demo:
        file = in_book(settings.book, "numbers.toml")
        yield Finding(Kind.NOTE, f"{file}：还没有写 verified_on；请逐个拨打核对号码后写上日期")


def own_hours(settings: Settings, book: RuleBook) -> Iterator[Finding]:
    """A roster that cannot be read is named elsewhere."""
    roster = roster_of(settings).roster
    for error in unknown_communities(settings.book, book.clock, roster.communities) if roster else ():
        yield mistake(replace(error, where=in_book(settings.book, error.where)))


def papers(settings: Settings) -> Iterator[Finding]:
    """What digests carry along."""
    folder = None if settings.demo else settings.roster
    load_columns(folder)
    source = folder / COLUMNS if folder and (folder / COLUMNS).exists() else "自带"
    yield Finding(Kind.FINE, f"表格的列：{source}")
    yield fonts(there=readable())


def fonts(*, there: bool) -> Finding:
    if there:
        return Finding(Kind.FINE, "有中文字体，早报、周报、月报带图")
    said = "这台机器没有中文字体：早报、周报、月报照发，但不带图。请装一种，例如 Debian、Ubuntu：apt install fonts-noto-cjk"
    return Finding(Kind.NOTE, said)


def read_book(folder: Path | None) -> RuleBook:
    """A mistake names its file with the folder, as the operator sees it."""
    try:
        return load_book(folder)
    except OperatorError as error:
        raise replace(error, where=in_book(folder, error.where)) from error


def in_book(folder: Path | None, file: str) -> str:
    return str(folder / file) if folder and file.endswith(".toml") else file


def port(settings: Settings) -> Iterator[Finding]:
    if problem := port_problem(settings):
        yield Finding(Kind.NOTE, f"{problem}；如果呼应已经在运行，这是正常的")


def port_problem(settings: Settings) -> OperatorError | None:
    """Why the server could not listen there, if it could not."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        return OperatorError("HUYING_HOST", f"没有“{settings.host}”这个地址")
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except PermissionError:
            return OperatorError("HUYING_PORT", f"没有权限使用端口 {settings.port}，请换一个大于 1023 的")
        except OSError:
            return OperatorError("HUYING_PORT", f"端口 {settings.port} 已被占用")
    return None


def address(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        return
    if settings.only_here:
        yield Finding(Kind.NOTE, settings.only_here)
    elif settings.public_url and settings.public_url.startswith("http://"):
        yield Finding(Kind.NOTE, "HUYING_PUBLIC_URL 不是 https：居民的话会在路上被看见，正式使用前请配好证书")
    if settings.public_url and not settings.trust_proxy and settings.host == "127.0.0.1":
        yield Finding(Kind.NOTE, "看来前面有反向代理：请写 HUYING_TRUST_PROXY=true，否则限流会把所有人当成一个人")
