"""What a red steward reads: a card to act on with one tap, reminders, questions. Never who the resident is."""

from dataclasses import replace
from datetime import datetime

from domain.cases import Case, State
from domain.messages import Choice, Notice
from domain.people import Directory, Level
from handlers.texts.say import (
    URGENCY_NAMES,
    heading,
    in_chinese,
    level_name,
    moment,
    place_words,
    shortened,
    stands,
)
from handlers.texts.why import ask as ask_why
from routing.book import Item

TAGS = {
    "repeat": "多次反映",
    "vulnerable": "涉及老幼病残孕",
    "night": "夜间",
    "group": "多户",
    "negotiate": "需协商",
}
TARGETS = {"property": "反映对象是物业", "steward": "反映对象是红管家", "owners": "反映对象是业委会"}


def card(
    case: Case,
    item: Item,
    directory: Directory,
    zone: str,
    now: datetime,
    *,
    reader: Level,
    title: str = "新任务",
    said: str = "",
    more: tuple[tuple[str, str], ...] = (),
) -> Notice:
    """A case for whoever acts on it. Building stewards read our wording; from the estate level up, her own words."""
    close = reader >= Level.ESTATE
    facts = [
        ("事情", in_chinese(case)),
        ("地点", place_words(case.place, directory, room=close) or "还不清楚，请先问一问"),
    ]
    if close and said:
        facts.append(("居民刚说", shortened(said, 300)))
    if close and case.words:
        facts.append(("原话", shortened(case.words, 300)))
    elif case.words:
        facts.append(("原话", "楼道一级看不到，要细节点“问居民”"))
    door = item.door + (f"（配合：{item.codoor}）" if item.codoor else "")
    facts += [
        ("第一责任", door),
        ("轻重", URGENCY_NAMES[case.urgency] + marks(case)),
        ("回话期限", moment(case.contact_due, now, zone)),
        ("办结期限", moment(case.finish_due, now, zone)),
    ]
    facts += [fact for fact in more if fact[1]]
    if case.why:
        facts.append(("为什么给您", "；".join(case.why)))
    return Notice(
        "card",
        title=f"{title} {case.number}",
        facts=tuple(facts),
        enclosed=case.enclosed if close else (),
        choices=(*actions(case), ask_why(case.number)),
        case=case.number,
    )


def marks(case: Case) -> str:
    words = [TAGS[tag] for tag in sorted(case.tags) if tag in TAGS]
    words += [TARGETS[target] for target in sorted(case.targets) if target in TARGETS]
    words += [f"第 {case.reopened + 1} 次办理"] if case.reopened else []
    return f"（{'、'.join(words)}）" if words else ""


def actions(case: Case) -> tuple[Choice, ...]:
    """The buttons a steward has in the case's present state."""
    number = case.number
    first = {
        State.ASSIGNED: (Choice(f"accept:{number}", "签收"), Choice(f"contact:{number}", "已联系")),
        State.ACCEPTED: (Choice(f"contact:{number}", "已联系"),),
        State.WORKING: (Choice(f"note:{number}", "报进展"),),
        State.RETURNED: (Choice(f"contact:{number}", "已联系"), Choice(f"note:{number}", "报进展")),
    }
    if case.state not in first:
        return ()
    alarm = (Choice(f"ack:{number}", "我在处理"),) if case.danger and not case.acknowledged_at else ()
    always = (
        *alarm,
        *first[case.state],
        Choice(f"done:{number}", "办好了"),
        Choice(f"talk:{number}", "问居民"),
    )
    if case.state is State.RETURNED:
        return always
    always = (*always, Choice(f"help:{number}", "求助上级"))
    if case.danger:
        return always
    return (*always, Choice(f"return:{number}", "退回"), Choice(f"extend:{number}", "延期"))


