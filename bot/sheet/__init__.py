"""Which columns of which cases, for `workbook` to write down. The library that writes sheets is loaded with the first one."""

from collections.abc import Callable, Sequence

from bot.sheet.mapping import SheetColumns
from handlers.press import Form, Row


def tabulator(columns: SheetColumns) -> Callable[[Form, Sequence[Row]], bytes]:
    def tabulate(form: Form, rows: Sequence[Row]) -> bytes:
        from bot.sheet import workbook  # 20 MB that most processes never need

        return workbook.tabulate(form, columns.columns(form), rows)

    return tabulate
