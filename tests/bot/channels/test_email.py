"""Digests by e-mail, through a real mail server on this machine: text, papers with Chinese names, refusals classed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import Kept
from bot.channels.email import EmailChannel, MailServer
from bot.enclosures import Enclosures
from domain.clock import ShiftedClock
from domain.errors import DeliveryError
from domain.messages import Notice
from domain.people import MAIL, Address
from storage.store import Store
from tests.kit.mailbox import PASSWORD, Mailbox, mailbox

HER = Address(MAIL, "office@example.org")
LETTER = Notice("digest_week", title="社区周报 11月16日至11月22日", lines=("响应率 86%（31/36）",))


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as found:
        yield found


def channel(store: Store, server: MailServer) -> EmailChannel:
    return EmailChannel(server, Enclosures(store, ShiftedClock()), ShiftedClock())


async def test_a_digest_is_plain_text_with_its_papers(box: Mailbox, sqlite_store: Store) -> None:
    shelf = Enclosures(sqlite_store, ShiftedClock())
    sheet = await shelf.keep(Kept(b"PK\x03\x04", "application/zip", "社区周报 11月.xlsx"))
    notice = Notice("digest_week", title=LETTER.title, lines=LETTER.lines, enclosed=(sheet, 999))
    receipt = await channel(sqlite_store, box.server()).deliver(HER, notice)
    (taken,) = box.taken
    assert (taken["Subject"], taken["To"], taken["Message-ID"]) == (LETTER.title, HER.key, receipt.vendor)
    assert "呼应" in taken["From"]
    body = taken.get_body()
    assert body is not None
    assert body.get_content_type() == "text/plain"
    assert "响应率 86%" in body.get_content()
    (paper,) = taken.iter_attachments()
    assert paper.get_filename() == "社区周报 11月.xlsx"
    assert paper.get_payload(decode=True) == b"PK\x03\x04"


async def test_it_logs_in_where_the_server_asks(box: Mailbox, sqlite_store: Store) -> None:
    known = box.server(user="huying", password=PASSWORD)
    await channel(sqlite_store, known).deliver(HER, LETTER)
    assert await channel(sqlite_store, known).check() == ""
    assert set(box.users) == {"huying"}
    wrong = box.server(user="huying", password="another")
    assert "HUYING_SMTP_PASSWORD" in await channel(sqlite_store, wrong).check()
    with pytest.raises(DeliveryError) as caught:
        await channel(sqlite_store, wrong).deliver(HER, LETTER)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("refusal", "permanent"),
    [
        ("550 5.1.1 no such user", True),
        ("553 mailbox name not allowed", True),
        ("550 5.7.1 relaying denied", False),
        ("450 4.2.1 try later", False),
        ("552 5.2.2 mailbox full", False),
    ],
)
async def test_only_a_mailbox_that_is_not_there_is_given_up(
    refusal: str, permanent: bool, box: Mailbox, sqlite_store: Store
) -> None:
    box.refusals[HER.key] = refusal
    with pytest.raises(DeliveryError) as caught:
        await channel(sqlite_store, box.server()).deliver(HER, LETTER)
    assert caught.value.permanent is permanent
    assert str(caught.value) == f"SMTP {refusal[:3]}"


async def test_a_letter_refused_for_itself_says_nothing_of_the_address(box: Mailbox, sqlite_store: Store) -> None:
    box.answer = "554 5.6.0 not this"
    with pytest.raises(DeliveryError) as caught:
        await channel(sqlite_store, box.server()).deliver(HER, LETTER)
    assert not caught.value.permanent


async def test_nothing_is_said_in_clear_to_a_server_that_cannot_encrypt(box: Mailbox, sqlite_store: Store) -> None:
    asked = box.server(security="starttls", user="huying", password=PASSWORD)
    with pytest.raises(DeliveryError):
        await channel(sqlite_store, asked).deliver(HER, LETTER)
    assert (box.users, box.taken) == ([], [])


async def test_a_server_that_is_away_is_tried_again(sqlite_store: Store) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    gone = MailServer("127.0.0.1", port, "huying@example.org", "none")
    with pytest.raises(DeliveryError) as caught:
        await channel(sqlite_store, gone).deliver(HER, LETTER)
    assert not caught.value.permanent
    assert "连不上" in await channel(sqlite_store, gone).check()
