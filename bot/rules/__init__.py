"""`huying rules`: how good is the rule book, what would a changed one do, and what can it learn? One file a command.

Reads the book's folder and what was kept of past cases. Only `accept` writes, into the operator's own book.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.rules.past import Memory
    from bot.settings import Settings

FORM_NAMES = {"phrase": "短语", "pair": "词对", "example": "例句"}
Say = Callable[[str], None]


def add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="命令", dest="action", metavar="命令", required=True)

    def command(name: str, summary: str, more: str = "") -> argparse.ArgumentParser:
        described = f"{summary}。{more}"
        return commands.add_parser(name, help=summary, prog=f"huying rules {name}", description=described)

    check = command(
        "check", "检查规则手册", "写错的地方全部说清是哪个文件、第几行、哪一项（退出码为 1），再列出写得不好的。"
    )
    check.add_argument("folder", metavar="文件夹", type=Path, nargs="?", help="手册在哪里；不写就看正在用的")
    check.add_argument("--all", action="store_true", dest="everything", help="建议一条不漏地列出")
    listing = command("list", "列出每条写法的用处", "在手册例句和过去的案件里响过几次、分对几次、最近一次是哪天。")
    listing.add_argument("item", metavar="事项", nargs="?", help="只看这个事项，例如 WX3；不写就看全部")
    listing.add_argument("--never", action="store_true", help="只列从没响过的")
    listing.add_argument("--json", action="store_true", dest="as_json", help="每行写一个 JSON 对象")
    trial = command(
        "try", "试一试改过的手册", "拿过去的案件和自带的考题重新分一遍，列出哪些结果会变；有一条变差，退出码就为 1。"
    )
    trial.add_argument("folder", metavar="文件夹", type=Path, help="改过的手册在哪里")
    review = command("review", "看手册可以学什么", "居民、红管家和社区改过的归类，变成可以加的写法，并说清加了会怎样。")
    review.add_argument("number", metavar="号", nargs="?", type=int, help="只看这一条，会变的全部列出")
    accept = command("accept", "把一条写进手册", "写进 HUYING_BOOK 的文件，注释和次序不动；自带的手册不会被改。")
    accept.add_argument("number", metavar="号", type=int, help="review 里的号")
    accept.add_argument("form", metavar="写法", nargs="?", choices=tuple(FORM_NAMES.values()), help="短语、词对或例句")
    accept.add_argument("text", metavar="内容", nargs="?", help="照抄 review 给的，也可以自己改")
    reject = command("reject", "不要一条", "记下这条更正不改手册，以后不再提。")
    reject.add_argument("number", metavar="号", type=int, help="review 里的号")
    for parser in (listing, trial, review):
        parser.add_argument("--days", metavar="天数", type=int, default=365, help="看最近多少天的案件")


def run(chosen: argparse.Namespace, say: Say) -> int:
    from bot.settings import load_settings
    from routing.book import DEFAULT

    settings = load_settings()
    in_force = settings.book or DEFAULT
    if chosen.action == "check":
        from bot.rules import check

        return check.run(chosen.folder or in_force, say, everything=chosen.everything)
    if chosen.action in ("accept", "reject"):
        return decide(chosen, settings, say)
    from bot.rules import past

    return show(chosen, in_force, past.remember(settings, chosen.days), say)


def show(chosen: argparse.Namespace, in_force: Path, memory: "Memory", say: Say) -> int:
    from bot.rules import listing, reviewing, trying

    match chosen.action:
        case "list":
            return listing.run(in_force, memory, chosen.item, say, never=chosen.never, as_json=chosen.as_json)
        case "try":
            return trying.run(chosen.folder, in_force, memory, say)
        case _:
            return reviewing.run(in_force, memory, chosen.number, say)


def decide(chosen: argparse.Namespace, settings: "Settings", say: Say) -> int:
    from bot.rules import deciding

    if chosen.action == "accept":
        return deciding.accept(settings, chosen.number, chosen.form, chosen.text, say)
    return deciding.reject(settings, chosen.number, say)
