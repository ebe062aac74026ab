"""Would Telegram work as it is set up? Asks it, and says in plain words what is wrong. Changes nothing over there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from telegram import Bot, WebhookInfo
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.request import BaseRequest

OFFICIAL = "https://api.telegram.org"
MANY = 500
PEEK = 2
LATELY = timedelta(hours=1)

BAD_TOKEN = "Telegram 不认这个令牌：请到 @BotFather 核对 HUYING_TELEGRAM_TOKEN"
UNREACHABLE = (
    "连不上 Telegram：这里的网络多半到不了，请设置代理 HUYING_TELEGRAM_PROXY，或自建接口地址 HUYING_TELEGRAM_API"
)
PROXY_FAILS = "代理 HUYING_TELEGRAM_PROXY 连不上，或不肯转接：请核对地址、端口和密码"
PROXY_LEADS_NOWHERE = "经过代理 HUYING_TELEGRAM_PROXY 得不到回音：请核对代理地址，并看代理自己到不到得了那一边"
OWN_FAILS = "HUYING_TELEGRAM_API 写的自建接口连不上：请核对地址，并看它是否在运行"
OTHER_POLLER = "另有程序正用同一个令牌收消息；如果不是本系统自己在运行，请先停掉它或更换令牌"
FOREIGN_WEBHOOK = "这个机器人的消息正送往另一个地址（{host}）；改用轮询启动后会取消它，请确认没有别的程序依赖它"
WRONG_WEBHOOK = "Telegram 上登记的地址是 {host}，与设置的不同；启动后会改过来"
NOT_YET_SET = "Telegram 上还没有登记接收地址；启动后会登记"
FAILED_LATELY = "Telegram 这一小时里往接收地址送消息失败过：{why}"
FAILURES = (
    ("ssl", "证书不对或已过期，要正式的、连中间证书一起的"),
    ("certificate", "证书不对或已过期，要正式的、连中间证书一起的"),
    ("resolve", "域名查不到"),
    ("refused", "连接被拒绝，请看反向代理是否在运行、端口是否放行"),
    ("timeout", "等不到回音，请看防火墙和反向代理"),
    ("timed out", "等不到回音，请看防火墙和反向代理"),
    ("webhook: 401", "校验串与登记的不同，重启呼应会重新登记"),
    ("webhook: 404", "地址上没有呼应，请看反向代理指到了哪里"),
    ("webhook: 413", "反向代理嫌消息太长，请放宽到 10 MB"),
    ("webhook: 50", "反向代理后面没有回音，请看呼应是否在运行"),
)
SOMEHOW = "请检查公网地址、证书和反向代理"
BACKLOG = "有 {count} 条消息积压未取"


async def check(
    bot: Bot, polls: BaseRequest, webhook: str | None, now: datetime, *, proxied: bool = False
) -> list[str]:
    """`webhook`: the address we would be reached at, None if we poll. An empty list: nothing is wrong."""
    try:
        await bot.get_me()
        info = await bot.get_webhook_info()
        problems = of_webhook(info, webhook, now)
        if webhook is None and not info.url:
            problems += [problem async for problem in of_polling(lambda: peek(bot, polls))]
    except InvalidToken:
        return [BAD_TOKEN]
    except TelegramError as error:
        return [unreachable(bot, error, proxied=proxied)]
    return problems


def unreachable(bot: Bot, error: TelegramError, *, proxied: bool) -> str:
    """Which part of the way does not carry us: the proxy, a server of one's own, or the network itself."""
    if "Proxy" in str(error):
        return PROXY_FAILS
    if proxied:
        return PROXY_LEADS_NOWHERE
    return UNREACHABLE if bot.base_url.startswith(OFFICIAL) else OWN_FAILS


def of_webhook(info: WebhookInfo, wanted: str | None, now: datetime) -> list[str]:
    problems = []
    if info.url and wanted is None:
        problems.append(FOREIGN_WEBHOOK.format(host=host_of(info.url)))
    if wanted is not None and info.url != wanted:
        problems.append(WRONG_WEBHOOK.format(host=host_of(info.url)) if info.url else NOT_YET_SET)
    if info.url == wanted and info.last_error_date and now - info.last_error_date < LATELY:
        problems.append(FAILED_LATELY.format(why=why_failed(info.last_error_message or "")))
    if info.pending_update_count > MANY:
        problems.append(BACKLOG.format(count=info.pending_update_count))
    return problems


def why_failed(message: str) -> str:
    """In words of ours: the messenger's may quote an address."""
    return next((words for sign, words in FAILURES if sign in message.lower()), SOMEHOW)


async def of_polling(look: Callable[[], Awaitable[object]]) -> AsyncIterator[str]:
    try:
        await look()
    except Conflict:
        yield OTHER_POLLER


async def peek(bot: Bot, polls: BaseRequest) -> object:
    """Polls for a moment without confirming anything: a second poller gets in the way and so shows itself."""
    asked = urlencode({"timeout": PEEK, "limit": 1})
    return await polls.post(f"{bot.base_url}/getUpdates?{asked}")


def host_of(url: str) -> str:
    """Without the path, which may hold somebody's secret."""
    return url.split("://")[-1].split("/")[0].rsplit("@")[-1]
