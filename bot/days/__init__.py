"""`huying days`: holidays and moved working days of this deployment, shown, set and imported."""

import argparse
from collections.abc import Callable
from pathlib import Path


def add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="命令", dest="action", metavar="命令", required=True)

    def command(name: str, summary: str, more: str = "") -> argparse.ArgumentParser:
        described = f"{summary}。{more}"
        return commands.add_parser(name, help=summary, prog=f"huying days {name}", description=described)

    listing = command("list", "列出和平常一周不一样的日子")
    listing.add_argument("year", metavar="年份", nargs="?", type=int, help="不写就看今年和以后的")
    imported = command(
        "import",
        "导入一年的放假和补班",
        "认 holiday-cn 的 JSON（整年替换），也认两列的 CSV：日期,上班或休息（只改写到的日子）。",
    )
    imported.add_argument("file", metavar="文件", type=Path, help="JSON 或 CSV，UTF-8 编码")
    put = command("set", "定某一天上班还是休息")
    put.add_argument("day", metavar="日期", help="写成 2027-02-07")
    put.add_argument("kind", metavar="怎样", help="work（上班）或 rest（休息）")
    cleared = command("clear", "去掉某一天的特别安排", "那天照平常一周算。")
    cleared.add_argument("day", metavar="日期", help="写成 2027-02-07")


def run(chosen: argparse.Namespace, say: Callable[[str], None]) -> int:
    from bot.days import table
    from bot.settings import load_settings

    return table.run(load_settings(), chosen, say)
