"""`huying export`: the cases of a period as a spreadsheet, in the columns the operator has set."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.settings import Settings
from bot.start import open_app
from domain.errors import OperatorError
from handlers.desk import Desk, House
from handlers.digest import sheet
from handlers.digest.periods import period
from handlers.press import Form, Row
from storage.tx import Tx

COMMAND = "huying export"


def run(settings: Settings, first: str, last: str, file: Path, say: Callable[[str], None]) -> int:
    """Both days are included. An existing file is left alone."""
    since, until = day_of("--from", first), day_of("--to", last)
    if since > until:
        raise OperatorError(COMMAND, "--from 不能晚于 --to")
    app = open_app(settings)
    try:
        form, rows = app.store.read_now(rows_of, app.house, app.clock.now(), since, until)
        assert app.house.press is not None
        write(file, app.house.press.tabulate(form, rows))
    finally:
        app.store.close()
    say(f"{file}：{len(rows)} 件（{since} 至 {until} 说的或结束的）")
    return 0


def day_of(option: str, said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise OperatorError(COMMAND, f"{option} 要写成 2026-11-01 这样的日期") from error


def rows_of(tx: Tx, house: House, now: datetime, since: date, until: date) -> tuple[Form, Sequence[Row]]:
    desk = Desk(tx, house, now, "export")
    return sheet.of_office(desk, period(desk.calendar(), since, until))


def write(file: Path, data: bytes) -> None:
    try:
        with file.open("xb") as out:
            out.write(data)
    except FileExistsError as error:
        raise OperatorError(COMMAND, f"{file} 已经有了，请换个名字") from error
    except OSError as error:
        raise OperatorError(COMMAND, f"{file} 写不了（{error.strerror}）") from error
