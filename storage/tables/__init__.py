"""What is remembered: every table, column and index. Says nothing of how they are read or written."""

from storage.tables.base import metadata
from storage.tables.cases import case_reporters, cases, corrections, events, looking
from storage.tables.community import (
    absences,
    addresses,
    buildings,
    communities,
    counters,
    deployment,
    estates,
    microgrids,
    people,
    posts,
)
from storage.tables.doors import days, invites, leases, notes, nudges, sessions
from storage.tables.said import drafts, enclosures, held_updates, inbox, letters, lines, troubled_messages, waiting

__all__ = [
    "absences",
    "addresses",
    "buildings",
    "case_reporters",
    "cases",
    "communities",
    "corrections",
    "counters",
    "days",
    "deployment",
    "drafts",
    "enclosures",
    "estates",
    "events",
    "held_updates",
    "inbox",
    "invites",
    "leases",
    "letters",
    "lines",
    "looking",
    "metadata",
    "microgrids",
    "notes",
    "nudges",
    "people",
    "posts",
    "sessions",
    "troubled_messages",
    "waiting",
]
