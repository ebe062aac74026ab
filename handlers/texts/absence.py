"""What is said about who is away, until when, and who stands in."""

from datetime import datetime, timedelta

from domain.messages import Choice, Notice
from domain.people import Post
from handlers.texts.say import day, level_name


def who_is_away(posts: tuple[Post, ...], absences: tuple[tuple[Post, str], ...]) -> Notice:
    facts = tuple((f"{level_name(post.level)} {post.name}", f"请假到{until}") for post, until in absences)
    choices = tuple(Choice(f"off:{post.person}", f"{level_name(post.level)} {post.name}") for post in posts)
    back = tuple(Choice(f"on:{post.person}", f"{post.name} 回来了") for post, _ in absences)
    return Notice("who_is_away", title="谁请假？", facts=facts, choices=(*back, *choices)[:16])


def away_until(name: str) -> Notice:
    return Notice(
        "away_until",
        lines=(f"{name}请假到什么时候？",),
        choices=tuple(
            Choice(f"until:{days}", words)
            for days, words in ((1, "今天"), (3, "三天"), (7, "一周"), (14, "两周"), (30, "一个月"))
        ),
    )


def away_backup(name: str, posts: tuple[Post, ...], usual: int | None) -> Notice:
    ordered = sorted(posts, key=lambda post: (post.person != usual, post.level, post.name))
    choices = tuple(Choice(f"by:{post.person}", f"{level_name(post.level)} {post.name}") for post in ordered[:10])
    return Notice("away_backup", lines=(f"由谁顶{name}？",), choices=(*choices, Choice("by:none", "交给上一级")))


def away_set(name: str, last_day: str, backup: str, moved: int) -> Notice:
    line = f"{name}请假到{last_day}，由{backup or '上一级'}顶。"
    return Notice("away_set", lines=(line, *((f"手上的 {moved} 件已转过去。",) if moved else ())))


def you_are_away(last_day: str, backup: str, moved: int) -> Notice:
    line = f"已替您登记请假到{last_day}，由{backup or '上一级'}顶，新的事不会派给您。"
    return Notice("you_are_away", lines=(line, *((f"手上的 {moved} 件已转过去。",) if moved else ())))


def last_day(until: datetime, zone: str) -> str:
    """The last day away; the absence itself ends at the midnight after it."""
    return day(until - timedelta(minutes=1), zone)


def back_again(name: str, moved: int) -> Notice:
    return Notice("back_again", lines=(f"{name}回来了。" + (f"{moved} 件交还给他。" if moved else ""),))


def welcome_back(name: str) -> Notice:
    return Notice("welcome_back", lines=(f"{name}，欢迎回来，派单恢复。说“列表”看手上的事。",))
