"""What we keep of a person, in words she can follow, and what happens when she asks us to forget it."""

from domain.messages import Choice, Notice
from handlers.texts.say import pick


def my_data(language: str, home: str, cases: int, lines: int) -> Notice:
    return Notice(
        "my_data",
        title=pick(language, "我留着的您的数据", "What I keep of you"),
        facts=(
            (pick(language, "登记的住处", "Home"), home or pick(language, "没有", "none")),
            (pick(language, "反映过的事", "Cases"), str(cases)),
            (pick(language, "聊天记录", "Chat lines"), str(lines)),
        ),
        lines=(
            pick(
                language,
                "处理者是本社区；只给办事的红管家和社区办公室看。您可以全部看一遍，也可以删掉。",
                "Kept by the community, for the steward in charge and the office. See all of it, or delete it.",
            ),
        ),
        choices=(
            Choice("mydata:export", pick(language, "全部给我看", "Show me everything")),
            Choice("mydata:delete", pick(language, "删除我的数据", "Delete my data")),
        ),
    )


def export(language: str, rows: tuple[str, ...], enclosed: tuple[int, ...]) -> Notice:
    return Notice("export", title=pick(language, "您的数据", "Your data"), lines=rows, enclosed=enclosed)


def really_forget(language: str, open_cases: int) -> Notice:
    still = pick(
        language,
        f"您还有 {open_cases} 件事在办，删了以后照样办，但没法再告诉您结果。",
        f"{open_cases} open cases go on, but I can no longer tell you how they end.",
    )
    return Notice(
        "really_forget",
        lines=(
            pick(
                language, "要删掉您的聊天、照片和住处吗？只留不带个人信息的件数。", "Delete your chat, photos and home?"
            ),
            *((still,) if open_cases else ()),
        ),
        choices=(
            Choice("forget:yes", pick(language, "删除", "Delete")),
            Choice("keep", pick(language, "不删", "Keep")),
        ),
    )


def forgotten(language: str) -> Notice:
    return Notice(
        "forgotten",
        lines=(pick(language, "删掉了。再写给我时，我们就像第一次见面。", "Deleted. Next time we meet anew."),),
    )
