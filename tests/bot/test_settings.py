"""Settings come from the environment or `.env`; whatever is wrong is said about the variable, in one sentence."""

from pathlib import Path

import pytest

from bot.settings import load_settings, try_settings
from domain.errors import OperatorError


def problems() -> list[str]:
    return [str(error) for error in try_settings()[1]]


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8080, False)
    assert settings.database_url == f"sqlite:///{Path.cwd() / 'data' / 'huying.db'}"
    assert settings.web_url == "http://localhost:8080"


def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("HUYING_PORT=9001\nHUYING_DEMO=true\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("HUYING_PORT", "9002")
    settings = load_settings()
    assert (settings.port, settings.demo) == (9002, True)


def test_a_file_saved_by_a_windows_editor_is_read() -> None:
    Path(".env").write_bytes("\ufeffHUYING_PORT=9001\r\nHUYING_TELEGRAM_TOKEN=\r\n".encode())
    settings = load_settings()
    assert (settings.port, settings.telegram_token) == (9001, None)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HUYING_PORT", "80a", "应当是整数，现在写的是「80a」"),
        ("HUYING_PORT", "70000", "应当在 0 到 65535 之间"),
        ("HUYING_DEMO", "maybe", "只能是 true 或 false"),
        ("HUYING_LOG_LEVEL", "LOUD", "只能是 DEBUG、INFO、WARNING、ERROR"),
        ("HUYING_PUBLIC_URL", "example.org", "http:// 或 https:// 开头"),
        ("HUYING_DATABASE", "mysql://x", "sqlite:/// 或 postgresql:// 开头"),
        ("HUYING_TELEGRAM_TOKEN", "abc", "不像机器人令牌"),
        ("HUYING_TELEGRAM_PROXY", "socks5://localhost:1", "http:// 或 https:// 开头"),
        ("HUYING_TELEGRAM_SECRET", "有空格 的", "只能用字母、数字"),
        ("HUYING_TELEGRAM_SECRET", "fifteen-letters", "16 到 256 个"),
        ("HUYING_SMTP_FROM", "huying", "应当是邮箱地址"),
        ("HUYING_SMTP_SECURITY", "ssl", "只能是 starttls、tls、none"),
        ("HUYING_SMTP_HOST", "mail.example.org", "HUYING_SMTP_FROM"),
        ("HUYING_SMTP_USER", "huying", "要么都填，要么都不填"),
        ("HUYING_BOOK", "nowhere", "没有这个文件夹"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(OperatorError) as caught:
        load_settings()
    assert caught.value.where == name
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["HUYING_TELEGRAM_TOKEN", "HUYING_TELEGRAM_SECRET", "HUYING_DATABASE"])
def test_a_secret_is_never_repeated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "geheim! 秘密")
    assert problems()
    assert "秘密" not in "".join(problems())


def test_all_mistakes_are_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_PORT", "x")
    monkeypatch.setenv("HUYING_DEMO", "x")
    monkeypatch.setenv("HUYING_PROT", "8080")
    assert len(problems()) == 3


def test_a_mistyped_name_is_noticed_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("# 设置\nHUYING_PROT=8080\n")
    assert problems() == ["HUYING_PROT：没有这个设置，是不是想写 HUYING_PORT（.env 第 2 行）"]
    monkeypatch.setenv("HUYING_TELEGRAM_TOKNE", "1")
    assert "HUYING_TELEGRAM_TOKEN" in problems()[0]


@pytest.mark.parametrize("line", ["HUYING_PORT 8080", "HUYING_PORT", "='"])
def test_a_line_nobody_understands_is_not_skipped(line: str) -> None:
    Path(".env").write_text(f"HUYING_DEMO=true\n{line}\n")
    assert [".env 第 2 行" in problem for problem in problems()] == [True]


def test_a_file_in_another_encoding_is_refused() -> None:
    Path(".env").write_bytes("# 呼应\nHUYING_DEMO=true\n".encode("gbk"))
    assert problems() == [".env：文件不是 UTF-8 编码"]


def test_a_webhook_needs_an_address_and_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_TELEGRAM_SECRET", "abc-abc-abc-abc-abc")
    assert len(problems()) == 2
    monkeypatch.setenv("HUYING_TELEGRAM_TOKEN", "12345:abc")
    monkeypatch.setenv("HUYING_PUBLIC_URL", "https://huying.example/")
    assert problems() == []
    assert load_settings().web_url == "https://huying.example"


@pytest.mark.parametrize("address", ["http://huying.example", "https://huying.example:8080"])
def test_telegram_brings_nothing_to_such_an_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SECRET", "abc-abc-abc-abc-abc"), ("TOKEN", "12345:abc")):
        monkeypatch.setenv(f"HUYING_TELEGRAM_{name}", value)
    monkeypatch.setenv("HUYING_PUBLIC_URL", address)
    assert ["HUYING_PUBLIC_URL" in problem for problem in problems()] == [True]
    monkeypatch.setenv("HUYING_TELEGRAM_API", "http://127.0.0.1:8081")
    assert problems() == []


def test_a_password_is_not_sent_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = {"HOST": "mail.example.org", "FROM": "a@example.org", "USER": "a", "PASSWORD": "secret", "SECURITY": "none"}
    for name, value in mail.items():
        monkeypatch.setenv(f"HUYING_SMTP_{name}", value)
    assert [said for said in problems() if "密码会在路上被看见" in said]
    monkeypatch.setenv("HUYING_SMTP_HOST", "127.0.0.1")
    assert problems() == []
