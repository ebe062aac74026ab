"""What is said in an estate's group, and to someone who comes out of it: never her words, her room, her name."""

from domain.cases import Case
from domain.messages import Choice, Notice
from handlers.texts.say import pick, shortened, told_as
from routing.book import Numbers

ALSO = "also"


def not_linked() -> Notice:
    return Notice("group_not_linked", lines=("我还没有和这个小区接上，要请社区办公室先开通。",))


def link_unknown() -> Notice:
    return Notice("group_link_unknown", lines=("这条开通链接不认识或已经过期，请社区办公室再开一条。",))


def linked(estate: str) -> Notice:
    return Notice(
        "group_linked",
        lines=(
            f"我是呼应，从今天起在{estate}的群里。有事 @ 我说一声，我到私聊里一对一接着办；群里不谈谁家、什么事。",
            "Call me here with @; I go on in private.",
        ),
    )


def told_office(estate: str) -> Notice:
    return Notice("group_told_office", lines=(f"{estate}有一个群接上了：居民在群里 @ 呼应，就转到私聊里办。",))


def opens(language: str, door: str) -> Choice:
    return Choice("open", pick(language, "到私聊里说", "Talk in private"), door)


def go_on(language: str, door: str) -> Notice:
    return Notice(
        "group_go_on",
        lines=(
            pick(
                language,
                "收到。请点下面到私聊里接着说，这里不谈细节。",
                "Got it. Tap below to go on in private; no details here.",
            ),
        ),
        choices=(opens(language, door),),
    )


def answered(language: str, door: str) -> Notice:
    return Notice(
        "group_answered",
        lines=(pick(language, "收到，已在私聊里回您。", "Got it. I answered you in private."),),
        choices=(opens(language, door),),
    )


def what_for(door: str) -> Notice:
    """Called, but nothing was said."""
    return Notice("group_what_for", lines=("有事请到私聊里说，一句话就行。",), choices=(opens("zh", door),))


def work(door: str) -> Notice:
    return Notice("group_work", lines=("工作上的事请到私聊里办，群里不处理。",), choices=(opens("zh", door),))


def danger(language: str, numbers: Numbers) -> Notice:
    fire, ambulance, police = numbers.fire, numbers.ambulance, numbers.police
    return Notice(
        "group_danger",
        lines=(
            pick(
                language,
                f"有危险马上打：火警 {fire} · 急救 {ambulance} · 报警 {police}。我不能替您拨打电话。",
                f"In danger, call now: fire {fire} · ambulance {ambulance} · police {police}. I cannot call for you.",
            ),
        ),
        urgent=True,
    )


def noted(case: Case, door: str) -> Notice:
    """After a case was opened from the group; says nothing of it."""
    return Notice(
        "group_noted",
        lines=("已记下 1 件。同样情况的邻居点下面，也算您一个。",),
        choices=(Choice("open", "我家也是", door),),
        case=case.number,
    )


def you_said(language: str, words: str) -> Notice:
    said = shortened(words, 200)
    return Notice(
        "you_said", lines=(pick(language, f"您刚才在群里说的：“{said}”", f"You said in the group: “{said}”"),)
    )


def recall(language: str) -> Notice:
    return Notice(
        "recall",
        lines=(
            pick(
                language,
                "您那条群消息里有电话、证件号或车牌，全群都看得到，建议撤回。我没有留下它；要用到的话，在这里再说一次。",
                "Your group message shows a phone, identity or plate number to everyone: please delete it there. I did "
                "not keep it; if it matters, write it here.",
            ),
        ),
    )


def same_matter(language: str, case: Case, place: str) -> Notice:
    return Notice(
        "same_in_group",
        lines=(
            pick(
                language,
                f"群里那件是“{told_as(case)}”（{place}，{case.number}）。您也是这件吗？并进去后进展也会告诉您，各家互相看不到是谁。",
                f"The matter in the group is “{told_as(case)}” ({place}, {case.number}). Is it yours too? You would hear of "
                "every step; neighbours do not see each other.",
            ),
        ),
        choices=(
            Choice(f"{ALSO}:{case.number}", pick(language, "是同一件，算我一个", "The same, count me in")),
            Choice(f"{ALSO}:no", pick(language, "不是，另有事", "No, a different one")),
        ),
    )


def yours_already(language: str, case: Case) -> Notice:
    return Notice(
        "yours_already",
        title=case.number,
        lines=(pick(language, "这件事里已经有您了，有进展会告诉您。", "You are in this one already."),),
        case=case.number,
    )


def over(language: str) -> Notice:
    return Notice(
        "group_matter_over",
        lines=(
            pick(
                language,
                "群里那件已经办结或不再收了。您那边还有情况的话，直接告诉我哪里、怎么了。",
                "That matter is closed. If something is wrong at yours, tell me what and where.",
            ),
        ),
    )


def what_then(language: str) -> Notice:
    return Notice(
        "what_then",
        lines=(pick(language, "好，那是哪里、怎么了？直接说就行。", "All right. What is wrong, and where?"),),
    )
