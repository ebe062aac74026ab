"""What a resident reads while she tells: the first words, the questions, the case number."""

from datetime import datetime

from domain.cases import Case
from domain.messages import Choice, Notice
from domain.people import Directory, Post
from handlers.texts.say import moment, pick, place_words, shortened, state_name, told_as, who
from routing.book import Item, Numbers

NONE_OF_THESE = "none"
DANGER = "danger:9"


def emergency_line(language: str, numbers: Numbers) -> str:
    fire, ambulance, police = numbers.fire, numbers.ambulance, numbers.police
    return pick(
        language,
        f"有危险先打：火警 {fire} · 急救 {ambulance} · 报警 {police}。紧急请按 9。",
        f"In danger? Call first: fire {fire} · ambulance {ambulance} · police {police}. Urgent: press 9.",
    )


def hello(language: str, community: str, numbers: Numbers, place: str) -> Notice:
    lines = [
        pick(
            language,
            f"您好，我是呼应，{community}的小帮手。家里、楼里、小区里有什么不对劲，直接说就行，一句话、一张照片都可以。(English is fine, too.)",
            f"Hello, I am Huying, the helper of {community}. Tell me what is wrong at home or around the estate.",
        )
    ]
    if place:
        lines.append(pick(language, f"我知道您在：{place}。", f"I know you are at: {place}."))
    lines += [
        pick(
            language,
            "谁看得到：办这件事的红管家和社区办公室；被反映的一方看不到您是谁。只留您说的话和照片：聊天留 90 天，办事的记录另存。"
            "随时可以说“我的数据”查看或删除。",
            "Who reads this: the steward in charge and the community office; never the other side. We keep only what "
            "you write here. Say “my data” to see or delete it.",
        ),
        emergency_line(language, numbers),
    ]
    return Notice("hello", lines=tuple(lines))


def welcome_back(language: str, place: str) -> Notice:
    return Notice(
        "welcome", lines=(pick(language, f"已记下您在：{place}。有事直接说。", f"Noted: {place}. What is wrong?"),)
    )


def here_again(language: str, numbers: Numbers) -> Notice:
    return Notice(
        "here_again",
        lines=(
            pick(
                language,
                "您好，我在。有事直接说哪里、怎么了，也可以发照片；要看办到哪一步、催一催、找人，点下面或打字都行。",
                "Hello again. Tell me what is wrong and where, in words or photos; or see below what else I can do.",
            ),
            emergency_line(language, numbers),
        ),
    )


def unknown_door(language: str) -> Notice:
    return Notice(
        "unknown_door",
        lines=(
            pick(
                language,
                "这个码我不认识，可能是旧的或印坏了。不要紧，直接告诉我小区、几幢和什么事就行。",
                "I do not know this code. Never mind: tell me the estate, the building and what is wrong.",
            ),
        ),
    )


def greeting(language: str, numbers: Numbers) -> Notice:
    return Notice(
        "greeting",
        lines=(
            pick(language, "您好，有什么事要我帮忙？直接说就行。", "Hello! What is wrong? Just tell me."),
            emergency_line(language, numbers),
        ),
    )


def nothing_understood(language: str, numbers: Numbers) -> Notice:
    return Notice(
        "nothing",
        lines=(
            pick(
                language,
                "收到。要是有事要办，说一句“哪里、怎么了”就行。",
                "Got it. If something is wrong, tell me what and where.",
            ),
            emergency_line(language, numbers),
        ),
        choices=(Choice("tell:office", pick(language, "是有事，请人看看", "Let a person read it")),),
    )


def empty(language: str) -> Notice:
    return Notice(
        "empty",
        lines=(
            pick(language, "刚才那条我没收到文字，请再说一次。", "That message had no text. Please write it again."),
        ),
    )


def which_topic(language: str, words: str, items: tuple[Item, ...]) -> Notice:
    choices = tuple(Choice(f"item:{item.code}", pick(language, item.plain, item.plain_en)) for item in items)
    return Notice(
        "which_topic",
        lines=(
            pick(
                language,
                f"“{shortened(words, 40)}”，是下面哪一种？",
                f"“{shortened(words, 40)}”: which of these is it?",
            ),
        ),
        choices=(*choices, Choice(NONE_OF_THESE, pick(language, "都不是，找人看", "None of these, ask a person"))),
    )


