"""What does a community need on paper before it can start? Makes the empty deployment: settings, tables, rule book.

Never overwrites a file; what is already there is left alone and said so.
"""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from bot.reference import env_example
from bot.roster import FORMS, WORKBOOK
from bot.roster.people import LEVELS
from bot.roster.sheets import Form
from bot.sheet.mapping import PACKAGED as COLUMNS
from domain.errors import OperatorError
from routing.book import DEFAULT

GUIDE: tuple[tuple[str, str], ...] = (
    (
        "怎么填",
        "一张工作表一类内容，第一行是表头，不要改；从第二行开始填，一行一条。填好后运行 huying check 看有没有写错。",
    ),
    ("工作簿还是 CSV", "本工作簿和同文件夹的几个 CSV 二选一，只填一份。"),
    ("社区 · 社区", "社区的全称，每个社区一行；大多数部署只有一行。"),
    ("社区 · 编号前缀", "诉求编号的开头，2 到 4 个英文字母，例如 XH 会得到 XH-0001。"),
    ("楼幢 · 小区", "小区的全称。"),
    ("楼幢 · 微网格", "这些楼属于哪个微网格，例如“一号微网格”。"),
    ("楼幢 · 楼幢", "一幢写 3 或 3幢；几幢写 1、2、3；一连几幢写 1~6。"),
    ("楼幢 · 小区别名", "可空。居民平时怎么叫这个小区，几个名字用顿号隔开。"),
    ("楼幢 · 地标", "可空。这幢楼旁边大家都知道的东西，例如“北门快递柜”；写了地标的楼要单独占一行。"),
    ("楼幢 · 社区", "可空。只有一个社区时不用填。"),
    ("楼幢 · 小区编号", "可空。海报贴出以后小区若要改名，在这里写原来的名字，旧海报就仍然有效。"),
    ("红管家 · 编号", "自己定，字母和数字，例如 H01。一个人有几个岗位就写几行，编号相同。"),
    ("红管家 · 姓名", "居民会看到，不要写电话。"),
    ("红管家 · 角色", f"四选一：{'、'.join(LEVELS)}。社区办公室至少要有一个人。"),
    (
        "红管家 · 负责范围",
        "楼道红管家写微网格（重名时写“小区/微网格”），小区红管家写小区，网格长和社区办公室写社区；几处用顿号隔开。",
    ),
    ("红管家 · 备岗人", "可空，但最好有。本人不在岗或没有签收时由谁接，写编号或姓名。"),
    ("红管家 · 值守时间", "可空。照原样显示给居民，例如“周一至周五 8:30-17:30”。"),
    ("红管家 · 邮箱", "可空。只有社区办公室的人用得上：早报、周报、月报也寄到这里。"),
    ("轮廓", "整张表可空。填了，居民在 Telegram 里共享位置就能认出是哪个微网格；要填就把每个微网格都填上。"),
    ("轮廓 · 坐标系", "在高德、腾讯地图上画的写 GCJ-02，GPS 或天地图的写 WGS-84。"),
    (
        "轮廓 · 轮廓",
        "沿边界一个角一个角地写“经度,纬度”，用分号隔开，例如 120.755,30.746; 120.757,30.746; 120.757,30.748。",
    ),
)
PARTS = {
    ".env": "设置",
    "roster": "要填的表，工作簿和 CSV 二选一；columns.toml 是导出表格的列",
    "book": "规则手册，先只需填 numbers.toml",
}
NAMED = 4


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the deployment: newly made, or found and left alone."""

    path: Path
    new: bool


def make_deployment(folder: Path) -> tuple[Made, ...]:
    """Raises OperatorError when the folder cannot be written."""
    try:
        return tuple(write_new(folder / name, content, mode) for name, content, mode in files())
    except OSError as error:
        raise OperatorError(str(folder), f"这个文件夹写不进去（{error.strerror}）") from error


def run(folder: Path, say: Callable[[str], None]) -> int:
    for line in summary(folder, make_deployment(folder)):
        say(line)
    say("")
    say(f"接下来：① 填 {folder / 'roster'} 里的表；② 填 {folder / 'book' / 'numbers.toml'} 里本地的号码；")
    say(f"③ 看一遍 {folder / '.env'}；④ 在 {folder} 里运行 huying check，没有问题后运行 huying run。")
    return 0


def summary(folder: Path, made: Iterable[Made]) -> Iterator[str]:
    """What was made, part by part; what was left alone is named, as far as that fits a line."""
    yield f"部署在 {folder.absolute()}"
    names = [(file.path.relative_to(folder), file.new) for file in made]
    for part, meaning in PARTS.items():
        count = sum(new and path.parts[0] == part for path, new in names)
        if count:
            yield f"  新建 {part}{f'/（{count} 个文件）' if part != '.env' else ''}：{meaning}"
    kept = [str(path) for path, new in names if not new]
    if kept:
        more = f" 等 {len(kept)} 个文件" if len(kept) > NAMED else ""
        yield f"  已有，未动：{'、'.join(kept[:NAMED])}{more}"


def files() -> Iterator[tuple[str, bytes, int]]:
    yield ".env", env_example(demo="false", book="book").encode(), 0o600
    for form in FORMS:
        yield f"roster/{form.stem}.csv", empty_csv(form), 0o644
    yield f"roster/{WORKBOOK}", empty_workbook(FORMS), 0o644
    yield f"roster/{COLUMNS.name}", COLUMNS.read_bytes(), 0o644
    for path in sorted(DEFAULT.glob("*.toml")):
        yield f"book/{path.name}", path.read_bytes(), 0o644


def write_new(path: Path, content: bytes, mode: int) -> Made:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
    except FileExistsError:
        return Made(path, new=False)
    return Made(path, new=True)


def empty_csv(form: Form) -> bytes:
    """With a byte order mark: without it spreadsheet programs show Chinese headers as rubbish."""
    return ("\ufeff" + ",".join(form.columns) + "\r\n").encode()


def empty_workbook(forms: Iterable[Form]) -> bytes:
    book = Workbook()
    guide = book.active
    assert guide is not None
    guide.title = "填写说明"
    for number, line in enumerate(GUIDE, 1):
        guide.append(line)
        guide.cell(number, 1).font = Font(bold=True)
        guide.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 20, 90
    for form in forms:
        draw_form(book.create_sheet(form.title), form)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def draw_form(sheet: Any, form: Form) -> None:
    """All cells as text, so that '1-6' does not become a date; needed columns darker than optional ones."""
    sheet.append(form.columns)
    for column, name in enumerate(form.columns, 1):
        head = sheet.cell(1, column)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="F4C7C3" if name in form.needed else "EEEEEE")
        dimension = sheet.column_dimensions[head.column_letter]
        dimension.width, dimension.number_format = 18, "@"
    sheet.freeze_panes = "A2"
