"""What the community office reads: what nobody caught, what came back, what is overdue; and the questions it answers."""

from datetime import datetime

from domain.cases import Case, Event, EventKind, State
from domain.messages import Choice, Notice
from domain.people import Directory, Post
from handlers.texts.say import heading, in_chinese, level_name, moment, place_words, shortened, stands
from handlers.texts.steward import actions, marks
from handlers.texts.why import ask as ask_why
from routing.book import Item, Topic

SHOWN = 8
EVENT_NAMES = {
    EventKind.OPENED: "受理",
    EventKind.SORTED: "归类",
    EventKind.ASSIGNED: "派单",
    EventKind.ACCEPTED: "签收",
    EventKind.CONTACTED: "联系居民",
    EventKind.NOTED: "进展",
    EventKind.ANSWERED: "反馈",
    EventKind.CONFIRMED: "居民确认解决",
    EventKind.PARTLY: "居民说好了一部分",
    EventKind.CONTINUED: "接着办",
    EventKind.REOPENED: "重开",
    EventKind.ARCHIVED: "未确认归档",
    EventKind.RETURNED: "退回",
    EventKind.HELP_ASKED: "求助上级",
    EventKind.EXTENSION_ASKED: "申请延期",
    EventKind.EXTENDED: "同意延期",
    EventKind.EXTENSION_REFUSED: "不同意延期",
    EventKind.HUNG: "挂账",
    EventKind.DECLINED: "不予受理",
    EventKind.WITHDRAWN: "居民撤销",
    EventKind.REMINDED: "提醒",
    EventKind.ESCALATED: "升级",
    EventKind.ALERTED: "紧急呼叫",
    EventKind.ACKNOWLEDGED: "有人应答",
    EventKind.HALF_TIME: "半程告知居民",
    EventKind.ASKED: "询问居民",
    EventKind.RECHECKED: "回头看",
    EventKind.ADDED: "居民补充",
    EventKind.HURRIED: "居民催办",
    EventKind.JOINED: "有居民并入",
    EventKind.RELAYED: "转达",
    EventKind.RATED: "评价",
    EventKind.FORWARDED: "居民请转街道",
}


def hello(name: str) -> Notice:
    return Notice(
        "hello_office",
        lines=(
            f"{name}，您好。没人能归类的、退回两次的、逾期的，会发到这里。",
            "随时可以说：“待办”“早报”“周报”“月报”“导出”“请假”，或直接发编号看全过程。",
        ),
    )


def triage(case: Case, items: tuple[Item, ...], directory: Directory, zone: str, now: datetime) -> Notice:
    choices = tuple(Choice(f"sort:{case.number}:{item.code}", item.name) for item in items)
    return Notice(
        "triage",
        title=f"请归类 {case.number}",
        facts=(
            (
                "原话",
                shortened(case.words, 300)
                or ("（没有文字，请看附件）" if case.enclosed else "（居民要找人，还没说是什么事）"),
            ),
            ("地点", place_words(case.place, directory) or "没说"),
            ("最晚回话", moment(case.contact_due, now, zone)),
        ),
        enclosed=case.enclosed,
        choices=(
            *choices,
            Choice(f"topics:{case.number}", "其他类别"),
            Choice(f"mine:{case.number}", "我来直接答复"),
            Choice(f"decline:{case.number}", "不归社区管"),
        ),
        case=case.number,
    )


def which_topic(case: Case, topics: tuple[Topic, ...]) -> Notice:
    return Notice(
        "office_topics",
        title=f"{case.number} 是哪一类？",
        lines=(shortened(case.words, 120),) if case.words else (),
        choices=(
            *(Choice(f"topic:{case.number}:{topic.code}", topic.name) for topic in topics),
            Choice(f"reassign:{case.number}", "都不是，直接派人"),
        ),
        case=case.number,
    )


def which_item(case: Case, items: tuple[Item, ...]) -> Notice:
    return Notice(
        "office_items",
        title=f"{case.number} 具体是？",
        choices=tuple(Choice(f"sort:{case.number}:{item.code}", item.name) for item in items),
        case=case.number,
    )