def which_place(language: str, understood: str, home: str, estates: tuple[tuple[str, str], ...]) -> Notice:
    """`estates`: (code, name), offered when her home is not known."""
    choices = [Choice("place:home", pick(language, f"就在 {home}", f"At {home}"))] if home else []
    choices += [Choice(f"estate:{code}", name) for code, name in estates]
    choices.append(Choice("place:unknown", pick(language, "说不清，请人联系我", "Not sure, ask a person")))
    question = pick(
        language, "请问在哪里？点一下，或直接写，比如“3幢2单元”。", "Where is it? Tap, or write e.g. “3-2”."
    )
    return Notice("which_place", lines=(f"{understood}{question}",), choices=tuple(choices))


def which_building(language: str, estate: str) -> Notice:
    return Notice(
        "which_building",
        lines=(pick(language, f"{estate}的哪一幢、哪里？直接写就行。", f"Which building, or where in {estate}?"),),
        choices=(Choice("place:unknown", pick(language, "说不清，请人联系我", "Not sure, ask a person")),),
    )


def understood(language: str, item: Item) -> str:
    return pick(language, f"我理解是：{item.plain}。", f"I understand: {item.plain_en}. ")


def confirm_matters(language: str, matters: tuple[tuple[str, str], ...]) -> Notice:
    """`matters`: (plain name with place, or ''; her words) of each."""
    marks = "①②③④⑤⑥⑦⑧⑨"
    rows = tuple(
        f"{marks[i]} {plain or pick(language, '请社区看看', 'for the office')}：“{shortened(words, 30)}”"
        for i, (plain, words) in enumerate(matters[: len(marks)])
    )
    return Notice(
        "confirm_matters",
        title=pick(language, f"我记了 {len(matters)} 件事，对吗？", f"I noted {len(matters)} matters. Right?"),
        lines=rows,
        choices=(
            Choice("matters:yes", pick(language, "对，分开办", "Yes, separate them")),
            Choice("matters:one", pick(language, "其实是一件事", "It is one matter")),
        ),
    )


def same_matter(language: str, case: Case, place: str) -> Notice:
    return Notice(
        "same_matter",
        lines=(
            pick(
                language,
                f"{place}已有人反映“{told_as(case)}”（{case.number}），是同一件吗？并进去后进展也会告诉您，各家互相看不到是谁。",
                f"“{told_as(case)}” ({case.number}) was already reported there. Is it the same matter? "
                "You would hear of every step; neighbours do not see each other.",
            ),
        ),
        choices=(
            Choice(f"join:{case.number}", pick(language, "是同一件，算我一个", "The same, count me in")),
            Choice("join:no", pick(language, "不是，另外记", "No, a different one")),
        ),
    )


def joined(language: str, case: Case) -> Notice:
    return Notice(
        "joined",
        title=case.number,
        lines=(
            pick(
                language,
                f"给您并进去了。现在：{state_name(case.state)}。有进展马上告诉您，办完也会问您。",
                f"You are in. Now: {state_name(case.state, 'en')}. You will hear of every step.",
            ),
        ),
        case=case.number,
    )


def repeated(language: str, case: Case) -> Notice:
    return Notice(
        "repeated",
        title=case.number,
        lines=(
            pick(
                language,
                "这件事您已经说过，正在办。刚才说的我加进去了，也提醒了办事的人。",
                "You told us of this already; it is in hand. I added your words and reminded the steward.",
            ),
        ),
        choices=(Choice(f"other:{case.number}", pick(language, "不是那件，是新的", "No, this is a new one")),),
        case=case.number,
    )


