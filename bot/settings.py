"""Which settings does this deployment run with? Environment variables HUYING_… or a `.env` file, checked at start.

Every mistake becomes an OperatorError that names the variable in one plain sentence. Nothing else in the product reads
the environment, and nothing here touches the disk beyond `.env`.
"""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import OperatorError

PREFIX = "HUYING_"
FOR_TESTS = "HUYING_TEST_"
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
ENV_FILE = Path(".env")
BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
MAIL_ADDRESS = re.compile(r"[!-?A-~]+@[A-Za-z0-9.-]+")
WEBHOOK_PORTS = (443, 80, 88, 8443)
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


def web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("应当是以 http:// 或 https:// 开头的网址")
    return text.rstrip("/")


def proxy_address(secret: SecretStr) -> SecretStr:
    web_address(secret.get_secret_value())
    return secret


def database_address(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().startswith(("sqlite:///", "postgresql://")):
        raise ValueError("应当以 sqlite:/// 或 postgresql:// 开头")
    return secret


def mail_address(text: str) -> str:
    if not MAIL_ADDRESS.fullmatch(text):
        raise ValueError("应当是邮箱地址，例如 huying@example.org")
    return text


def bot_token(secret: SecretStr) -> SecretStr:
    if not BOT_TOKEN.fullmatch(secret.get_secret_value()):
        raise ValueError("不像机器人令牌；令牌由 BotFather 发给您，形如「数字:一串字母」")
    return secret


def webhook_secret(secret: SecretStr) -> SecretStr:
    if not WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
        raise ValueError("只能用字母、数字、下划线和短横线，16 到 256 个；太短的猜得出来")
    return secret


WebAddress = Annotated[str, AfterValidator(web_address)]


class Settings(BaseSettings):
    """One field per variable; the description is what `.env.example` and the reference page say about it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    host: str = Field("127.0.0.1", description="网页服务监听的地址；要让别的机器直接访问就写 0.0.0.0")
    port: int = Field(8080, ge=0, le=65535, description="网页服务监听的端口；写 0 表示由系统挑一个空闲的")
    public_url: WebAddress | None = Field(
        None, description="居民和红管家打开的网址，印在海报和一次性链接里；正式使用应当是 https"
    )
    trust_proxy: bool = Field(False, description="前面有自己的反向代理时写 true，才会采信它转来的来访地址")
    data: Path = Field(Path("data"), description="数据文件夹：数据库、密钥和缓存都在里面，请定期备份")
    database: Annotated[SecretStr, AfterValidator(database_address)] | None = Field(
        None, description="数据库地址（sqlite:/// 或 postgresql://）；不填就用数据文件夹里的 SQLite"
    )
    roster: Path = Field(Path("roster"), description="社区、楼幢、红管家等几张表所在的文件夹")
    book: Path | None = Field(None, description="规则手册所在的文件夹；不填就用自带的手册")
    demo: bool = Field(False, description="演示模式：自带演示社区和可拨快的时钟，绝不与真实数据混用")
    telegram_token: Annotated[SecretStr, AfterValidator(bot_token)] | None = Field(
        None, description="Telegram 机器人令牌；不填就不开 Telegram"
    )
    telegram_api: WebAddress = Field("https://api.telegram.org", description="Telegram 接口的网址；自建接口时才需要改")
    telegram_proxy: Annotated[SecretStr, AfterValidator(proxy_address)] | None = Field(
        None, description="访问 Telegram 用的 HTTP 代理；不填就直连"
    )
    telegram_secret: Annotated[SecretStr, AfterValidator(webhook_secret)] | None = Field(
        None, description="Telegram 推送消息时的校验串（同时要填 HUYING_PUBLIC_URL）；不填就由呼应主动去取"
    )
    smtp_host: str | None = Field(
        None, description="邮件服务器；填了，早报、周报、月报也寄给名册里写了邮箱的社区办公室"
    )
    smtp_port: int = Field(587, ge=0, le=65535, description="邮件服务器的端口：starttls 多为 587，tls 多为 465")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="怎样加密：starttls、tls（一连上就加密），或 none（只用于本机的邮件服务器）"
    )
    smtp_user: str | None = Field(None, description="邮件服务器的用户名；不需要登录就不填")
    smtp_password: SecretStr | None = Field(None, description="邮件服务器的密码或授权码")
    smtp_from: Annotated[str, AfterValidator(mail_address)] | None = Field(None, description="邮件从哪个地址寄出")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="日志写到多细")
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="日志样式：auto 在终端里给人看，否则每行一个 JSON"
    )

    @property
    def database_url(self) -> str:
        if self.database:
            return self.database.get_secret_value()
        return f"sqlite:///{self.data.absolute() / 'huying.db'}"

    @cached_property
    def web_url(self) -> str:
        """What people open, without a slash at the end."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def only_here(self) -> str:
        """What to say when posters and links would carry an address that nobody else can open; else empty."""
        if self.public_url or self.demo:
            return ""
        return f"没有填 HUYING_PUBLIC_URL：海报和一次性链接里写的是 {self.web_url}，别人的手机打不开"


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """The settings in force. Raises the first OperatorError."""
    settings, mistakes = try_settings(env_file)
    if settings is None or mistakes:
        raise mistakes[0]
    return settings


def try_settings(env_file: Path = ENV_FILE) -> tuple[Settings | None, tuple[OperatorError, ...]]:
    """The settings, if they can be read at all, and every mistake in them."""
    mistakes = list(unreadable_lines(env_file))
    if any(error.key is None and error.line is None for error in mistakes):
        return None, tuple(mistakes)
    mistakes += unknown_variables(env_file)
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        return None, (*mistakes, *(mistake_of(found) for found in error.errors()))
    return settings, (*mistakes, *contradictions(settings))


def variable(field: str) -> str:
    return PREFIX + field.upper()


def mistake_of(found: Any) -> OperatorError:
    """One pydantic error in plain words; the value of a secret is never repeated."""
    field = str(found["loc"][0]).lower().removeprefix(PREFIX.lower())
    secret = "SecretStr" in str(Settings.model_fields[field].annotation)
    said = "" if secret else f"，现在写的是「{found['input']}」"
    return OperatorError(variable(field), problem_of(found) + said)


def problem_of(found: Any) -> str:
    match found["type"]:
        case "int_parsing" | "int_from_float":
            return "应当是整数"
        case "bool_parsing":
            return "只能是 true 或 false"
        case "greater_than_equal" | "less_than_equal":
            return "应当在 0 到 65535 之间"
        case "literal_error":
            return "只能是 " + str(found["ctx"]["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
        case _:
            return str(found["msg"]).removeprefix("Value error, ")


def contradictions(settings: Settings) -> Iterator[OperatorError]:
    if settings.telegram_secret and not settings.public_url:
        yield OperatorError(variable("telegram_secret"), "要让 Telegram 推送消息，还得填 HUYING_PUBLIC_URL")
    if settings.telegram_secret and not settings.telegram_token:
        yield OperatorError(variable("telegram_secret"), "填了校验串，却没有填 HUYING_TELEGRAM_TOKEN")
    if settings.telegram_secret and settings.public_url and not brought_to(settings):
        yield OperatorError(
            variable("public_url"), "要让 Telegram 推送消息，应当是 https 网址，端口只能是 443、80、88 或 8443"
        )
    if settings.smtp_host and not settings.smtp_from:
        yield OperatorError(variable("smtp_host"), "填了邮件服务器，还得填 HUYING_SMTP_FROM：从哪个地址寄出")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        yield OperatorError(variable("smtp_user"), "用户名和 HUYING_SMTP_PASSWORD 要么都填，要么都不填")
    if settings.smtp_from and not settings.smtp_host:
        yield OperatorError(variable("smtp_from"), "填了寄件地址，却没有填 HUYING_SMTP_HOST")
    if settings.smtp_password and settings.smtp_security == "none" and settings.smtp_host not in THIS_MACHINE:
        yield OperatorError(variable("smtp_security"), "不加密就登录，密码会在路上被看见；请改成 starttls 或 tls")
    if settings.book and not settings.book.is_dir():
        yield OperatorError(variable("book"), f"没有这个文件夹：{settings.book}")


def brought_to(settings: Settings) -> bool:
    """Whether Telegram brings updates to our address. A Bot API server of one's own may bring them anywhere."""
    parts = urlsplit(settings.public_url or "")
    own = settings.telegram_api != Settings.model_fields["telegram_api"].default
    return own or (parts.scheme == "https" and (parts.port or 443) in WEBHOOK_PORTS)


def unreadable_lines(env_file: Path) -> Iterator[OperatorError]:
    """The dotenv reader would skip such lines without a word."""
    if not env_file.exists():
        return
    try:
        with env_file.open(encoding="utf-8-sig") as stream:
            bindings = list(parse_stream(stream))
    except UnicodeDecodeError:
        yield OperatorError(env_file.name, "文件不是 UTF-8 编码")
        return
    except OSError as error:
        yield OperatorError(env_file.name, f"读不了这个文件（{error.strerror}）")
        return
    for binding in bindings:
        if binding.error or (binding.key and binding.value is None):
            yield OperatorError(env_file.name, "看不懂这一行，应当写成「名字=值」", binding.original.line)


def unknown_variables(env_file: Path) -> Iterator[OperatorError]:
    known = [variable(field) for field in Settings.model_fields]
    for name, line in written_names(env_file):
        ours = name.upper().startswith(PREFIX) and not name.upper().startswith(FOR_TESTS)
        if ours and name.upper() not in known:
            near = get_close_matches(name.upper(), known, 1)
            hint = f"，是不是想写 {near[0]}" if near else ""
            yield OperatorError(name, f"没有这个设置{hint}" + (f"（{env_file.name} 第 {line} 行）" if line else ""))


def written_names(env_file: Path) -> Iterator[tuple[str, int | None]]:
    for name in sorted(os.environ):
        yield name, None
    if env_file.exists():
        with env_file.open(encoding="utf-8-sig") as stream:
            for binding in parse_stream(stream):
                if binding.key and binding.key not in os.environ:
                    yield binding.key, binding.original.line