def which_steward(case: Case, posts: tuple[Post, ...], first: int | None, line: str = "") -> Notice:
    ordered = sorted(posts, key=lambda post: (post.person != first, post.level, post.name))
    choices = tuple(
        Choice(f"give:{case.number}:{post.person}", f"{level_name(post.level)} {post.name}")
        for post in {post.person: post for post in reversed(ordered)}.values()
    )
    return Notice(
        "office_stewards",
        title=f"{case.number} 交给谁？",
        lines=tuple(part for part in (line or in_chinese(case),) if part),
        choices=tuple(reversed(choices))[:12],
        case=case.number,
    )


def came_back(case: Case, reason: str, words: str, by: str, keeper: str) -> Notice:
    return Notice(
        "came_back",
        title=f"退回待裁决 {heading(case)}",
        facts=(("退回人", by), ("理由", reason), *((("说明", shortened(words)),) if words else ())),
        lines=(f"一个工作日内请定：先办后议，定之前由{keeper}看着。",),
        choices=rulings(case, keeper),
        case=case.number,
    )


def rulings(case: Case, keeper: str) -> tuple[Choice, ...]:
    """What the office may say of a case that came back."""
    number = case.number
    return (
        Choice(f"back:{number}", f"还由{keeper}办"),
        Choice(f"topics:{number}", "改类别"),
        Choice(f"reassign:{number}", "改派"),
        Choice(f"decline:{number}", "不归社区管"),
        Choice(f"hang:{number}", "挂账"),
    )


def must_decide(case: Case, why: str, holder: str, zone: str, now: datetime) -> Notice:
    number = case.number
    return Notice(
        "must_decide",
        title=f"请社区过问 {heading(case)}",
        lines=(why + marks(case),),
        facts=(("状态", stands(case.state)), ("手上", holder), ("办结期限", moment(case.finish_due, now, zone))),
        choices=(Choice(f"case:{number}", "看全过程"), *interventions(case, holder)),
        case=number,
    )


def interventions(case: Case, holder: str) -> tuple[Choice, ...]:
    """What the office may do where it shall step in, by where the case stands."""
    number = case.number
    if case.state is State.ANSWERED:
        return (Choice(f"talk:{number}", "问居民"),)
    if case.state in (State.HUNG, State.RETURNED):
        return decisions(case, holder)
    return (Choice(f"reassign:{number}", "改派"), *(() if case.danger else (Choice(f"hang:{number}", "挂账"),)))


def extension(case: Case, until: str, reason: str, by: str) -> Notice:
    return Notice(
        "extension",
        title=f"延期申请 {heading(case)}",
        facts=(("申请人", by), ("延到", until), ("原因", shortened(reason, 200))),
        choices=(Choice(f"grant:{case.number}", "同意"), Choice(f"refuse:{case.number}", "不同意")),
        case=case.number,
    )


def todo(
    rows: tuple[tuple[str, tuple[Case, ...]], ...],
    absences: tuple[tuple[str, str], ...],
    unregistered: tuple[str, ...] = (),
) -> Notice:
    """`rows`: (heading, cases) in order of need; `absences`: (who, until when); `unregistered`: who cannot be reached."""
    facts = [(title, f"{len(cases)} 件") for title, cases in rows if cases]
    facts += [("请假", f"{name}（到{until}）") for name, until in absences]
    if unregistered:
        more = f"等 {len(unregistered)} 人" if len(unregistered) > SHOWN else ""
        facts.append(("联系不上或还没登记", f"{'、'.join(unregistered[:SHOWN])}{more}"))
    choices: dict[str, Choice] = {}
    for _, cases in rows:
        for case in cases:
            choices.setdefault(case.number, Choice(f"case:{case.number}", listed(case)))
    if not facts:
        return Notice("todo", lines=("眼下没有要社区定的事。",))
    return Notice("todo", title="要社区定的事", facts=tuple(facts), choices=tuple(choices.values())[:8])


def listed(case: Case) -> str:
    """What is not sorted yet is known by its words only."""
    return (
        f"{case.number} “{shortened(case.words, 14)}”" if case.state is State.RECEIVED and case.words else heading(case)
    )


