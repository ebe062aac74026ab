"""Tables of what is said: what came in, what goes out, what a conversation remembers, what came along."""

from typing import Any

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    false,
)

from storage.columns import Json, Moment, Words, identity, may, must
from storage.tables.base import metadata

inbox = Table(
    "inbox",
    metadata,
    must("channel", Words),
    must("chat", Words),
    must("key", Words),
    must("at", Moment, index=True),
    PrimaryKeyConstraint("channel", "chat", "key"),
)
troubled_messages = Table(
    "troubled_messages",
    metadata,
    must("channel", Words),
    must("chat", Words),
    must("key", Words),
    must("message", Json),
    must("error", Words),
    must("tries", Integer),
    must("at", Moment),
    may("aside_at", Moment),
    PrimaryKeyConstraint("channel", "chat", "key"),
)
held_updates = Table(
    "held_updates",
    metadata,
    must("channel", Words),
    must("chat", Words),
    must("key", Words),
    may("album", Words),
    must("raw", Json),
    may("holder", Words),
    must("at", Moment),
    PrimaryKeyConstraint("channel", "chat", "key"),
)
letters = Table(
    "letters",
    metadata,
    identity(),
    must("person", Integer, ForeignKey("people.id"), index=True),
    may("channel", Words),
    may("chat", Words),
    must("dedupe", Words),
    may("notice", Json),
    may("case_number", Words, index=True),
    must("urgent", Boolean),
    must("created_at", Moment),
    must("not_before", Moment),
    must("go_at", Moment),
    must("tries", Integer),
    may("settled_at", Moment),
    must("failed", Boolean, server_default=false()),
    may("error", Words),
    may("vendor", Words),
    UniqueConstraint("dedupe"),
    sqlite_autoincrement=True,
)
waiting = letters.c.settled_at.is_(None)
OF_WAITING: dict[str, Any] = {"sqlite_where": waiting, "postgresql_where": waiting}
Index("ix_letters_go_at", letters.c.go_at, **OF_WAITING)
Index("ix_letters_channel", letters.c.channel, letters.c.chat, letters.c.id, **OF_WAITING)
lines = Table(
    "lines",
    metadata,
    must("channel", Words),
    must("chat", Words),
    must("seq", Integer),
    must("at", Moment),
    must("mine", Boolean),
    must("text", Words),
    must("enclosed", Json),
    may("notice", Json),
    may("key", Words),
    may("letter", Integer, index=True),
    may("case_number", Words, index=True),
    PrimaryKeyConstraint("channel", "chat", "seq"),
)
drafts = Table(
    "drafts",
    metadata,
    must("channel", Words),
    must("chat", Words),
    may("step", Words),
    must("answers", Json),
    must("offered", Json),
    must("updated_at", Moment),
    PrimaryKeyConstraint("channel", "chat"),
)
enclosures = Table(
    "enclosures",
    metadata,
    identity(),
    must("data", LargeBinary),
    must("media", Words),
    may("name", Words),
    may("owner", Integer, ForeignKey("people.id"), index=True),
    must("at", Moment),
    sqlite_autoincrement=True,
)
