"""What did the operator ask for on the command line? Reads the arguments and calls one function; does nothing itself.

Modules are imported inside the commands, so that `huying --help` answers at once.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from bot import days, rules, simulate
from domain.errors import OperatorError

HEADINGS = ("参数", "选项", "命令")
MISTAKES = (
    (r"the following arguments are required: (.+)", "还缺“{}”"),
    (r"argument 命令: invalid choice: '(.*?)' \(", "没有“{}”这个命令"),
    (r"argument (\S+): invalid choice: '(.*?)' \(", "“{}”不能是“{}”"),
    (r"unrecognized arguments: (.+)", "多了认不出的“{}”"),
    (r"argument (\S+): expected .*argument", "“{}”后面要写内容"),
    (r"argument (\S+): ignored explicit argument", "“{}”后面不用写内容"),
    (r"ambiguous option: (\S+)", "“{}”没有写全"),
)


class Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=96)

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, prefix="用法：")

    def format_help(self) -> str:
        """argparse puts its own colon after a heading."""
        return re.sub(rf"^({'|'.join(HEADINGS)}):$", r"\1：", super().format_help(), flags=re.MULTILINE)


class Parser(argparse.ArgumentParser):
    """argparse, speaking Chinese."""

    def __init__(self, prog: str, description: str, **more: object) -> None:
        super().__init__(prog, description=description, formatter_class=Formatter, add_help=False)
        self._positionals.title, self._optionals.title, _ = HEADINGS
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"看不懂这条命令{in_chinese(message)}。\n用 {self.prog} --help 看用法。\n")


def in_chinese(message: str) -> str:
    """What argparse has to say, for the mistakes people make; nothing for the others."""
    for pattern, words in MISTAKES:
        if found := re.match(pattern, message):
            return "：" + words.format(*found.groups())
    return ""


class ShowVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        say(f"呼应 {version('huying')}")
        parser.exit()


def make_parser() -> argparse.ArgumentParser:
    parser = Parser("huying", "呼应：居民说一声，红管家来办，办好为止。")
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="显示版本")
    commands = parser.add_subparsers(title="命令", dest="command", metavar="命令", required=True)

    def command(name: str, summary: str, more: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, prog=f"huying {name}", description=summary + "。" + more)

    command("run", "启动服务", "网页聊天、时钟和填了令牌的渠道一起开，按 Ctrl+C 停止。")
    chat = command("chat", "在终端里聊天", "以居民身份试一试，不用浏览器。")
    chat.add_argument("--door", metavar="门牌码", help="从哪幢楼的海报进来；不写就由呼应来问")
    command("check", "检查设置、名册和规则手册", "说清哪些已设、哪些还缺、启动后会怎样；有错时退出码为 1。")
    init = command("init", "新建一个空的部署", "写出设置、要填的表和规则手册；已有的文件一个也不动。")
    init.add_argument("folder", metavar="文件夹", type=Path, help="部署放在哪里，没有就新建")
    classify = command(
        "classify",
        "给诉求分类",
        "写了文字就分这一条；不写就从标准输入读，一行一条（文字，或带 id 和 text 的 JSON），按原顺序写出结果。",
    )
    classify.add_argument("text", metavar="文字", nargs="*", help="要分类的一句话，可以不写")
    classify.add_argument("--json", action="store_true", dest="as_json", help="每行写一个 JSON 对象")
    rules.add_commands(command("rules", "打理规则手册", "检查、试改、看每条写法的用处、把更正学进手册。"))
    poster = command("poster", "做楼幢海报", "可打印的网页：二维码、三个紧急号码、红管家和值守时间。")
    poster.add_argument("folder", metavar="文件夹", type=Path, help="海报写到哪里，每幢楼一个文件")
    link = command(
        "link",
        "开链接：红管家或社区办公室的一次性链接，或把机器人请进小区的群",
        "一次性链接由本人在手机上打开一次即可进入，用过或过期就作废；请进群的链接由群主或管理员打开。",
    )
    link.add_argument("code", metavar="编号", nargs="?", help="名册里的编号；请进群时不用写")
    link.add_argument("--group", metavar="小区", help="小区的编号或名字：开一条把机器人请进这个小区的群的链接")
    export = command(
        "export", "导出诉求清单", "一段时间里说的或结束的，一行一件，列名和次序照名册文件夹里的 columns.toml。"
    )
    export.add_argument("file", metavar="文件", type=Path, help="写到哪里，例如 十一月.xlsx")
    export.add_argument("--from", metavar="日期", dest="first", required=True, help="从哪天起（含），写成 2026-11-01")
    export.add_argument("--to", metavar="日期", dest="last", required=True, help="到哪天止（含）")
    simulated = command(
        "simulate",
        "模拟一个街道的一个月",
        "编出来的居民、红管家和办公室对着真的规则手册、真的数据库过日子，不用网络；最后逐条核对该守的规矩，有一条没守住退出码就是 1。",
    )
    simulate.add_options(simulated)
    days.add_commands(command("days", "放假和补班的日子", "列出、导入、单独改一天；改完后在办的事按新日历提醒。"))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    speak_any_terminal()
    chosen = make_parser().parse_args(arguments)
    try:
        return COMMANDS[chosen.command](chosen)
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command line speaks
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def speak_any_terminal() -> None:
    """A terminal that lacks a character shows a question mark instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command line speaks


def run(chosen: argparse.Namespace) -> int:
    from bot.run import serve
    from bot.settings import load_settings

    return serve(load_settings(), say)


def chat(chosen: argparse.Namespace) -> int:
    from bot.settings import load_settings
    from bot.talk import chat

    return chat(load_settings(), chosen.door, say)


def check(chosen: argparse.Namespace) -> int:
    from bot import mail, messengers
    from bot.check import run

    return run(say, [messengers.probe, mail.probe])


def init(chosen: argparse.Namespace) -> int:
    from bot.init import run

    return run(chosen.folder, say)


def classify(chosen: argparse.Namespace) -> int:
    from bot.classify import run
    from bot.settings import load_settings
    from domain.people import Directory
    from routing.book import load_book
    from routing.read import Reader

    for stream in (sys.stdin, sys.stdout):
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(encoding="utf-8", errors="replace")
    settings = load_settings()
    reader = Reader(load_book(settings.book), Directory())
    lines = [" ".join(chosen.text)] if chosen.text else sys.stdin
    run(lines, sys.stdout, as_json=chosen.as_json, reader=reader)
    return 0


def poster(chosen: argparse.Namespace) -> int:
    from bot.posters import run
    from bot.settings import load_settings

    return run(load_settings(), chosen.folder, say)


def link(chosen: argparse.Namespace) -> int:
    from bot.link import run
    from bot.settings import load_settings

    return run(load_settings(), chosen.code, chosen.group, say)


def export(chosen: argparse.Namespace) -> int:
    from bot.export import run
    from bot.settings import load_settings

    return run(load_settings(), chosen.first, chosen.last, chosen.file, say)


def calendar(chosen: argparse.Namespace) -> int:
    return days.run(chosen, say)


def rule_book(chosen: argparse.Namespace) -> int:
    return rules.run(chosen, say)


def one_month(chosen: argparse.Namespace) -> int:
    return simulate.run(chosen, say)


COMMANDS = {
    "run": run,
    "chat": chat,
    "check": check,
    "init": init,
    "classify": classify,
    "rules": rule_book,
    "poster": poster,
    "link": link,
    "export": export,
    "simulate": one_month,
    "days": calendar,
}

if __name__ == "__main__":
    sys.exit(main())
