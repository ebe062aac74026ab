"""`huying check` names everything that stands in the way, not only the first thing, and changes nothing."""

import socket
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.check import Finding, Kind, fonts, port_problem, run
from bot.init import make_deployment
from bot.settings import Settings, load_settings
from bot.start import open_app
from domain.clock import SystemClock
from domain.errors import OperatorError
from domain.people import Address
from storage.tx import Tx
from tests.bot.test_roster import COMMUNITIES, PLACES, STEWARDS


def checked(*probes: object) -> tuple[int, list[str]]:
    said: list[str] = []
    return run(said.append, probes), said  # type: ignore[arg-type]


def fill_in(folder: Path) -> None:
    make_deployment(folder)
    for name, text in (("communities", COMMUNITIES), ("places", PLACES), ("stewards", STEWARDS)):
        (folder / "roster" / f"{name}.csv").write_text(text)
    numbers = folder / "book" / "numbers.toml"
    numbers.write_text(numbers.read_text().replace('gas = ""', 'gas = "0"').replace('duty = ""', 'duty = "0"'))


def test_a_deployment_just_made_names_what_is_missing(tmp_path: Path) -> None:
    make_deployment(tmp_path)
    code, said = checked()
    assert code == 1
    mistakes = [line for line in said if line.startswith("✗")]
    assert sum("只有表头" in line for line in mistakes) == 3
    assert sum(line.startswith(("✗ book/numbers.toml [gas]", "✗ book/numbers.toml [duty]")) for line in mistakes) == 2
    assert said[-1] == f"有 {len(mistakes)} 处要改，改好再启动。"


def test_a_filled_in_deployment_may_start(tmp_path: Path) -> None:
    fill_in(tmp_path)
    code, said = checked()
    assert (code, said[-1]) == (0, "可以启动：huying run")
    assert "✓ 名册：1 个社区，1 个小区，2 个微网格，4 幢楼，6 个人" in said
    assert any(line.startswith("! 没有填 HUYING_PUBLIC_URL") and "http://localhost:8080" in line for line in said)


def test_looking_leaves_no_trace(tmp_path: Path) -> None:
    fill_in(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    checked()
    assert sorted(tmp_path.rglob("*")) == before


def test_the_demo_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_DEMO", "true")
    code, said = checked()
    assert code == 0, said
    assert any("演示模式" in line for line in said)


def test_wrong_settings_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_PORT", "x")
    monkeypatch.setenv("HUYING_DEMO", "x")
    code, said = checked()
    assert code == 1
    assert sum(line.startswith("✗ HUYING_") for line in said) == 2


def test_a_mistake_in_the_rule_book_is_named_with_its_line(tmp_path: Path) -> None:
    fill_in(tmp_path)
    (tmp_path / "book" / "numbers.toml").write_text("# 号码\nfire = 119\n")
    code, said = checked()
    assert code == 1
    assert any(line.startswith("✗ book/numbers.toml 第 2 行 [fire]") for line in said)


def test_hours_of_a_community_nobody_knows_are_named_with_their_line(tmp_path: Path) -> None:
    fill_in(tmp_path)
    clock = tmp_path / "book" / "clock.toml"
    written = clock.read_text(encoding="utf-8")
    clock.write_text(f'{written}\n[hours."青禾社区"]\nweek = [6, 7]\n', encoding="utf-8")
    assert checked()[0] == 0
    clock.write_text(f'{written}\n[hours."青禾"]\nweek = [6, 7]\n', encoding="utf-8")
    code, said = checked()
    line = written.count("\n") + 2
    assert code == 1
    assert f"✗ book/clock.toml 第 {line} 行 [hours.青禾]：名册里没有“青禾”这个社区，有“青禾社区”" in said


def test_further_probes_are_heard(tmp_path: Path) -> None:
    def fine(settings: Settings) -> Iterable[Finding]:
        return [Finding(Kind.FINE, f"端口 {settings.port}")]

    def broken(settings: Settings) -> Iterable[Finding]:
        raise OperatorError("HUYING_TELEGRAM_TOKEN", "被拒绝")

    fill_in(tmp_path)
    code, said = checked(fine, broken)
    assert code == 1
    assert "✓ 端口 8080" in said
    assert "✗ HUYING_TELEGRAM_TOKEN：被拒绝" in said


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HUYING_DATA", str(tmp_path / "file" / "data"))
    monkeypatch.setenv("HUYING_DEMO", "true")
    assert any(line.startswith("✗ HUYING_DATA") for line in checked()[1])


def test_a_taken_port_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("HUYING_PORT", str(port))
        assert str(port_problem(load_settings())) == f"HUYING_PORT：端口 {port} 已被占用"
    assert port_problem(load_settings()) is None


def test_a_host_of_another_machine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_HOST", "no such host")
    assert "HUYING_HOST" in str(port_problem(load_settings()))


def test_who_has_not_come_in_yet_is_named_with_post_and_code(tmp_path: Path) -> None:
    fill_in(tmp_path)
    app = open_app(load_settings())
    try:
        for code in ("H01", "H02", "H12", "H21", "H31"):
            app.store.run_now(come_in, code)
        assert said_of_roster() == [
            "! 还没登记或聊天已关掉的有 1 人：H11 小区红管家 丙三（青禾里）。用 huying link <编号> 开链接，请本人打开一次"
        ]
        app.store.run_now(come_in, "H11")
        assert said_of_roster() == ["✓ 名册上的人都已登记，找得到"]
    finally:
        app.store.close()


def come_in(tx: Tx, code: str) -> None:
    person = tx.people.by_code(code)
    assert person is not None
    tx.people.link(person.id, Address("web", code), SystemClock().now())


def said_of_roster() -> list[str]:
    return [line for line in checked()[1] if "登记" in line]


def test_a_database_of_another_version_is_not_asked_who_came_in(tmp_path: Path) -> None:
    fill_in(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "huying.db").touch()
    assert said_of_roster() == []
    assert checked()[0] == 0


def test_a_machine_that_cannot_draw_chinese_is_told_what_to_install() -> None:
    assert fonts(there=True).kind is Kind.FINE
    missing = fonts(there=False)
    assert missing.kind is Kind.NOTE
    assert "不带图" in missing.text
    assert "apt install" in missing.text


def test_columns_written_down_wrongly_are_named(tmp_path: Path) -> None:
    fill_in(tmp_path)
    columns = tmp_path / "roster" / "columns.toml"
    columns.write_text(columns.read_text(encoding="utf-8").replace('field = "door"', 'field = "dor"'), encoding="utf-8")
    code, said = checked()
    assert code == 1
    assert any(line.startswith("✗ columns.toml 第 ") and "没有“dor”这一项" in line for line in said)
