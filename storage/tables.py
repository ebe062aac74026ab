"""What is remembered: every table, column and index. Says nothing of how they are read or written."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    false,
)

from storage.columns import NAMING, Json, Moment, Words, identity, may, must

metadata = MetaData(naming_convention=NAMING)


def person(name: str) -> Column[Any]:
    return may(name, Integer, ForeignKey("people.id"))


def place() -> tuple[Column[Any], ...]:
    return tuple(may(part, Words) for part in ("estate", "building", "unit", "room", "spot"))


# --- places, people, posts ---
deployment = Table(
    "deployment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    may("demo", Boolean),
    must("directory", Integer),
)
communities = Table(
    "communities",
    metadata,
    Column("code", Words, primary_key=True),
    must("name", Words),
    must("zone", Words),
    must("prefix", Words),
    must("demo", Boolean),
    must("rank", Integer),
)
counters = Table("counters", metadata, Column("prefix", Words, primary_key=True), must("last", Integer))
estates = Table(
    "estates",
    metadata,
    Column("code", Words, primary_key=True),
    must("name", Words),
    must("community", Words, ForeignKey("communities.code")),
    must("aliases", Json),
    must("rank", Integer),
)
microgrids = Table(
    "microgrids",
    metadata,
    Column("code", Words, primary_key=True),
    must("name", Words),
    must("estate", Words, ForeignKey("estates.code")),
    must("rank", Integer),
    may("area", Json),
)
buildings = Table(
    "buildings",
    metadata,
    must("estate", Words, ForeignKey("estates.code")),
    must("number", Words),
    must("microgrid", Words, ForeignKey("microgrids.code")),
    must("door", Words),
    must("landmarks", Json),
    must("rank", Integer),
    PrimaryKeyConstraint("estate", "number"),
    UniqueConstraint("door"),
)
people = Table(
    "people",
    metadata,
    identity(),
    must("role", Words),
    may("name", Words),
    may("code", Words),
    *place(),
    must("language", Words),
    must("greeted", Boolean),
    must("demo", Boolean),
    may("met_at", Moment),
    may("forgotten_at", Moment),
    UniqueConstraint("code"),
    Index("ix_people_role", "role"),
)
addresses = Table(
    "addresses",
    metadata,
    must("channel", Words),
    must("chat", Words),
    must("person", Integer, ForeignKey("people.id"), index=True),
    must("reachable", Boolean),
    must("seen_at", Moment),
    must("last_seq", Integer),
    PrimaryKeyConstraint("channel", "chat"),
)
posts = Table(
    "posts",
    metadata,
    identity(),
    must("person", Integer, ForeignKey("people.id")),
    must("level", Integer),
    must("area", Words),
    person("backup"),
    must("hours", Words),
)
absences = Table(
    "absences",
    metadata,
    identity(),
    must("person", Integer, ForeignKey("people.id"), index=True),
    must("since", Moment),
    must("until", Moment),
    person("backup"),
)

# --- cases ---
cases = Table(
    "cases",
    metadata,
    identity(),
    must("number", Words),
    must("community", Words),
    person("reporter"),
    must("state", Words),
    must("urgency", Words),
    must("told_at", Moment, index=True),
    must("topic", Words),
    must("item", Words),
    must("words", Words),
    must("gist", Words),
    *place(),
    may("microgrid", Words),
    may("point", Json),
    must("contact_due", Moment),
    must("finish_due", Moment),
    must("level", Integer),
    person("assignee"),
    person("filed_by"),
    must("why", Json),
    must("book", Words),
    must("tags", Json),
    must("targets", Json),
    must("enclosed", Json),
    may("assigned_at", Moment),
    may("accepted_at", Moment),
    may("contacted_at", Moment),
    may("told_resident_at", Moment),
    may("answered_at", Moment),
    may("closed_at", Moment, index=True),
    may("review_at", Moment),
    may("reopened_at", Moment),
    may("returned_at", Moment),
    must("reopened", Integer),
    must("returned", Integer),
    must("extended", Boolean),
    may("extension", Moment),
    may("danger", Words),
    may("acknowledged_at", Moment),
    may("score", Integer),
    must("done", Json),
    may("look_at", Moment),
    may("recurs", Words),
    must("language", Words),
    must("demo", Boolean),
    must("version", Integer),
    may("trouble", Words),
    UniqueConstraint("number"),
    Index("ix_cases_reporter", "reporter", "told_at"),
    Index("ix_cases_assignee", "assignee", "state"),
    Index("ix_cases_state", "state", "finish_due"),
    Index("ix_cases_item", "item", "estate", "building", "told_at"),
)
looking = cases.c.look_at.is_not(None)
Index("ix_cases_look_at", cases.c.look_at, sqlite_where=looking, postgresql_where=looking)

case_reporters = Table(
    "case_reporters",
    metadata,
    must("case", Integer, ForeignKey("cases.id")),
    must("person", Integer, ForeignKey("people.id"), index=True),
    must("at", Moment),
    PrimaryKeyConstraint("case", "person"),
)
events = Table(
    "events",
    metadata,
    identity(),
    must("case", Integer, ForeignKey("cases.id"), index=True),
    must("kind", Words),
    must("at", Moment),
    person("actor"),
    may("due", Moment),
    must("why", Words),
    must("words", Words),
    must("human", Boolean),
    may("step", Words),
    must("enclosed", Json),
    must("detail", Json),
    may("state", Words),
    may("level", Integer),
    Index("ix_events_actor", "actor"),
)
corrections = Table(
    "corrections",
    metadata,
    identity(),
    must("case_number", Words, index=True),
    must("words", Words),
    must("old_item", Words),
    must("new_item", Words),
    person("by"),
    must("at", Moment),
    may("settled_at", Moment),
    may("settled_as", Words),
)

# --- what is said ---
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

# --- doors, and small things ---
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
leases = Table("leases", metadata, Column("name", Words, primary_key=True), must("holder", Words), must("until", Moment))
