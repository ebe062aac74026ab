"""What is not in our community: said plainly, with the right door, and a way on if it is ours after all."""

from domain.messages import Choice, Notice
from handlers.texts.say import pick

OURS, NOT_OURS = "outside:ours", "outside:no"


def is_it_ours(language: str, estate: str, community: str, hotline: str) -> Notice:
    return Notice(
        "outside",
        lines=(
            pick(
                language,
                f"听起来是{estate}的事，不在{community}，我派不了人。请找那边的社区或物业，也可以打 {hotline}。",
                f"This seems to be in {estate}, outside {community}: nobody here can be sent. "
                f"Please ask the community over there, or call {hotline}.",
            ),
            pick(language, "其实就在我们这里的，点一下，我接着办。", "If it is here after all, tap below and I go on."),
        ),
        choices=(
            Choice(OURS, pick(language, "就在我们这里", "It is here")),
            Choice(NOT_OURS, pick(language, "知道了", "I see")),
        ),
    )


def noted(language: str) -> Notice:
    return Notice(
        "outside_noted",
        lines=(pick(language, "好的。我们这里的事，随时跟我说。", "Good. Tell me whenever something is wrong here."),),
    )
