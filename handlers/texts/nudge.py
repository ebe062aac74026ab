"""What a steward reads when several matters wait for her: one letter, the reason beside each."""

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Directory
from handlers.texts.say import heading, place_words

SHOWN = 12
TAPPED = 6


def merged(count: int, first: tuple[tuple[Case, str], ...], *, office: bool) -> Notice:
    """`first`: the longest waiting of `count`, each with what the clock says of it."""
    verb, whole = ("case", Choice("todo", "看待办")) if office else ("look", Choice("list", "我的任务"))
    buttons = tuple(Choice(f"{verb}:{case.number}", heading(case)) for case, _ in first[:TAPPED])
    return Notice(
        "nudges",
        title=f"您手上有 {count} 件等您",
        facts=tuple((heading(case), why) for case, why in first),
        lines=(f"另有 {count - len(first)} 件，点“{whole.label}”看。",) if count > len(first) else (),
        choices=(*buttons, whole),
    )


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