def copy(case: Case, directory: Directory, holder: str) -> Notice:
    return Notice(
        "copy",
        title=f"抄送 {case.number}",
        facts=(("事情", in_chinese(case)), ("地点", place_words(case.place, directory)), ("负责人", holder)),
        choices=(Choice(f"look:{case.number}", "看详情"),),
        case=case.number,
    )


def reminder(case: Case, why: str, zone: str, now: datetime) -> Notice:
    return Notice(
        "reminder",
        title=f"提醒 {heading(case)}",
        lines=(why,),
        facts=(("办结期限", moment(case.finish_due, now, zone)),),
        choices=actions(case),
        case=case.number,
    )


def still_yours(case: Case, line: str) -> Notice:
    return Notice("still_yours", title=heading(case), lines=(line,), choices=actions(case), case=case.number)


def refused(case: Case, line: str) -> Notice:
    """What was asked for cannot be had; what may be done instead."""
    return replace(still_yours(case, line), kind="refused")


def off_your_list(case: Case, why: str) -> Notice:
    return Notice("off_your_list", title=heading(case), lines=(f"这件不用您办了：{why}",), case=case.number)


def what_was_done(case: Case) -> Notice:
    return Notice(
        "what_was_done",
        title=heading(case),
        lines=("办得怎么样？说一句（谁、做了什么、还有没有后续），可以带照片，居民看得到。",),
        choices=(Choice("skip", "就说：已办好"),),
        case=case.number,
    )


def answered(case: Case) -> Notice:
    return Notice("answered", title=heading(case), lines=("已经告诉居民，等居民确认。谢谢！",), case=case.number)


def confirmed(case: Case) -> Notice:
    return Notice("confirmed", title=heading(case), lines=(f"居民已确认：{stands(case.state)}。",), case=case.number)


def what_progress(case: Case) -> Notice:
    asked = "进展到哪一步了？说一句，居民看得到。"
    return Notice("what_progress", title=heading(case), lines=(asked,), case=case.number)


def what_to_ask(case: Case) -> Notice:
    return Notice(
        "what_to_ask",
        title=heading(case),
        lines=("想跟居民说什么？我来转，双方都看不到对方的账号。",),
        case=case.number,
    )


def in_person(case: Case) -> Notice:
    line = "这位居民没有账号，是别人代报的，请当面或打电话说；说过了可以点“已联系”。"
    return Notice("in_person", title=heading(case), lines=(line,), choices=actions(case), case=case.number)


def archived(case: Case) -> Notice:
    line = "问了三次没等到居民回音，先归档，不算解决；居民说没好会再重开。"
    return Notice("archived_steward", title=heading(case), lines=(line,), case=case.number)


def passed_on(case: Case) -> Notice:
    lines = ("已转给居民。",)
    return Notice("passed_on", title=heading(case), lines=lines, choices=actions(case), case=case.number)


def from_resident(case: Case, words: str, enclosed: tuple[int, ...], *, hurry: bool = False) -> Notice:
    line = "居民催办。" if hurry else "居民补充："
    return Notice(
        "from_resident",
        title=heading(case),
        lines=tuple(part for part in (line, shortened(words, 300)) if part),
        enclosed=enclosed,
        choices=(Choice(f"talk:{case.number}", "回复居民"), Choice(f"look:{case.number}", "看详情")),
        case=case.number,
    )


def why_help(case: Case) -> Notice:
    return Notice(
        "why_help",
        title=heading(case),
        lines=("卡在哪里？说一句，我转给上一级。",),
        choices=(Choice("skip", "直接叫上级"),),
        case=case.number,
    )


def help_called(case: Case) -> Notice:
    return still_yours(case, f"已请{level_name(case.level)}来帮忙。")


def until_when(number: str) -> Notice:
    return Notice(
        "until_when",
        title=number,
        lines=("从原定期限起再要几天？点一个。（只能延一次，社区批准后生效，居民看得到原因）",),
        choices=tuple(Choice(f"days:{days}", f"再要 {days} 个工作日") for days in (3, 5, 10, 15)),
        case=number,
    )


