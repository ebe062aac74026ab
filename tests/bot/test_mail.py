"""From settings to the operator's mail server, and what `huying check` says of it."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.channels.email import EmailChannel
from bot.channels.web import WebChannel
from bot.check import Kind
from bot.demo import demo_roster
from bot.enclosures import Enclosures
from bot.mail import open_mail, probe, server_of
from bot.picture import draw, readable
from bot.run import make_sender
from bot.settings import Settings
from bot.sheet import tabulator
from bot.sheet.mapping import load_columns
from bot.start import open_app
from domain.messages import InboundMessage
from domain.people import Address
from handlers.press import Press
from storage.store import Store
from storage.tx import Tx
from tests.kit.frozen import FrozenClock, local
from tests.kit.mailbox import mailbox
from tests.kit.town import MONDAY_MORNING, SECRET, town


def settings(folder: Path, **more: Any) -> Settings:
    mail = {"smtp_host": "127.0.0.1", "smtp_from": "huying@example.org", "smtp_security": "none"}
    return Settings(data=folder, demo=True, **{**mail, **more})


def test_without_a_server_nothing_is_mailed(tmp_path: Path) -> None:
    bare = Settings(data=tmp_path, demo=True)
    app = open_app(bare)
    assert open_mail(bare, app) is None
    assert app.house.press is not None
    assert not app.house.press.mails
    assert list(probe(bare)) == []
    app.store.close()


def test_with_one_digests_are_mailed(tmp_path: Path) -> None:
    known = settings(tmp_path)
    app = open_app(known)
    mail = open_mail(known, app)
    assert mail is not None
    assert app.house.press is not None
    assert app.house.press.mails
    assert make_sender(app, None, mail) is not None
    app.store.close()


def test_the_password_reaches_the_server_alone() -> None:
    known = server_of(settings(Path(), smtp_user="huying", smtp_password="not to be shown"))
    assert known is not None
    assert known.password == "not to be shown"
    assert "not to be shown" not in str(settings(Path(), smtp_user="huying", smtp_password="not to be shown"))


async def test_the_check_says_whether_a_letter_would_get_out(tmp_path: Path) -> None:
    async with mailbox() as box:
        known = settings(tmp_path, smtp_port=box.port)
        (finding,) = await asyncio.to_thread(lambda: list(probe(known)))
    (lost,) = await asyncio.to_thread(lambda: list(probe(known)))
    assert (finding.kind, lost.kind) == (Kind.FINE, Kind.NOTE)


async def test_the_week_reaches_the_mailbox_with_its_picture_and_its_sheet(sqlite_store: Store) -> None:
    async with mailbox() as box:
        clock = FrozenClock(MONDAY_MORNING)
        mail = EmailChannel(box.server(), Enclosures(sqlite_store, clock), clock)
        async with town(sqlite_store, {"web": WebChannel(), "email": mail}, clock) as place:
            place.app.house.press = Press(draw, tabulator(load_columns(None)), mails=True)
            sqlite_store.run_now(write_down_the_mailbox)
            await place.app.hear(InboundMessage(Address("web", "her"), "k1", clock.now(), "桂语苑3幢楼道灯坏了"))
            clock.set(local("2026-11-30 08:30"))
            await place.app.mornings()
            await place.app.mornings()
            await place.quiet()
    titles = [letter["Subject"] for letter in box.taken]
    assert titles == ["社区周报 11月23日至11月29日"]
    papers = {str(part.get_filename())[-4:]: part.get_content() for part in box.taken[0].iter_attachments()}
    assert papers["xlsx"].startswith(b"PK")
    assert papers.keys() == ({".png", "xlsx"} if readable() else {"xlsx"})
    assert "看待办" not in str(box.taken[0].get_body())


def write_down_the_mailbox(tx: Tx) -> None:
    roster = demo_roster(SECRET)
    people = tuple(replace(p, email="office@example.org") if p.name == "孙小满" else p for p in roster.people)
    tx.directory.replace(replace(roster, people=people))
