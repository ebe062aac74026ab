"""Tables of the ways in, and of small things that several processes agree on."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table

from storage.columns import Moment, Words, may, must
from storage.tables.base import metadata

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Words, primary_key=True),
    must("channel", Words),
    must("chat", Words),
    must("seat", Words),
    must("expires", Moment, index=True),
    must("started_at", Moment),
    Index("ix_sessions_channel", "channel", "chat"),
)
invites = Table(
    "invites",
    metadata,
    Column("code_hash", Words, primary_key=True),
    must("person", Integer, ForeignKey("people.id"), index=True),
    must("expires", Moment),
    must("made_at", Moment),
    may("taken_at", Moment),
)
nudges = Table(
    "nudges",
    metadata,
    must("person", Integer, ForeignKey("people.id")),
    must("case", Integer, ForeignKey("cases.id")),
    *(must(name, Words) for name in ("kind", "why", "state")),
    must("at", Moment),
    PrimaryKeyConstraint("person", "case"),
)
notes = Table("notes", metadata, Column("key", Words, primary_key=True), must("value", Words))
days = Table("days", metadata, Column("day", Date, primary_key=True), must("working", Boolean))
leases = Table(
    "leases", metadata, Column("name", Words, primary_key=True), must("holder", Words), must("until", Moment)
)
