"""The same dialogue as the library's examples would have it, for comparison: default transport, Application polling,
ConversationHandler, an ORM session for each case, words sorted by jieba.

Written with care and in its own favour: one transaction for a case with its events, in WAL mode and as durable as ours; a
handful of keywords instead of a rule book, one steward told instead of two, and what is sent is not kept.
"""

import asyncio
import json
import logging
import re
import sys
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # jieba, compiled for the first time, speaks of its own source
    import jieba
from sqlalchemy import ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

from domain.clock import SystemClock
from tests.bench.community import ESTATES, TROUBLES, grid, of_grids

jieba.dt.tmp_dir = "."  # its cache would lie in the shared temporary folder
WHERE = 1
BUILDING = re.compile(rf"({'|'.join(ESTATES.values())})(\d+)幢")
CLOCK = SystemClock()
Context = ContextTypes.DEFAULT_TYPE


class Base(DeclarativeBase):
    pass


class Resident(Base):
    __tablename__ = "residents"
    chat: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Steward(Base):
    __tablename__ = "stewards"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    estate: Mapped[str]
    grid: Mapped[str]
    chat: Mapped[int]


class Case(Base):
    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(primary_key=True)
    resident: Mapped[int] = mapped_column(ForeignKey("residents.chat"), index=True)
    steward: Mapped[int] = mapped_column(ForeignKey("stewards.id"), index=True)
    item: Mapped[str]
    words: Mapped[str]
    estate: Mapped[str]
    building: Mapped[str]
    state: Mapped[str] = mapped_column(default="assigned")
    told_at: Mapped[datetime]


class CaseEvent(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]


engine = create_engine("sqlite:///usual.db")


@event.listens_for(engine, "connect")
def tune(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def found_community(chats: dict[str, int]) -> None:
    """`chats`: of each steward, by her code."""
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(
            Steward(name=f"楼管{code}", estate=estate, grid=area, chat=chats[code]) for code, estate, area in of_grids()
        )


def keywords() -> dict[str, str]:
    """Each word of the known troubles, and the trouble it speaks of."""
    return {word: trouble for trouble in TROUBLES for word in jieba.lcut(trouble) if len(word) > 1}


KEYWORDS = keywords()


def sort(words: str) -> str:
    hits = [KEYWORDS[word] for word in jieba.lcut(words) if word in KEYWORDS]
    return max(set(hits), key=hits.count) if hits else "其他"


async def start(update: Update, context: Context) -> None:
    assert update.message
    await update.message.reply_text("您好，请说说哪里不对劲。")


async def what(update: Update, context: Context) -> int:
    assert update.message
    assert context.user_data is not None
    words = update.message.text or ""
    context.user_data.update(words=words, item=sort(words))
    await update.message.reply_text("明白了。在哪个小区、哪一幢？")
    return WHERE


async def where(update: Update, context: Context) -> int:
    assert update.message
    assert update.effective_user
    assert context.user_data is not None
    found = BUILDING.search(update.message.text or "")
    if found is None:
        await update.message.reply_text("没有找到这一幢，请写成“桂语苑3幢”。")
        return WHERE
    user = update.effective_user
    number, steward, chat = keep(user.id, user.full_name, context.user_data, found[1], found[2])
    about = f"事情：{context.user_data['item']}\n地点：{found[0]}"
    await update.message.reply_text(f"收到，编号 YS-{number:04d}\n{about}\n负责人：{steward}")
    await context.bot.send_message(chat, f"新任务 YS-{number:04d}\n{about}")
    context.user_data.clear()
    return ConversationHandler.END


def keep(chat: int, name: str, told: dict[str, str], estate: str, building: str) -> tuple[int, str, int]:
    """The case's number, the steward's name and chat."""
    now = CLOCK.now().astimezone(UTC)
    with Session(engine) as session, session.begin():
        if session.get(Resident, chat) is None:
            session.add(Resident(chat=chat, name=name))
        near = select(Steward).where(Steward.estate == estate, Steward.grid == grid(int(building)))
        steward = session.scalars(near).one()
        case = Case(resident=chat, steward=steward.id, estate=estate, building=building, told_at=now, **told)
        session.add(case)
        session.flush()
        session.add_all(CaseEvent(case=case.id, kind=kind, at=now) for kind in ("opened", "assigned"))
        return case.id, steward.name, steward.chat


async def cancel(update: Update, context: Context) -> int:
    assert update.message
    await update.message.reply_text("好的，这次不报了。")
    return ConversationHandler.END


async def ready(_application: Any) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def main(api: str, token: str) -> None:
    found_community(json.loads(Path("staff.json").read_text()))
    words = filters.TEXT & ~filters.COMMAND
    telling = ConversationHandler(
        entry_points=[MessageHandler(words, what)],
        states={WHERE: [MessageHandler(words, where)]},
        fallbacks=[CommandHandler("cancel", cancel)],
    )
    application = Application.builder().token(token).base_url(f"{api}/bot").post_init(ready).build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(telling)
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.set_event_loop(asyncio.new_event_loop())
    main(*sys.argv[1:3])
