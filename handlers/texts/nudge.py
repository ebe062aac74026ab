"""What a steward reads when several matters wait for her: one letter, the reason beside each."""

from collections.abc import Iterable

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Directory
from handlers.texts.say import heading, place_words

SHOWN = 12
MOST = 40
TAPPED = 6
Told = tuple[tuple[Case, str], ...]


def merged(count: int, first: Told, gone: Told, *, office: bool) -> Notice:
    """`first`: those of `count` that are named, each with what the clock says of it; `gone`: what is not hers any more."""
    verb, whole = ("case", Choice("todo", "看待办")) if office else ("look", Choice("list", "我的任务"))
    buttons = tuple(Choice(f"{verb}:{case.number}", heading(case)) for case, _ in first[:TAPPED])
    return Notice(
        "nudges",
        title=f"您手上有 {count} 件等您" if count else f"{len(gone)} 件不用您办了",
        facts=tuple((heading(case), why) for case, why in first),
        lines=(*how_to_see(count, len(first), whole.label), *not_hers(gone)),
        choices=(*buttons, whole),
    )


def how_to_see(count: int, named: int, whole: str) -> Iterable[str]:
    if count > named:
        yield f"另有 {count - named} 件，点“{whole}”看。"
    if named > TAPPED:
        yield "没有按钮的，把编号发过来就能看。"


def not_hers(gone: Told) -> Iterable[str]:
    """With one reason all that have it."""
    for why in dict.fromkeys(why for _, why in gone):
        yield f"不用您办了：{'、'.join(heading(case) for case, reason in gone if reason == why)}。{why}。"


def newly(why: str) -> str:
    return f"新转给您：{why}"


def please_look(case: Case, directory: Directory) -> Notice:
    """Somebody else than who did the work looks whether it holds."""
    where = place_words(case.place, directory, room=False)
    return Notice(
        "please_look",
        title=f"路过请看一眼 {heading(case)}",
        lines=("这件办结了，不是您办的：路过时看看是不是真好了。还没好就点“详情”回一句，不用专门跑。",),
        facts=(("地点", where),) if where else (),
        choices=(Choice(f"look:{case.number}", "看详情"),),
        case=case.number,
    )