def accepted(
    case: Case, post: Post | None, directory: Directory, zone: str, now: datetime, *, guessable: bool = False
) -> Notice:
    """Case number, who, by when a human answers, and that the other side will not see her name."""
    to = case.language
    facts = [(pick(to, "事情", "Matter"), told_as(case))]
    if place := place_words(case.place, directory):
        facts.append((pick(to, "地点", "Place"), place))
    facts += [
        (pick(to, "负责人", "In charge"), who(post, case.level, to)),
        (pick(to, "最晚回话", "A person answers by"), moment(case.contact_due, now, zone, to)),
    ]
    hidden = pick(to, "被反映的一方看不到您是谁。", "Whoever it is about will not see who you are.")
    if guessable:
        hidden += pick(
            to, "不过这类事对方可能猜到是谁家反映的。", " In a matter like this they may guess who told us, though."
        )
    return Notice(
        "accepted",
        title=pick(to, f"收到，编号 {case.number}", f"Got it. Case {case.number}"),
        facts=tuple(facts),
        lines=(hidden,),
        case=case.number,
    )


def with_office(case: Case, zone: str, now: datetime, numbers: Numbers, *, night: bool) -> Notice:
    to = case.language
    reads = pick(
        to,
        f"这件事我拿不准归哪一类，已转社区办公室的人看，最晚{moment(case.contact_due, now, zone)} 回您。",
        f"I could not sort this, so a person in the office reads it and answers by "
        f"{moment(case.contact_due, now, zone, 'en')}.",
    )
    asleep = pick(
        to, "现在是夜里，07:30 以后才有人看；等不得就按 9。", "It is night: nobody reads before 07:30. Urgent: 9."
    )
    return Notice(
        "with_office",
        title=pick(to, f"收到，编号 {case.number}", f"Got it. Case {case.number}"),
        lines=(reads, *((asleep,) if night else ()), emergency_line(to, numbers)),
        case=case.number,
    )


def human_called(language: str, case: Case, zone: str, now: datetime, *, night: bool) -> Notice:
    wait = moment(case.contact_due, now, zone, language)
    asleep = pick(language, "现在是夜里，07:30 以后有人看。", "It is night: someone reads from 07:30.")
    return Notice(
        "human_called",
        title=case.number,
        lines=(
            pick(language, f"已经叫社区办公室的人了，最晚{wait} 回您。", f"A person in the office answers by {wait}."),
            *((asleep,) if night else ()),
            pick(language, "想先说说是什么事也行，我一并转过去。", "You may already write what it is about."),
        ),
        case=case.number,
    )


def too_many(language: str, numbers: Numbers) -> Notice:
    return Notice(
        "too_many",
        lines=(
            pick(
                language,
                "您今天说的事都记下了，一条不少。前面几件正在办，新的这些请社区的人一起看，不再逐条问您。",
                "All you wrote is kept. The office reads the newest ones together; I stop asking about each.",
            ),
            emergency_line(language, numbers),
        ),
    )


def honest_failure(language: str, numbers: Numbers) -> Notice:
    return Notice(
        "honest_failure",
        lines=(
            pick(
                language,
                "刚才那句我这边没处理好，您的话留着了，社区的人会看到。",
                "I could not handle that message. Your words are kept and a person will see them.",
            ),
            emergency_line(language, numbers),
        ),
    )


def start_again(language: str) -> Notice:
    return Notice(
        "start_again", lines=(pick(language, "刚才聊到哪儿我记不清了，请再说一次。", "Let us start again, please."),)
    )


def praise(language: str) -> Notice:
    return Notice("praise", lines=(pick(language, "谢谢您的好话，我转给社区了。", "Thank you, I passed it on."),))


def past(language: str) -> Notice:
    return Notice(
        "past", lines=(pick(language, "这一步已经过了。有事直接说就行。", "That question is past. Just write."),)
    )


def dropped(language: str) -> Notice:
    return Notice("dropped", lines=(pick(language, "好，先不办这个。", "All right, dropped."),))


def welcome(language: str) -> Notice:
    return Notice("welcome", lines=(pick(language, "不客气，有事随时说。", "You are welcome."),))


def nothing_asked(language: str) -> Notice:
    return Notice(
        "nothing_asked",
        lines=(
            pick(language, "我没有在问您选第几个。有事直接说一句就行。", "I asked nothing just now. What is wrong?"),
        ),
    )
