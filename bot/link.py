"""A one-time link for a steward or the office, and a link that brings the bot into an estate's group. Made here only."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.app import App
from bot.messengers import name_of_bot
from bot.settings import Settings
from bot.start import open_app
from domain.errors import OperatorError
from handlers.doors import LINKS_GROUP, make_door
from handlers.entering import hashed
from storage.tx import Tx

VALID = timedelta(days=7)
Say = Callable[[str], None]


def run(settings: Settings, code: str | None, estate: str | None, say: Say) -> int:
    """`code`: somebody on the roster; `estate`: whose group it is. One of them."""
    app = open_app(settings)
    try:
        if estate:
            for_group(settings, app, estate, say)
        elif code:
            for_person(settings, app, code, say)
        else:
            raise OperatorError("huying link", "请写名册里的编号，或用 --group 写小区")
    finally:
        app.store.close()
    return 0


def for_person(settings: Settings, app: App, code: str, say: Say) -> None:
    name, secret = app.store.run_now(invite, code, app.clock.now())
    say(f"{name}的一次性链接（7 天内有效，只能用一次，请只发给本人）：")
    say(f"{settings.web_url}/in/{secret}")
    if settings.only_here:
        say(f"{settings.only_here}。")
    if settings.telegram_token:
        bot = name_of_bot(settings)
        say("用 Telegram 的话，请本人打开这条（和上面的是同一个码，用一次就作废）：")
        say(f"https://t.me/{bot}?start={secret}" if bot else f"连不上 Telegram，请本人发给机器人：/start {secret}")


def for_group(settings: Settings, app: App, estate: str, say: Say) -> None:
    directory = app.store.read_now(app.house.directory)
    found = next((known for known in directory.estates if estate in (known.code, known.name)), None)
    if found is None:
        raise OperatorError("huying link --group", f"名册里没有小区 {estate}")
    if settings.telegram_token is None:
        raise OperatorError("huying link --group", "要先填 HUYING_TELEGRAM_TOKEN：只有 Telegram 有群")
    door = make_door(app.house, LINKS_GROUP, found.code, app.clock.now())
    bot = name_of_bot(settings)
    say(f"把机器人请进{found.name}的群（7 天内有效，请由群主或管理员打开，选中那个群）：")
    say(
        f"https://t.me/{bot}?startgroup={door}"
        if bot
        else f"连不上 Telegram，请先把机器人拉进群，再在群里发：/start@机器人名 {door}"
    )
    say("服务要正在运行（huying run），群里会说一声“我是呼应”。")


def invite(tx: Tx, code: str, now: datetime) -> tuple[str, str]:
    person = tx.people.by_code(code)
    if person is None:
        raise OperatorError("huying link", f"名册里没有编号 {code}")
    secret = secrets.token_urlsafe(24)
    tx.invites.make(person.id, hashed(secret), now + VALID, now)
    return person.name or code, secret
