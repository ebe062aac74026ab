"""Not ours: what the office is asked, what the resident reads of the right door, and the words ready for it."""

from domain.cases import Case
from domain.messages import Choice, Notice
from handlers.texts.news import news
from handlers.texts.say import day, heading, in_chinese, pick, told_as
from routing.book import Item


def why_decline(case: Case, item: Item, hotline: str) -> Notice:
    ready = not_ours(right_door(item), hotline)
    return Notice(
        "why_decline",
        title=heading(case),
        lines=(
            "请写给居民看：为什么不归社区管、该找哪里。",
            "我会附上写好的材料；居民可以自己打，也可以请我们转街道。",
        ),
        choices=(Choice("door", f"就写：{ready}"),),
        case=case.number,
    )


def right_door(item: Item) -> str:
    """Who is in charge, as the rule book has it; nobody for what has not been sorted."""
    if item.code == "QT":
        return ""
    return item.door + (f"（配合：{item.codoor}）" if item.codoor else "")


def not_ours(door: str, hotline: str) -> str:
    by = f"由{door}管" if door else "社区没有这项权限"
    return f"{by}，可以打 {hotline}"


def declined(case: Case, reason: str, door: str, draft: str, hotline: str) -> Notice:
    """With the right door and words ready for it; she chooses who carries them there."""
    to = case.language
    in_charge = (pick(to, f"归谁管：{door}。", f"In charge: {door}."),) if door else ()
    return Notice(
        "declined",
        title=f"{case.number} {told_as(case)}",
        lines=(
            pick(to, f"这件事社区管不了：{reason}", f"This is outside the community's power: {reason}"),
            *in_charge,
            pick(to, "下面这段写好了，可以直接复制：", "Ready to copy:"),
            draft,
        ),
        choices=(
            Choice(f"forward:{case.number}", pick(to, "帮我转街道", "Pass it to the street office")),
            Choice(f"myself:{case.number}", pick(to, f"我自己打 {hotline}", f"I call {hotline} myself")),
            Choice(f"human:{case.number}", pick(to, "还有疑问，找人", "Ask a person")),
        ),
        case=case.number,
    )


def draft(case: Case, where: str, zone: str) -> str:
    """What the right door needs to know: our own wording, and no more of the place than she allows."""
    return f"{where}：{in_chinese(case)}。居民 {day(case.told_at, zone)}向社区反映（编号 {case.number}），请依职责处理并答复。"


def how_much_place(case: Case, house: str) -> Notice:
    to = case.language
    return Notice(
        "how_much_place",
        title=case.number,
        lines=(
            pick(
                to,
                "转给街道时，地点写到哪里？不写姓名、电话和门牌。",
                "How much of the place may I write? No name, phone or room.",
            ),
        ),
        choices=(
            Choice("place:building", pick(to, f"写到{house}", f"Up to {house}")),
            Choice("place:estate", pick(to, "只写小区", "The estate only")),
        ),
        case=case.number,
    )


def forwarded(case: Case, words: str) -> Notice:
    to = case.language
    return news(
        case,
        pick(to, f"已请社区转街道，内容是：“{words}”", f"The office passes it to the street office: “{words}”"),
    )


def call_yourself(case: Case, hotline: str, words: str) -> Notice:
    to = case.language
    return news(
        case, pick(to, f"好，打 {hotline}，照这段说就行：“{words}”", f"Good: call {hotline} and say: “{words}”")
    )


def please_forward(case: Case, words: str) -> Notice:
    """For the office: she wants it passed on, in these words."""
    return Notice(
        "please_forward",
        title=f"居民请转街道 {heading(case)}",
        lines=("这段可以直接转发，已去除个人信息：", words),
        case=case.number,
    )
