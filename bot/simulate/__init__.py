"""`huying simulate`: a month of a sub-district against the real product, and what must hold of it. Its options, and its end.

Nothing heavy is imported before it is wanted: the command line lists its commands at once.
"""

import argparse
from collections.abc import Callable
from pathlib import Path


def add_options(parser: argparse.ArgumentParser) -> None:
    from bot.simulate.faults import Fault

    parser.add_argument("--days", metavar="天数", type=whole, default=30, help="过几天，不写就是 30")
    parser.add_argument("--seed", metavar="种子", type=int, default=7, help="一个整数；同一个数，结果一模一样")
    parser.add_argument("--estates", metavar="个数", type=whole, default=80, help="几个小区，不写就是 80")
    parser.add_argument("--cases", metavar="件数", type=whole, help="大约说几件事；不写就照每个小区每天两三件")
    parser.add_argument("--faults", action="store_true", help="把下面各种意外都打开")
    parser.add_argument(
        "--fault",
        metavar="意外",
        type=lambda names: names.split(","),
        default=[],
        help="只开几种，用逗号隔开：" + "、".join(Fault),
    )
    parser.add_argument("--json", action="store_true", dest="as_json", help="只写一个 JSON 对象，给程序读")
    parser.add_argument("--picture", metavar="文件", type=Path, help="把结果画成一张图（PNG）")


def whole(text: str) -> int:
    """A number of something, at least one. argparse says what it thinks of others."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def run(chosen: argparse.Namespace, say: Callable[[str], None]) -> int:
    """1 if anything does not hold, so that a script notices."""
    from bot.logs import set_up as set_up_logs
    from bot.settings import load_settings
    from bot.simulate import report
    from bot.simulate.trial import faults_named, live, ordered
    from routing.book import load_book

    settings = load_settings()
    set_up_logs("ERROR", settings.log_format)
    faults = faults_named(chosen.fault, every=chosen.faults)
    order = ordered(chosen.days, chosen.seed, chosen.estates, faults, chosen.cases)
    outcome = live(order, load_book(settings.book), report.progress)
    for line in [report.as_json(outcome)] if chosen.as_json else report.lines(outcome):
        say(line)
    if chosen.picture:
        report.write_picture(outcome, chosen.picture)
    return 1 if outcome.violations else 0
