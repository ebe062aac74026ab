"""What is said when somebody words a message anew: to her, to whoever has the case, to the office."""

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Post
from handlers.texts.news import news
from handlers.texts.say import heading, pick, shortened, who
from handlers.texts.steward import still_yours
from routing.book import Item


def noted(case: Case) -> Notice:
    return news(
        case, pick(case.language, "您改的话记下了，办事的人看得到。", "Your change is noted; the steward sees it.")
    )


def other_place(case: Case, where: str) -> Notice:
    to = case.language
    return news(
        case,
        pick(to, f"您改的话记下了。地点也要改成{where}吗？", f"Your change is noted. Is the place {where} now?"),
        Choice(f"moved:{case.number}", pick(to, f"改成{where}", f"Yes, {where}")),
        Choice("keep", pick(to, "不用改", "No")),
    )


def moved(case: Case, where: str, post: Post | None) -> Notice:
    to = case.language
    name = who(post, case.level, to)
    return news(case, pick(to, f"地点改成{where}了，现在由{name}负责。", f"Now at {where}, in the hands of: {name}."))


def not_passed_on(case: Case) -> Notice:
    return still_yours(case, "您改的字没有转给居民；要让居民看到，请点“问居民”再说一次。")


def other_topic(case: Case, words: str, items: tuple[Item, ...]) -> Notice:
    return Notice(
        "reworded",
        title=f"居民改了原话 {heading(case)}",
        lines=("改过的话像是另一类，要不要重新归类？", shortened(words, 300)),
        choices=(
            *(Choice(f"sort:{case.number}:{item.code}", item.name) for item in items),
            Choice(f"case:{case.number}", "看全过程"),
        ),
        case=case.number,
    )
