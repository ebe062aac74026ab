"""How do digests get into a mailbox? Plain text with the papers attached, handed to the operator's own mail server.

Nobody speaks to us this way: what comes back is the mail server's to keep. No addresses in errors or logs.
"""

import re
import secrets
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any, Literal

import aiosmtplib
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bot.channels.base import Capabilities, Kept, MayGo, Shelf, at_once
from domain.clock import Clock
from domain.errors import DeliveryError
from domain.messages import InboundMessage, Notice, Receipt
from domain.people import MAIL, Address

PATIENCE = 30.0
LONGEST = 100_000
NOBODY_THERE = (550, 551, 553)
POLICY = re.compile(r"\s*5\.7\.")
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """`sender`: the address letters come from. `security`: "tls" from the first byte, "starttls" before anything is said."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str | None = None
    password: str | None = None

    def how(self) -> dict[str, Any]:
        """As aiosmtplib wants it."""
        return {
            "hostname": self.host,
            "port": self.port,
            "username": self.user,
            "password": self.password,
            "use_tls": self.security == "tls",
            "start_tls": self.security == "starttls",
            "timeout": PATIENCE,
        }


class EmailChannel:
    name = MAIL
    can = Capabilities(buttons=False, enclosed=True, longest=LONGEST, may_write_first=True)

    def __init__(self, server: MailServer, shelf: Shelf, clock: Clock) -> None:
        self._server = server
        self._shelf = shelf
        self._clock = clock

    def read(self, raw: Any) -> InboundMessage | None:
        return None

    async def deliver(self, to: Address, notice: Notice, may_go: MayGo = at_once) -> Receipt:
        await may_go(1)
        kept = [found for id in notice.enclosed if (found := await self._shelf.get(id))]
        message = self._written(to, notice, kept)
        try:
            await aiosmtplib.send(message, **self._server.how())
        except (SMTPException, OSError) as error:
            raise failure(error) from None  # the library quotes the address
        return Receipt(message["Message-ID"])

    def _written(self, to: Address, notice: Notice, kept: list[Kept]) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = formataddr(("呼应", self._server.sender))
        message["To"] = to.key
        message["Subject"] = notice.title or "呼应"
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{secrets.token_hex(16)}@{self._server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.plain() + "\n")
        for paper in kept:
            kind, _, exact = paper.media.partition("/")
            message.add_attachment(paper.data, maintype=kind, subtype=exact, filename=paper.name)
        return message

    async def check(self) -> str:
        """What stands in the way of sending; empty if nothing. Sends no letter."""
        try:
            async with aiosmtplib.SMTP(**self._server.how()) as server:
                await server.noop()
        except SMTPAuthenticationError:
            return "邮件服务器不认 HUYING_SMTP_USER 和 HUYING_SMTP_PASSWORD"
        except (SMTPException, OSError) as error:
            return f"连不上邮件服务器（{failure(error)}）"
        return ""


def failure(error: Exception) -> DeliveryError:
    """Only a mailbox that does not exist is given up; whatever may pass, or is the operator's to mend, is tried again."""
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if isinstance(error, SMTPRecipientRefused) and error.code in NOBODY_THERE and not POLICY.match(error.message):
        return DeliveryError(f"SMTP {error.code}", permanent=True)
    if isinstance(error, SMTPResponseException):
        return DeliveryError(f"SMTP {error.code}")
    return DeliveryError(type(error).__name__)
