"""The operator's mail server, as the settings name it: for digests, and for nothing else."""

import asyncio
from collections.abc import Iterator

from bot.app import App
from bot.channels.email import EmailChannel, MailServer
from bot.check import Finding, Kind
from bot.enclosures import Enclosures
from bot.messengers import NoShelf
from bot.settings import Settings
from domain.clock import SystemClock


def open_mail(settings: Settings, app: App) -> EmailChannel | None:
    server = server_of(settings)
    return EmailChannel(server, Enclosures(app.store, app.clock), SystemClock()) if server else None


def server_of(settings: Settings) -> MailServer | None:
    if settings.smtp_host is None or settings.smtp_from is None:
        return None
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_from,
        settings.smtp_security,
        settings.smtp_user,
        password,
    )


def probe(settings: Settings) -> Iterator[Finding]:
    """For `huying check`: would a letter get out?"""
    server = server_of(settings)
    if server is None:
        return
    problem = asyncio.run(EmailChannel(server, NoShelf(), SystemClock()).check())
    yield Finding(Kind.NOTE, problem) if problem else Finding(Kind.FINE, f"邮件服务器 {server.host} 连得上")