def why_longer(number: str, days: int) -> Notice:
    line = f"再要 {days} 个工作日，为什么？说一句，居民看得到。"
    return Notice("why_longer", title=number, lines=(line,), case=number)


def extension_asked(case: Case, until: str) -> Notice:
    return still_yours(case, f"申请延到{until}，已交社区。批准之前期限不变。")


def extension_once(case: Case) -> Notice:
    return refused(case, "这件已经申请过延期了，不能再延。办不成可以点“求助上级”，社区可以挂账。")


def extension_settled(case: Case, granted: bool, zone: str, now: datetime) -> Notice:
    verdict = (
        f"社区同意延期，新期限{moment(case.finish_due, now, zone)}。" if granted else "社区没有同意延期，期限不变。"
    )
    return still_yours(case, verdict)


def my_list(cases: tuple[Case, ...], directory: Directory, zone: str, now: datetime) -> Notice:
    if not cases:
        return Notice("my_list", lines=("手上没有在办的事。清清爽爽！",))
    facts = tuple(
        (
            heading(case),
            f"{place_words(case.place, directory, room=False)} · {stands(case.state)} · {moment(case.finish_due, now, zone)}前"
            + (" · 已逾期" if case.finish_due < now else ""),
        )
        for case in cases[:20]
    )
    choices = tuple(Choice(f"look:{case.number}", f"{case.number} {in_chinese(case)}") for case in cases[:8])
    more = (f"另有 {len(cases) - 20} 件",) if len(cases) > 20 else ()
    return Notice("my_list", title=f"在办 {len(cases)} 件，先到期的在前", lines=more, facts=facts, choices=choices)


def hello(name: str, area: str) -> Notice:
    return Notice(
        "hello_steward",
        lines=(
            f"{name}，您好。{area}的事会发到这里，点一下就能办。",
            "随时可以点或说“我的任务”看手上的事，“代报”替不方便的居民报一件事。",
        ),
    )


def what_is_it(words: str) -> Notice:
    return Notice(
        "what_is_it",
        lines=(f"“{shortened(words, 40)}”，这是要？",),
        choices=(Choice("file:this", "替居民报这件事"), Choice("file:no", "不是，看我的任务")),
    )


def file_for() -> Notice:
    return Notice("file_for", lines=("请替居民说：什么事、在哪里？写一句或拍一张。",))


def filed_for(case: Case, holder: str, zone: str, now: datetime) -> Notice:
    return Notice(
        "filed_for",
        title=f"代报好了，编号 {case.number}",
        facts=(("事情", in_chinese(case)), ("负责人", holder), ("最晚回话", moment(case.contact_due, now, zone))),
        lines=("请把编号告诉居民。办好以后，要由居民本人说好了才算数。",),
        case=case.number,
    )


def ask_her(case: Case, words: str) -> Notice:
    """The confirmation question for someone without an account, carried by whoever may ask her in person."""
    said = (f"办理情况：“{words}”",) if words else ()
    return Notice(
        "ask_her",
        title=f"请当面问问居民 {heading(case)}",
        lines=(*said, "居民说好了吗？"),
        choices=(
            Choice(f"solved:{case.number}", "居民说好了"),
            Choice(f"unsolved:{case.number}", "居民说还没好"),
            Choice(f"partly:{case.number}", "居民说好了一部分"),
        ),
        case=case.number,
    )


def not_yours() -> Notice:
    return Notice("not_yours", lines=("这个编号不在您这里，请核对一下。",))


def too_late(case: Case) -> Notice:
    return Notice(
        "too_late", title=heading(case), lines=(f"这一步已经过了，现在：{stands(case.state)}。",), case=case.number
    )


def unknown_words() -> Notice:
    return Notice(
        "unknown_words",
        lines=("可以说“我的任务”“代报”，或回复某张卡片给居民留言。",),
        choices=(Choice("list", "我的任务"), Choice("filefor", "代报")),
    )
