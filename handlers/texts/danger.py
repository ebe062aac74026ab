"""What is said when life may be at stake: numbers first, in one bubble, before anything else."""

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Directory
from handlers.texts.say import pick, place_words, shortened
from routing.book import EmergencyKind, Numbers


def numbers_first(language: str, kind: EmergencyKind | None, numbers: Numbers) -> Notice:
    """`kind` None: key 9 was pressed and nothing is known yet."""
    general = (
        pick(
            language,
            f"着火打 {numbers.fire} · 伤病打 {numbers.ambulance} · 有人行凶、被困、走失打 {numbers.police}",
            f"Fire {numbers.fire} · ambulance {numbers.ambulance} · police {numbers.police}. Ask someone who speaks Chinese to call too.",
        ),
    )
    said = (kind.say_en if language == "en" else kind.say) if kind else general
    lines = tuple(line.format(**numbers.said()) for line in said)
    return Notice(
        "numbers_first",
        lines=(
            *lines,
            pick(
                language,
                "我不能替您拨打电话，要您或身边的人来打。",
                "I cannot call for you: you or someone near you must.",
            ),
        ),
        urgent=True,
    )


def are_you_safe(language: str, case: Case) -> Notice:
    return Notice(
        "are_you_safe",
        title=case.number,
        lines=(
            pick(
                language,
                "已经呼叫社区值班人员。您现在安全吗？",
                "The community's duty people are being alerted. Are you safe now?",
            ),
        ),
        choices=safe_or_not(language, case),
        case=case.number,
        urgent=True,
    )


def soft_question(language: str, numbers: Numbers) -> Notice:
    return Notice(
        "soft_question",
        lines=(
            pick(
                language,
                f"先问一声：现在有人有危险吗？有的话马上打 {numbers.ambulance} / {numbers.fire} / {numbers.police}。",
                f"First: is anyone in danger now? Then call {numbers.ambulance} / {numbers.fire} / {numbers.police}.",
            ),
        ),
        choices=(
            Choice("danger:yes", pick(language, "有危险", "Yes")),
            Choice("danger:no", pick(language, "没有", "No")),
        ),
        urgent=True,
    )


def good_to_hear(language: str) -> Notice:
    return Notice("good_to_hear", lines=(pick(language, "好的，没有危险就好。", "Good."),))


def more_passed_on(language: str, case: Case, numbers: Numbers) -> Notice:
    return Notice(
        "more_passed_on",
        lines=(
            pick(
                language,
                f"已转给值班人员。电话还没打的话：{numbers.fire} / {numbers.ambulance} / {numbers.police}。",
                f"Passed on. If nobody has called yet: {numbers.fire} / {numbers.ambulance} / {numbers.police}.",
            ),
        ),
        choices=safe_or_not(language, case),
        case=case.number,
        urgent=True,
    )


def safe_or_not(language: str, case: Case) -> tuple[Choice, ...]:
    return (
        Choice(f"safe:{case.number}", pick(language, "安全了", "Safe now")),
        Choice(f"unsafe:{case.number}", pick(language, "不安全", "Not safe")),
    )


def safe_noted(language: str) -> Notice:
    return Notice(
        "safe_noted",
        lines=(
            pick(
                language,
                "安全就好。值班人员还是会联系您，这件事不会自动结束。",
                "Good. Someone will still contact you; this is not closed by itself.",
            ),
        ),
    )


def unsafe_noted(language: str, case: Case, kind: EmergencyKind | None, numbers: Numbers) -> Notice:
    """What to do in this danger once more; where the danger is not known, what holds in any."""
    general = pick(
        language,
        f"先到安全、有人的地方，打 {numbers.police}（不方便出声就发短信 {numbers.police_text}）。",
        f"Go where people are and call {numbers.police} (or text {numbers.police_text}).",
    )
    said = (kind.say_en if language == "en" else kind.say) if kind else (general,)
    again = pick(language, "已再次呼叫值班人员。", "The duty people are called again.")
    return Notice(
        "unsafe_noted",
        lines=(*(line.format(**numbers.said()) for line in said), again),
        choices=safe_or_not(language, case),
        case=case.number,
        urgent=True,
    )


def alert(case: Case, kind: EmergencyKind | None, directory: Directory, *, again: int = 0) -> Notice:
    """To the duty people of every level. Her words are given: seconds count more than discretion."""
    return Notice(
        "alert",
        title=f"【特急】{case.number} {kind.name if kind else '居民按了紧急键'}"
        + (f"（第 {again + 1} 次呼叫）" if again else ""),
        facts=(
            ("地点", place_words(case.place, directory) or "不清楚，请从聊天里问"),
            ("原话", shortened(case.words, 200) or "（没有文字）"),
        ),
        lines=("居民已看到该怎么做、打什么电话。请马上联系或到场，并点“我在处理”。",),
        enclosed=() if again else case.enclosed,
        choices=(Choice(f"ack:{case.number}", "我在处理"), Choice(f"talk:{case.number}", "联系居民")),
        case=case.number,
        urgent=True,
    )


def acknowledged(case: Case, name: str) -> Notice:
    return Notice(
        "danger_acknowledged",
        title=case.number,
        lines=(
            pick(case.language, f"{name}看到了，正在处理。", f"{name} has seen it and is acting."),
            pick(case.language, "急救电话该打还是要打。", "Still make the emergency call if you need it."),
        ),
        case=case.number,
        urgent=True,
    )


def someone_has_it(case: Case, name: str) -> Notice:
    return Notice(
        "someone_has_it", title=case.number, lines=(f"{name}已应答，正在处理。",), case=case.number, urgent=True
    )


def someone_is_safe(case: Case, words: str) -> Notice:
    return Notice(
        "someone_is_safe",
        title=case.number,
        lines=(shortened(words, 200), "还请联系确认；确实安全了，由负责人点“办好了”写一句，等居民确认。"),
        choices=(Choice(f"done:{case.number}", "办好了"), Choice(f"talk:{case.number}", "联系居民")),
        case=case.number,
    )


def update(case: Case, words: str, enclosed: tuple[int, ...], *, unsafe: bool) -> Notice:
    return Notice(
        "danger_update",
        title=f"【特急】{case.number}",
        lines=tuple(part for part in ("居民说不安全！" if unsafe else "", shortened(words, 300)) if part),
        enclosed=enclosed,
        choices=(Choice(f"ack:{case.number}", "我在处理"), Choice(f"talk:{case.number}", "联系居民")),
        case=case.number,
        urgent=True,
    )
