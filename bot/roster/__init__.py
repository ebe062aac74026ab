"""What does the deployment's operator say about places and people? Four tables, CSV or one workbook → a Roster.

Must not store anything: the caller decides when the roster replaces what is in the database.
"""

from dataclasses import dataclass
from pathlib import Path

from bot.roster.areas import AREAS, draw, unsure
from bot.roster.people import STEWARDS, muster, officeless, unwise
from bot.roster.places import COMMUNITIES, PLACES, gather
from bot.roster.sheets import Form, Sheet, read_csv, read_xlsx
from domain.errors import OperatorError
from domain.roster import Roster

WORKBOOK = "roster.xlsx"
FORMS: tuple[Form, ...] = (COMMUNITIES, PLACES, STEWARDS, AREAS)


@dataclass(frozen=True, slots=True)
class RosterReading:
    """`roster` is None as long as there are mistakes; `warnings` are Chinese lines about what is merely unwise."""

    roster: Roster | None
    mistakes: tuple[OperatorError, ...] = ()
    warnings: tuple[str, ...] = ()


def load_roster(folder: Path, secret: bytes, *, demo: bool = False) -> Roster:
    """Raises the first OperatorError."""
    reading = read_roster(folder, secret, demo=demo)
    if reading.roster is None:
        raise reading.mistakes[0]
    return reading.roster


def read_roster(folder: Path, secret: bytes, *, demo: bool = False) -> RosterReading:
    """The roster or every mistake in it. `secret` makes the door codes."""
    try:
        sheets = read_sheets(folder)
    except OperatorError as error:
        return RosterReading(None, (error,))
    mistakes = [error for sheet in sheets.values() for error in sheet.mistakes]
    ground = gather(sheets[COMMUNITIES.stem].rows, sheets[PLACES.stem].rows, secret, demo=demo)
    draw(sheets[AREAS.stem].rows, ground)
    crew = muster(sheets[STEWARDS.stem].rows, ground)
    mistakes += ground.mistakes + crew.mistakes
    mistakes += [] if mistakes else officeless(crew, ground)
    if mistakes:
        return RosterReading(None, tuple(mistakes))
    roster = Roster(
        tuple(ground.communities.values()),
        tuple(ground.estates.values()),
        tuple(ground.microgrids.values()),
        tuple(ground.buildings.values()),
        tuple(crew.people.values()),
        tuple(crew.posts),
        demo,
    )
    return RosterReading(roster, warnings=(*unwise(crew, ground), *unsure(ground)))


def read_sheets(folder: Path) -> dict[str, Sheet]:
    """From the workbook or from the CSV files, whichever is filled in. Raises OperatorError."""
    if not folder.is_dir():
        raise OperatorError("HUYING_ROSTER", f"没有名册文件夹 {folder}；用 huying init 可以生成空表")
    workbook = read_xlsx(folder / WORKBOOK, FORMS) if (folder / WORKBOOK).exists() else {}
    files = {form.stem: read_csv(path, form) for form in FORMS if (path := folder / f"{form.stem}.csv").exists()}
    in_workbook = any(sheet.rows or sheet.mistakes for sheet in workbook.values())
    in_files = any(sheet.rows or sheet.mistakes for sheet in files.values())
    if in_workbook and in_files:
        raise OperatorError(WORKBOOK, "工作簿和 CSV 都填了，不知道以哪份为准，请只留一份")
    chosen, where = (workbook, f"{WORKBOOK} 的工作表“{{0.title}}”") if in_workbook else (files, "{0.stem}.csv")
    for form in FORMS:
        missing = [] if form.may_be_empty else [OperatorError(where.format(form), "没有这张表")]
        sheet = chosen.setdefault(form.stem, Sheet(mistakes=missing))
        if not (sheet.rows or sheet.mistakes or form.may_be_empty):
            sheet.mistakes.append(OperatorError(where.format(form), "只有表头，还没有填内容"))
    return chosen
