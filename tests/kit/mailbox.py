"""A mail server on this machine: takes letters as any does, refuses whom it is told to, and keeps what it took."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.channels.email import MailServer

PASSWORD = "a password of the tests"


@dataclass
class Mailbox:
    """`refusals`: what is answered for a recipient; `answer`: to every letter."""

    port: int = 0
    refusals: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    taken: list[EmailMessage] = field(default_factory=list)
    users: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd looks for this name
        if to not in self.refusals:
            envelope.rcpt_tos.append(to)
        return self.refusals.get(to, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    def knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        right = data.password.decode() == PASSWORD
        return AuthResult(success=right, handled=right)

    def server(self, **more: Any) -> MailServer:
        """How the product is told of it."""
        return MailServer("127.0.0.1", self.port, "huying@example.org", **{"security": "none", **more})


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()

    def connection() -> SMTP:
        return SMTP(box, authenticator=box.knows, auth_require_tls=False, auth_required=False)

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