def history(
    case: Case,
    item: Item,
    events: tuple[tuple[Event, str], ...],
    directory: Directory,
    holder: str,
    zone: str,
    now: datetime,
    more: tuple[tuple[str, str], ...] = (),
) -> Notice:
    """`events`: each with the name of who did it; `more`: facts that most cases have none of."""
    facts = [
        ("分类", f"{item.name}（{item.door}）"),
        ("原话", shortened(case.words, 300)),
        ("地点", place_words(case.place, directory)),
        ("状态", f"{stands(case.state)} · {holder}"),
        ("期限", f"回话{moment(case.contact_due, now, zone)}，办结{moment(case.finish_due, now, zone)}"),
        *more,
    ]
    lines = tuple(
        f"{moment(event.at, now, zone)} {EVENT_NAMES[event.kind]}"
        + (f" · {name}" if name else "")
        + (f"：{shortened(said_of(event), 100)}" if said_of(event) else "")
        for event, name in events[-30:]
    )
    return Notice(
        "history",
        title=heading(case) + marks(case),
        facts=tuple(fact for fact in facts if fact[1]),
        lines=lines,
        enclosed=case.enclosed,
        choices=(*decisions(case, holder), ask_why(case.number)),
        case=case.number,
    )


def said_of(event: Event) -> str:
    return "；".join(part for part in (event.why, event.words if event.words != event.why else "") if part)


def decisions(case: Case, holder: str = "他") -> tuple[Choice, ...]:
    number = case.number
    if not case.state.open or case.state is State.ANSWERED:
        return ()
    if case.state is State.HUNG:
        return (
            Choice(f"reassign:{number}", "恢复办理"),
            Choice(f"hang:{number}", "继续挂账"),
            Choice(f"decline:{number}", "不归社区管"),
        )
    if case.state is State.RETURNED:
        return rulings(case, holder)
    if case.state is State.RECEIVED:
        return (
            Choice(f"topics:{number}", "归类"),
            Choice(f"mine:{number}", "我来直接答复"),
            Choice(f"decline:{number}", "不归社区管"),
        )
    if case.danger:
        return (*actions(case), Choice(f"reassign:{number}", "改派"))
    return (
        *(
            choice
            for choice in actions(case)
            if choice.code.partition(":")[0] in ("ack", "contact", "note", "done", "talk")
        ),
        Choice(f"topics:{number}", "改类别"),
        Choice(f"reassign:{number}", "改派"),
        Choice(f"hang:{number}", "挂账"),
        Choice(f"decline:{number}", "不归社区管"),
    )


def must_keep_out(case: Case) -> Notice:
    return Notice("must_keep_out", title=heading(case), lines=("这位需要回避，请另选一位。",), case=case.number)


def danger_goes_on(case: Case) -> Notice:
    line = "紧急事件不能挂账、也不能推出去：请先有人应答并处理，办好后等居民确认。"
    return Notice("danger_goes_on", title=heading(case), lines=(line,), choices=decisions(case), case=case.number)


def office_hangs(case: Case) -> Notice:
    return Notice("office_hangs", title=heading(case), lines=("挂账只有社区办公室能定。",), case=case.number)


def what_to_answer(case: Case) -> Notice:
    return Notice("what_to_answer", title=heading(case), lines=("请写给居民看，可以带照片。",), case=case.number)


def given(case: Case, holder: str) -> Notice:
    return Notice("given", title=heading(case), lines=(f"已交给{holder}。",), case=case.number)


def settled(case: Case, line: str) -> Notice:
    return Notice("settled", title=heading(case), lines=(line,), case=case.number)


HANG_REASONS = (
    ("money", "资金没有着落"),
    ("season", "工程或季节原因"),
    ("owners", "业主还没谈拢"),
    ("above", "要上级定"),
    ("court", "在打官司"),
)


def why_hang(case: Case) -> Notice:
    return Notice(
        "why_hang",
        title=heading(case),
        lines=("为什么现在办不了？30 天内会再提醒复议，居民每月收到一个消息。",),
        choices=tuple(Choice(f"because:{code}", words) for code, words in HANG_REASONS),
        case=case.number,
    )


def praise(words: str, place: str) -> Notice:
    return Notice(
        "praise_passed", title="居民表扬", lines=(shortened(words, 300),), facts=(("地点", place),) if place else ()
    )


def unknown_words() -> Notice:
    return Notice(
        "unknown_words",
        lines=("可以说：“待办”“早报”“周报”“月报”“导出”“请假”“代报”，或直接发编号看全过程。",),
        choices=(
            Choice("todo", "待办"),
            Choice("digest", "早报"),
            Choice("absence", "请假"),
            Choice("filefor", "代报"),
        ),
    )


def no_such_case(number: str) -> Notice:
    return Notice("no_such_case", lines=(f"没有 {number} 这个编号。",))
