"""A one-time link for a steward or the office: made here, used once in their own browser or messenger."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.settings import Settings
from bot.start import open_app
from domain.errors import OperatorError
from handlers.inbox import hashed
from storage.tx import Tx

VALID = timedelta(days=7)


def run(settings: Settings, code: str, say: Callable[[str], None]) -> int:
    app = open_app(settings)
    try:
        name, secret = app.store.run_now(invite, code, app.clock.now())
    finally:
        app.store.close()
    say(f"{name}的一次性链接（7 天内有效，只能用一次，请只发给本人）：")
    say(f"{settings.web_url}/in/{secret}")
    if settings.only_here:
        say(f"{settings.only_here}。")
    if settings.telegram_token:
        say(f"用 Telegram 的话，请本人发给机器人：/start {secret}")
    return 0


def invite(tx: Tx, code: str, now: datetime) -> tuple[str, str]:
    person = tx.people.by_code(code)
    if person is None:
        raise OperatorError("huying link", f"名册里没有编号 {code}")
    secret = secrets.token_urlsafe(24)
    tx.invites.make(person.id, hashed(secret), now + VALID, now)
    return person.name or code, secret
