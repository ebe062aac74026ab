"""What must the documentation say about settings, commands and topics? Makes the pages from the code itself.

`python -m bot.reference docs/reference` (make reference) writes them; a house test compares. Decides nothing at run time,
except that `huying init` takes its `.env` from here.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import Settings, variable
from routing.book import RuleBook, load_book

MADE = "<!-- 由 make reference 生成，请勿手改 -->"
BANDS = {"P0": "立刻", "P1": "急", "P2": "一般", "P3": "复杂", "P4": "咨询类"}


def env_example(**values: str) -> str:
    """Every setting with its meaning and its default; `values` replace defaults by field name."""
    rows = ["# 呼应的设置。同名的环境变量优先于本文件；留空等于不填。"]
    for name, field in Settings.model_fields.items():
        rows += ["", f"# {field.description}", f"{variable(name)}={values.get(name, default_of(field))}"]
    return "\n".join(rows) + "\n"


def default_of(field: FieldInfo) -> str:
    if field.default is None:
        return ""
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def settings_page() -> str:
    rows = [
        MADE,
        "# 设置",
        "",
        "写成环境变量，或写进运行目录里的 `.env`；两处都写时以环境变量为准。写错的名字会被指出来。",
        "",
        "| 变量 | 默认 | 含义 |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = f"`{default_of(field)}`" if default_of(field) else "空"
        secret = "（保密，不会写进日志）" if SecretStr.__name__ in str(field.annotation) else ""
        rows.append(f"| `{variable(name)}` | {default} | {field.description}{secret} |")
    return "\n".join(rows) + "\n"


def commands_page(parser: argparse.ArgumentParser) -> str:
    rows = [MADE, "# 命令", "", "命令是 `.venv/bin/huying`；每个命令加 `--help` 有更多说明。", ""]
    for name, command in documented(parser):
        rows += [f"## huying {name}", "", command.description or "", ""]
        rows += [f"- `{shown(action)}` {action.help}" for action in command._actions if said(action)]
        rows += [""] if rows[-1] else []
    return "\n".join(rows).rstrip() + "\n"


def documented(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command, and after it those within it."""
    for name, command in subcommands(parser):
        yield name, command
        yield from ((f"{name} {inner}", found) for inner, found in documented(command))


def said(action: argparse.Action) -> bool:
    return action.dest != "help" and not isinstance(action, argparse._SubParsersAction)


def subcommands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def shown(action: argparse.Action) -> str:
    return action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)


def topics_page(book: RuleBook) -> str:
    rows = [MADE, "# 主题与事项", "", "自带规则手册的全部主题和事项；怎样增改见规则手册各文件开头的说明。"]
    for topic in book.topics.values():
        rows += ["", f"## {topic.code} {topic.name}", "", "| 事项 | 名称 | 对居民这样说 | 先找 | 协办 | 时限 |"]
        rows.append("|---|---|---|---|---|---|")
        for item in book.items.values():
            if item.topic == topic.code:
                cells = (item.code, item.name, item.plain, item.door, item.codoor or "-", urgency(item.urgency))
                rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def urgency(code: str) -> str:
    return f"{code} {BANDS[code]}"


def pages(parser: argparse.ArgumentParser) -> dict[str, str]:
    return {
        "settings.md": settings_page(),
        "commands.md": commands_page(parser),
        "topics.md": topics_page(load_book()),
    }


def write(folder: Path) -> None:
    from bot.main import make_parser

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(make_parser()).items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder.parent.parent / ".env.example").write_text(env_example(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
