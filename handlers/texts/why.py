"""Why a case is sorted as it is and stands with whom it stands: the evidence that was kept, and of which rule book it is."""

from domain.cases import Case
from domain.messages import Choice, Notice
from handlers.texts.say import heading
from routing.book import Item


def why(case: Case, item: Item, changes: tuple[str, ...], book: str, choices: tuple[Choice, ...]) -> Notice:
    """`changes`: who sorted it anew, oldest first. `book`: the version in force today. `choices`: what may be done now."""
    evidence = case.why or ("没有写法对上，由人归类",)
    version = case.book if case.book == book else f"{case.book}（现在用的是 {book}）"
    facts = [
        ("现在归在", f"{item.code} {item.name}，先找{item.door}"),
        ("依据", "；".join(evidence)),
        *(("改过", change) for change in changes),
        ("手册版本", version),
    ]
    line = "分错了可以改：红管家点“退回”里的“分错类了”，社区点“改类别”。每次更正都会留给手册的编辑。"
    title = f"为什么分到这类 {heading(case)}"
    return Notice("why", title=title, facts=tuple(facts), lines=(line,), choices=choices, case=case.number)


def ask(number: str) -> Choice:
    return Choice(f"why:{number}", "为什么")
