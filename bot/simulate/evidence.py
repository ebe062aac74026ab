"""What is known of a simulated month when it is over? All that was stored, and all that people said and read.

Gathers; judges nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.simulate.faults import Span
from bot.simulate.messenger import Handed
from domain.cases import Case, Event
from domain.figures import Counts
from domain.messages import InboundMessage
from domain.people import Address
from routing.book.clock import ClockRules
from routing.calendar import Calendar
from storage import audit
from storage.audit import Fate
from storage.tx import Tx

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Evidence:
    """`joined`, `chats`: by case and by person. `counted`: figures of the database by period. `cut_off`: letters that
    were in the hands of a process when it was killed. `disturbed`: when nobody could hear from us in time; `sleeps`,
    `leaps`: when the machine did nothing, and what its clock never showed."""

    cases: tuple[Case, ...]
    events: Mapping[int, tuple[Event, ...]]
    joined: Mapping[int, tuple[tuple[int, datetime], ...]]
    letters: tuple[Fate, ...]
    chats: Mapping[int, frozenset[Address]]
    heard: Mapping[tuple[Address, str], tuple[str, ...]]
    counted: Mapping[tuple[datetime, datetime], Counts]
    handed: Sequence[Handed]
    said: Sequence[InboundMessage]
    calendar: Calendar
    rules: ClockRules
    now: datetime
    cut_off: frozenset[int] = frozenset()
    disturbed: tuple[Span, ...] = ()
    sleeps: tuple[Span, ...] = ()
    leaps: tuple[Span, ...] = ()

    @property
    def idle(self) -> tuple[Span, ...]:
        """When nothing could be done in time."""
        return (*self.sleeps, *self.leaps)

    def told_by(self, case: Case) -> dict[int, datetime]:
        """Its reporters, each with the moment since when."""
        first = {case.reporter: case.told_at} if case.reporter else {}
        return {**dict(self.joined.get(case.id, ())), **first}


def gather(tx: Tx, /, begin: datetime, now: datetime, calendar: Calendar, rules: ClockRules, **lived: Any) -> Evidence:
    """`lived`: what the month itself knows."""
    until = now + timedelta(seconds=1)
    weeks = [(at, min(at + WEEK, until)) for n in range(-(-(until - begin) // WEEK)) for at in [begin + n * WEEK]]
    return Evidence(
        cases=audit.all_cases(tx),
        events=audit.all_events(tx),
        joined=audit.all_joined(tx),
        letters=audit.all_letters(tx),
        chats=audit.chats(tx),
        heard=audit.all_heard(tx),
        counted={span: tx.figures.counts(*span) for span in [(begin, until), *weeks]},
        calendar=calendar,
        rules=rules,
        now=now,
        **lived,
    )
