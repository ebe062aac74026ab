"""What a steward reads when he sends a case back: why, whom he proposes, what becomes of it, and why he may not."""

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Post
from handlers.texts.say import heading, level_name
from handlers.texts.steward import actions, refused, still_yours

REASONS = (
    ("grid", "不在我网格"),
    ("notours", "不归我们管"),
    ("kind", "分错类了"),
    ("unclear", "信息不清"),
    ("double", "和别的重复"),
)
SHOWN = 8
CALL_HIGHER = "办不了可以点“求助上级”。"


def why_return(case: Case) -> Notice:
    return Notice(
        "why_return",
        title=heading(case),
        lines=("为什么退回？只能退一次：头一次转上一级，再有人退就由社区裁决，裁决之前由最先接到的人看着。",),
        choices=tuple(Choice(f"reason:{code}", words) for code, words in REASONS),
        case=case.number,
    )


def whom_instead(case: Case, posts: tuple[Post, ...]) -> Notice:
    people = {post.person: post for post in sorted(posts, key=lambda post: (-post.level, post.name))}
    near = sorted(people.values(), key=lambda post: (post.level, post.name))[:SHOWN]
    return Notice(
        "whom_instead",
        title=heading(case),
        lines=("您看该给谁？点一个或写一句，社区裁决时参考。",),
        choices=(
            *(Choice(f"propose:{post.person}", f"{level_name(post.level)} {post.name}") for post in near),
            Choice("propose:0", "不知道"),
        ),
        case=case.number,
    )


def too_late(case: Case) -> Notice:
    return refused(case, f"派单后过了 4 个工作小时，不能退回了。{CALL_HIGHER}")


def only_once(case: Case) -> Notice:
    return refused(case, f"这件您退过一次了，不能再退。{CALL_HIGHER}")


def ruled_already(case: Case) -> Notice:
    return refused(case, f"这件社区已经裁决过，不能再退。{CALL_HIGHER}")


def with_office(case: Case, keeper: str, *, hers: bool) -> Notice:
    until_then = "在那之前先由您看着（先办后议）。" if hers else f"在那之前先由最先接到的{keeper}看着。"
    return Notice(
        "returned_to_office",
        title=heading(case),
        lines=(f"已交社区裁决，最晚下一个工作日有结论。{until_then}",),
        choices=actions(case) if hers else (),
        case=case.number,
    )


def look_after_it(case: Case, by: str) -> Notice:
    line = f"{by}也退回了，已交社区裁决。裁决之前先由您看着（先办后议）：该联系居民就联系，能办就办。"
    return still_yours(case, line)
