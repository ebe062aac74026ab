"""What a resident reads while her case goes on: every change, and what she may do at any time."""

from dataclasses import replace
from datetime import datetime

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Level, Post
from handlers.texts.say import day, moment, pick, state_name, told_as, who


def taken_on(case: Case, post: Post | None) -> Notice:
    to = case.language
    return news(case, pick(to, f"{who(post, case.level)}已签收。", f"Taken on by the {who(post, case.level, to)}."))


def contacted(case: Case, post: Post | None, words: str) -> Notice:
    to = case.language
    said = pick(to, f"：“{words}”", f": “{words}”") if words else pick(to, "，正在处理。", " and is working on it.")
    return news(
        case, pick(to, f"{who(post, case.level)}在跟进{said}", f"Your {who(post, case.level, to)} is on it{said}")
    )


def message_from_steward(case: Case, post: Post | None, words: str, enclosed: tuple[int, ...]) -> Notice:
    to = case.language
    return Notice(
        "relayed",
        title=case.number,
        lines=(pick(to, f"{who(post, case.level)}说：“{words}”", f"{who(post, case.level, to)}: “{words}”"),),
        enclosed=enclosed,
        choices=(Choice(f"add:{case.number}", pick(to, "回复", "Reply")),),
        case=case.number,
    )


def handed_on(case: Case, post: Post | None) -> Notice:
    to = case.language
    name = who(post, case.level, to)
    return news(case, pick(to, f"现在由{name}负责，免得耽误您。", f"Now in the hands of: {name}."))


def climbed(case: Case) -> Notice:
    to = case.language
    if case.level is Level.STREET:
        return news(
            case, pick(to, "还没办妥，社区正在请街道协调。我会继续盯着。", "The street office is being asked to help.")
        )
    name = who(None, case.level, to)
    return news(
        case, pick(to, f"还没办妥，已报到{name}。我会继续盯着。", f"Passed up to the {name}. I keep watching it.")
    )


def half_time(case: Case, post: Post | None, zone: str, now: datetime) -> Notice:
    to = case.language
    stands = standing(to, case, post, zone, now)
    return news(
        case,
        pick(to, f"没有忘：{stands}。急的话回“催办”。", f"Not forgotten: {stands}. Say “hurry” if it cannot wait."),
    )


def hung_word(case: Case, reason: str, zone: str) -> Notice:
    to = case.language
    when = day(case.review_at, zone) if case.review_at else "下个月"
    return news(
        case,
        pick(
            to,
            f"这件事眼下办不成（{reason}），没有忘：{when}再议，每月给您一个消息。",
            "This cannot be done for now; it is on hold, reviewed every month, and not forgotten.",
        ),
    )


def extended(case: Case, reason: str, zone: str, now: datetime) -> Notice:
    to = case.language
    due = moment(case.finish_due, now, zone, to)
    return news(case, pick(to, f"要多等一阵：{reason}。新的期限是{due}。", f"It needs longer, now due by {due}."))


def progress(
    language: str, cases: tuple[Case, ...], posts: tuple[Post | None, ...], zone: str, now: datetime
) -> Notice:
    if not cases:
        return Notice("progress", lines=(pick(language, "您没有在办的事。有事直接说。", "You have no open case."),))
    facts = tuple(
        (case.number, f"{told_as(case)}：{standing(language, case, post, zone, now)}")
        for case, post in zip(cases, posts, strict=True)
    )
    choices = tuple(Choice(f"mine:{case.number}", f"{case.number} {told_as(case)}") for case in cases[:8])
    return Notice("progress", title=pick(language, "您的事", "Your cases"), facts=facts, choices=choices)


def one_case(language: str, case: Case, post: Post | None, zone: str, now: datetime, paused: str = "") -> Notice:
    number = case.number
    stood = pick(language, f"其中停过：{paused}。", f"It stood still: {paused}.")
    return Notice(
        "progress",
        title=f"{number} {told_as(case)}",
        lines=(standing(language, case, post, zone, now), *((stood,) if paused else ())),
        choices=(
            Choice(f"hurry:{number}", pick(language, "催一下", "Hurry")),
            Choice(f"add:{number}", pick(language, "补充", "Add")),
            Choice(f"withdraw:{number}", pick(language, "撤销", "Withdraw")),
        ),
        case=number,
    )


def standing(language: str, case: Case, post: Post | None, zone: str, now: datetime) -> str:
    """Where it stands, with whom, until when; a limit that has passed is not promised again."""
    state, name = state_name(case.state, language), who(post, case.level, language)
    if case.finish_due < now:
        return pick(
            language, f"{state}；{name}；已过原定时限，还在催", f"{state}; {name}; past its limit, being chased"
        )
    due = moment(case.finish_due, now, zone, language)
    return pick(language, f"{state}；{name}；{due} 前", f"{state}; {name}; due {due}")


def which_case(language: str, verb: str, cases: tuple[Case, ...]) -> Notice:
    return Notice(
        "which_case",
        lines=(pick(language, "是哪一件？", "Which one?"),),
        choices=tuple(Choice(f"{verb}:{case.number}", f"{case.number} {told_as(case)}") for case in cases[:6]),
    )


def hurried(case: Case) -> Notice:
    to = case.language
    return news(case, pick(to, "已经替您催了，也记在单子上。", "I have hurried them for you, and noted it."))


def hurried_enough(case: Case) -> Notice:
    to = case.language
    return news(case, pick(to, "刚刚催过，他们已经知道您着急。", "They were reminded a moment ago."))


def what_to_add(case: Case) -> Notice:
    return news(case, pick(case.language, "请说要补充什么，可以带照片。", "What shall I add? Photos are fine."))


def added(case: Case) -> Notice:
    return news(case, pick(case.language, "加进去了，办事的人看得到。", "Added; the steward sees it."))


def really_withdraw(case: Case) -> Notice:
    to = case.language
    return Notice(
        "really_withdraw",
        title=f"{case.number} {told_as(case)}",
        lines=(pick(to, "确定不用办了吗？", "Withdraw it?"),),
        choices=(
            Choice(f"withdrawn:{case.number}", pick(to, "不用办了", "Yes, withdraw")),
            Choice(f"solved:{case.number}", pick(to, "已经好了", "It is solved")),
            Choice("keep", pick(to, "还要办", "No, keep it")),
        ),
        case=case.number,
    )


def withdrawn(case: Case) -> Notice:
    return news(case, pick(case.language, "撤销了。要再办，直接说一声。", "Withdrawn. Tell me any time if it is back."))


def kept(language: str) -> Notice:
    return Notice("kept", lines=(pick(language, "好，照旧办着。", "Good, it goes on."),))


def too_late(case: Case) -> Notice:
    now = pick(
        case.language,
        f"这一步已经过了。现在：{state_name(case.state)}。",
        f"That is past. Now: {state_name(case.state, 'en')}.",
    )
    return replace(news(case, now), kind="too_late")


def not_yours(language: str) -> Notice:
    return Notice("not_yours", lines=(pick(language, "我没找到您的这个编号。", "I cannot find that case of yours."),))


def news(case: Case, line: str, *choices: Choice) -> Notice:
    return Notice("news", title=f"{case.number} {told_as(case)}", lines=(line,), choices=choices, case=case.number)
