"""What a resident reads at the end: is it solved, why not, was it good, still fine?"""

from dataclasses import replace

from domain.cases import Case, State, Urgency
from domain.messages import Choice, Notice
from domain.people import Post
from handlers.texts.news import news
from handlers.texts.say import pick, told_as, who


def is_it_solved(
    case: Case, post: Post | None, words: str, enclosed: tuple[int, ...], *, again: bool = False
) -> Notice:
    to = case.language
    said = in_her_words(case, post, words) if words else ""
    ask = pick(to, "还想问您一声：好了吗？" if again else "您看好了吗？", "Is it solved?")
    if case.urgency is Urgency.P4:
        ask = pick(to, "还想问您一声：这样可以吗？" if again else "这样答复可以吗？", "Does this answer your question?")
    return Notice(
        "is_it_solved",
        title=f"{case.number} {told_as(case)}",
        lines=tuple(line for line in (said, ask) if line),
        enclosed=enclosed,
        choices=(
            Choice(f"solved:{case.number}", pick(to, "好了", "Solved")),
            Choice(f"unsolved:{case.number}", pick(to, "还没好", "Not yet")),
            Choice(f"partly:{case.number}", pick(to, "好了一部分", "Partly")),
        ),
        case=case.number,
    )


def in_her_words(case: Case, post: Post | None, words: str) -> str:
    to = case.language
    return pick(to, f"{who(post, case.level)}说：“{words}”", f"{who(post, case.level, to)}: “{words}”")


def fed_back(case: Case, post: Post | None, words: str, enclosed: tuple[int, ...]) -> Notice:
    """Before the hours for asking: told now, asked later."""
    return replace(news(case, in_her_words(case, post, words)), enclosed=enclosed)


def neighbour_says_so(case: Case, within: int) -> Notice:
    """One of several reporters has said that it is solved, or a part of it; the others may object."""
    to, partly = case.language, case.state is State.PARTLY
    return Notice(
        "neighbour_says_so",
        title=f"{case.number} {told_as(case)}",
        lines=(
            pick(
                to,
                f"一起反映的邻居说{'好了一部分' if partly else '已经好了'}。您家也好了吗？{within} 天里没说没好，就算办结。",
                f"A neighbour who told of it too says it is {'partly ' if partly else ''}solved. Yours as well? It is "
                f"closed if nobody objects within {within} days.",
            ),
        ),
        choices=(
            Choice(f"unsolved:{case.number}", pick(to, "我家还没好", "Mine is not")),
            Choice(f"fine:{case.number}", pick(to, "我家也好了", "Mine too")),
        ),
        case=case.number,
    )


def others_object(case: Case, *, partly: bool) -> Notice:
    to = case.language
    return news(
        case,
        pick(
            to,
            f"记下了：您家好了{'一部分' if partly else ''}。一起反映的邻居说还没好，先接着办。",
            f"Noted that yours is {'partly ' if partly else ''}fine. A neighbour says it is not, so it goes on.",
        ),
    )


def why_unsolved(language: str) -> Notice:
    return Notice(
        "why_unsolved",
        lines=(
            pick(language, "哪里还没好？说一句或拍一张，我连上一级一起叫。", "What is still wrong? A word or photo."),
        ),
        choices=(Choice("skip", pick(language, "就是没好，不用说了", "Just not solved")),),
    )


def reopened(case: Case, post: Post | None) -> Notice:
    to = case.language
    name = who(post, case.level, to)
    if case.reopened > 1:
        return news(
            case, pick(to, f"重新办，这回交到社区：现在由{name}负责。", f"Reopened, with the office: {name} has it.")
        )
    return news(case, pick(to, f"重新办，升一级：现在由{name}负责。", f"Reopened, one level up: {name} has it now."))


def partly_then(case: Case) -> Notice:
    to = case.language
    return Notice(
        "partly_then",
        title=case.number,
        lines=(pick(to, "剩下的还要接着办吗？", "Shall the rest be done too?"),),
        choices=(
            Choice(f"goon:{case.number}", pick(to, "要，接着办", "Yes, go on")),
            Choice(f"enough:{case.number}", pick(to, "就这样吧", "That will do")),
        ),
        case=case.number,
    )


def go_on(case: Case) -> Notice:
    return news(case, pick(case.language, "好，剩下的接着办。", "Good, the rest goes on."))


def goes_on_for_all(case: Case) -> Notice:
    to = case.language
    return news(
        case,
        pick(
            to, "一起反映的邻居说还有没好的，剩下的接着办。", "A neighbour asked for the rest to be done: it goes on."
        ),
    )


def how_was_it(language: str, case: Case) -> Notice:
    return Notice(
        "how_was_it",
        title=case.number,
        lines=(
            pick(
                language,
                "记下了。另外问一句：办得满意吗？（只看总数，没人看到是您打的分）",
                "Noted. How was it? (Only totals are seen.)",
            ),
        ),
        choices=(
            Choice(f"score:{case.number}:3", pick(language, "满意", "Good")),
            Choice(f"score:{case.number}:2", pick(language, "基本满意", "Mostly good")),
            Choice(f"score:{case.number}:1", pick(language, "不满意", "Not good")),
        ),
        case=case.number,
    )


def thanks(language: str) -> Notice:
    return Notice("thanks", lines=(pick(language, "谢谢，记下了。有事随时说。", "Thank you, noted."),))


def still_fine(case: Case) -> Notice:
    to = case.language
    return Notice(
        "still_fine",
        title=f"{case.number} {told_as(case)}",
        lines=(pick(to, "过了些日子，回头问问：还好吗？", "Some time has passed: still fine?"),),
        choices=(
            Choice(f"fine:{case.number}", pick(to, "还好", "Still fine")),
            Choice(f"unsolved:{case.number}", pick(to, "又不行了", "It is back")),
        ),
        case=case.number,
    )


def archived(case: Case) -> Notice:
    to = case.language
    return Notice(
        "archived",
        title=case.number,
        lines=(
            pick(
                to,
                "问了三次没等到您的回音，先归档，不算解决。没好的话点一下，马上重新办。",
                "Three questions and no answer: archived, not counted as solved. Tap if it is not.",
            ),
        ),
        choices=(
            Choice(f"unsolved:{case.number}", pick(to, "还没好", "Not solved")),
            Choice(f"solved:{case.number}", pick(to, "好了", "Solved")),
        ),
        case=case.number,
    )
