"""Tables of who and where: communities, estates, buildings, people, their addresses and posts."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, UniqueConstraint

from storage.columns import Json, Moment, Words, identity, may, must
from storage.tables.base import metadata, person, place

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
