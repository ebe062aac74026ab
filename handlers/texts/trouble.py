"""What the office reads when something went wrong on our side: nothing is hidden, and no resident is named."""

from domain.cases import Case
from domain.messages import Choice, Notice
from handlers.texts.say import heading, shortened


def set_aside(words: str) -> Notice:
    return Notice(
        "set_aside", title="有一条消息系统没处理好", lines=("请看看原话，需要的话联系居民：", shortened(words, 300))
    )


def jammed(case: Case) -> Notice:
    return Notice(
        "jammed",
        title=heading(case),
        lines=("系统处理这件事时出错，一小时后再试。请社区先看一眼。",),
        choices=(Choice(f"case:{case.number}", "看全过程"),),
        case=case.number,
    )


def undelivered(name: str, *, urgent: bool) -> Notice:
    return Notice(
        "undelivered", lines=(f"给{name}的消息发不出去（聊天被关闭或账号失效），请另想办法联系。",), urgent=urgent
    )
