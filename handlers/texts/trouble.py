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


def mail_undelivered(name: str) -> Notice:
    return Notice("mail_undelivered", lines=(f"寄给{name}的邮件没有寄到，聊天里的那份照常；请核对名册里的邮箱。",))


def out_of_reach(name: str) -> Notice:
    return Notice(
        "out_of_reach", lines=(f"{name}那边的聊天关掉了，消息暂时送不到，先替他留着；要紧的事请另想办法联系。",)
    )


def book_broken(problem: str, version: str) -> Notice:
    """`problem`: file, line, key and what is wrong there."""
    return Notice(
        "book_broken",
        title="规则手册改坏了，旧的还在用",
        facts=(("哪里不对", shortened(problem, 300)), ("还在用的版本", version)),
        lines=("改好保存后会自动换上，不用重启；huying rules check 会列出全部错误。",),
    )
