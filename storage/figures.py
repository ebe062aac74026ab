"""Counting: what a digest says of a period and of the moment, counted by the database and never kept as a counter.

The same figures are told anew from the events by `routing/rates.py`, to prove them. Decides nothing, and counts nobody's
work: the only figure that names a steward is of those who have too much, for whoever may help.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Function, Select, and_, case, func, literal_column, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.cases import CLOSED, IN_HAND, OPEN, Case, State
from domain.figures import Cluster, Counts, Day, Intents, Share, TopicLoad
from domain.people import Level
from storage.cases import C, case_of, given, in_states
from storage.columns import Moment
from storage.prepared import Found, Prepared
from storage.tables import case_reporters, cases, events

TOP = 5
WAITING_FOR_US = IN_HAND | {State.RECEIVED, State.RETURNED}
ENDED = in_states(State.SOLVED, State.PARTLY, State.UNCONFIRMED)
GOOD: ColumnElement[int] = literal_column("2")


class HourLater(FunctionElement[Any]):
    """A moment an hour on, to the microsecond, in either database."""

    type = Moment()
    inherit_cache = True


@compiles(HourLater, "postgresql")
def hour_later(element: HourLater, compiler: Any, **how: Any) -> str:
    return f"({compiler.process(element.clauses, **how)} + interval '1 hour')"


@compiles(HourLater, "sqlite")
def hour_later_as_text(element: HourLater, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    return f"(datetime(substr({moment}, 1, 19), '+1 hour') || substr({moment}, 20))"


def many(*conditions: ColumnElement[bool]) -> Function[int]:
    """How many of the rows are so."""
    return func.count(case((and_(*conditions), 1)))


def all_of(*figures: ColumnElement[Any]) -> Select[Any]:
    """In one row."""
    return select(*figures)


def within(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(moment >= given("since"), moment < given("until"))


class Count:
    """Of the whole deployment, or of one community."""

    def __init__(self, statement: Select[Any]) -> None:
        self._everywhere = Prepared(statement)
        self._in_one = Prepared(statement.where(C.community == given("community")))

    def run(self, connection: Connection, community: str | None, **keys: Any) -> Found:
        values = {f"at_{name}": value for name, value in keys.items()}
        if community is None:
            return self._everywhere.run(connection, values)
        return self._in_one.run(connection, {**values, "at_community": community})


AT_ONCE = and_(C.urgency == literal_column("'P4'"), C.answered_at.is_not(None), C.answered_at <= HourLater(C.told_at))


def valid(of: Any) -> ColumnElement[bool]:
    """Of these columns of a case: it counts in rates."""
    left_out = of.state.in_([literal_column("'withdrawn'"), literal_column("'declined'")])
    at_once = (of.urgency != literal_column("'P4'"), of.answered_at.is_(None), of.answered_at > HourLater(of.told_at))
    return and_(~left_out, or_(*at_once))


VALID = valid(C)
AGAIN = cases.alias("again")
UNDECIDED = or_(in_states(State.RECEIVED, State.RETURNED), and_(in_states(*IN_HAND), C.extension.is_not(None)))
LATE = and_(in_states(*WAITING_FOR_US), C.finish_due < given("now"))

TOLD = Count(
    all_of(
        func.count().label("told"),
        many(VALID).label("valid"),
        many(AT_ONCE).label("at_once"),
        many(VALID, C.contacted_at.is_not(None)).label("contacted"),
        many(VALID, C.answered_at.is_not(None)).label("answered"),
        many(VALID, in_states(State.SOLVED)).label("good"),
        many(VALID, C.returned > literal_column("0")).label("returned"),
        many(VALID, in_states(State.HUNG)).label("hung"),
    ).where(within(C.told_at))
)
CLOSED_THEN = Count(
    all_of(
        func.count().label("ended"),
        many(in_states(State.WITHDRAWN)).label("withdrawn"),
        many(in_states(State.DECLINED)).label("declined"),
        many(VALID, in_states(State.SOLVED)).label("solved"),
        many(VALID, in_states(State.PARTLY)).label("partly"),
        many(VALID, in_states(State.UNCONFIRMED)).label("silent"),
        many(VALID, ENDED, C.score.is_not(None)).label("rated"),
        many(VALID, ENDED, C.score >= GOOD).label("satisfied"),
        many(VALID, ENDED, or_(C.reopened_at.is_(None), ~within(C.reopened_at))).label("lasting"),
    ).where(within(C.closed_at))
)
# From those told again since then: they are few, and found by when they were told.
RECURRING = Count(
    select(func.count(C.id.distinct()).label("recurring"))
    .join_from(AGAIN, cases, C.number == AGAIN.c.recurs)
    .where(AGAIN.c.told_at >= given("since"), AGAIN.c.told_at >= C.closed_at, valid(AGAIN.c))
    .where(within(C.closed_at), in_states(State.SOLVED), VALID)
)
REOPENED = Count(select(func.count().label("cases")).where(within(C.reopened_at), VALID))
CONTACT = Count(
    all_of(many(C.contacted_at <= C.contact_due).label("hits"), func.count().label("of")).where(
        within(C.contact_due), VALID
    )
)
# Spelled by states, so that the index over state and finish finds them.
FINISH = Count(
    all_of(many(C.answered_at <= C.finish_due).label("hits"), func.count().label("of")).where(
        in_states(*(OPEN | CLOSED)), within(C.finish_due), VALID
    )
)
DAY_TOLD = Count(
    all_of(func.count().label("told"), many(C.danger.is_not(None)).label("danger")).where(within(C.told_at))
)
DAY_CLOSED = Count(
    all_of(func.count().label("ended"), many(in_states(State.SOLVED)).label("solved")).where(within(C.closed_at))
)
MOMENT = Count(
    all_of(
        func.count().label("open"),
        many(LATE).label("late"),
        many(UNDECIDED).label("decide"),
    ).where(in_states(*OPEN))
)
OPEN_TOPICS = Count(
    select(C.topic, func.count().label("open"), many(LATE).label("late"))
    .where(in_states(*OPEN))
    .group_by(C.topic)
    .order_by(func.count().desc(), C.topic)
)
LATEST = Count(select(cases).where(LATE).order_by(C.finish_due, C.id).limit(given("most")))
DECIDE = Count(select(C.number).where(in_states(*OPEN), UNDECIDED).order_by(C.id))
LADEN = Count(
    select(C.assignee, func.count().label("cases"))
    .where(in_states(*IN_HAND), C.assignee.is_not(None))
    .group_by(C.assignee)
    .having(func.count() > given("more_than"))
    .order_by(C.assignee)
)


def busiest(column: ColumnElement[Any]) -> Count:
    return Count(
        select(column.label("what"), func.count().label("cases"))
        .where(within(C.told_at), column.is_not(None))
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(TOP)
    )


ITEMS, ESTATES = busiest(C.item), busiest(C.estate)
TOLD_AS = Count(
    all_of(
        many(C.danger.is_(None), C.urgency != literal_column("'P4'")).label("matters"),
        many(C.danger.is_(None), C.urgency == literal_column("'P4'")).label("enquiries"),
        many(C.danger.is_not(None)).label("dangers"),
    ).where(within(C.told_at))
)
# What is said to a case is said while it is open, or opens it again: no other needs to be looked through.
SAID_TO = Count(
    all_of(
        many(events.c.kind == literal_column("'hurried'")).label("hurried"),
        many(events.c.kind == literal_column("'reopened'")).label("disputed"),
    )
    .join_from(cases, events, events.c.case == C.id)
    .where(or_(in_states(*OPEN), C.closed_at >= given("since")), within(events.c.at))
)
HEARD = Count(select(C.estate, C.building).where(within(C.told_at), C.building.is_not(None)).distinct())
JOINED = select(func.count()).where(case_reporters.c.case == C.id).correlate(cases).scalar_subquery()
ALIKE = Count(
    select(C.item, C.estate, C.building, C.reporter, C.reopened, C.told_at, C.closed_at, JOINED.label("joined")).where(
        within(C.told_at), ~in_states(State.WITHDRAWN, State.DECLINED)
    )
)
AT_LEVEL = Count(
    select(cases).where(in_states(*WAITING_FOR_US), C.level == given("level")).order_by(C.finish_due, C.id)
)
TOUCHED = Count(select(cases).where(or_(within(C.told_at), within(C.closed_at))).order_by(C.told_at, C.id))
ANSWERS = Count(
    select(events.c.case, events.c.words)
    .join(cases, C.id == events.c.case)
    .where(or_(within(C.told_at), within(C.closed_at)), events.c.kind == literal_column("'answered'"))
    .order_by(events.c.id)
)


class Figures:
    """`community`: of its cases alone."""

    def __init__(self, connection: Connection, community: str | None = None) -> None:
        self.connection = connection
        self.community = community

    def of(self, community: str | None) -> "Figures":
        return Figures(self.connection, community)

    def counts(self, since: datetime, until: datetime) -> Counts:
        """Of one period, as its cases stand now."""
        span = {"since": since, "until": until}
        told, closed = self._one(TOLD, **span), self._one(CLOSED_THEN, **span)
        lasting = closed.pop("lasting")
        reopened = self._one(REOPENED, **span)["cases"]
        return Counts(
            **told,
            **closed,
            **self._one(RECURRING, **span),
            reopened=Share(reopened, reopened + lasting),
            responded=Share(**self._one(CONTACT, **span)),
            in_time=Share(**self._one(FINISH, **span)),
        )

    def day(self, since: datetime, until: datetime, now: datetime) -> Day:
        span = {"since": since, "until": until}
        return Day(**self._one(DAY_TOLD, **span), **self._one(DAY_CLOSED, **span), **self._one(MOMENT, now=now))

    def open_topics(self, now: datetime) -> tuple[TopicLoad, ...]:
        """The fullest first."""
        return tuple(TopicLoad(*row) for row in self._run(OPEN_TOPICS, now=now))

    def latest(self, now: datetime, most: int) -> tuple[Case, ...]:
        """Overdue and waiting for us, the longest overdue first: not what is on hold or waits for the resident."""
        return tuple(case_of(row) for row in self._run(LATEST, now=now, most=most))

    def undecided(self) -> tuple[str, ...]:
        """The numbers of what the office has to decide."""
        return tuple(row.number for row in self._run(DECIDE))

    def laden(self, more_than: int) -> tuple[tuple[int, int], ...]:
        """Who holds more than that, and how many: in no order of merit, for whoever may help."""
        return tuple((row.assignee, row.cases) for row in self._run(LADEN, more_than=more_than))

    def items(self, since: datetime, until: datetime) -> tuple[tuple[str, int], ...]:
        """What was told of most."""
        return self._busiest(ITEMS, since, until)

    def estates(self, since: datetime, until: datetime) -> tuple[tuple[str, int], ...]:
        return self._busiest(ESTATES, since, until)

    def intents(self, since: datetime, until: datetime) -> Intents:
        span = {"since": since, "until": until}
        return Intents(**self._one(TOLD_AS, **span), **self._one(SAID_TO, **span))

    def heard(self, since: datetime, until: datetime) -> frozenset[tuple[str, str]]:
        """Estate and building of everything told then."""
        return frozenset((row.estate, row.building) for row in self._run(HEARD, since=since, until=until))

    def clusters(self, since: datetime, until: datetime, now: datetime) -> tuple[Cluster, ...]:
        """Matters of the same item told in one estate in the period; the heaviest first."""
        rows = self._run(ALIKE, since=since, until=until)
        alike: dict[tuple[str, str | None], list[Any]] = {}
        for row in rows:
            alike.setdefault((row.item, row.estate), []).append(row)
        found = (cluster_of(item, estate, same, now) for (item, estate), same in alike.items())
        return tuple(sorted(found, key=lambda cluster: (-cluster.weight, cluster.item, cluster.estate or "")))

    def at_level(self, level: Level) -> tuple[Case, ...]:
        """What waits for us and has climbed to that rung."""
        return tuple(case_of(row) for row in self._run(AT_LEVEL, level=int(level)))

    def touched(self, since: datetime, until: datetime) -> tuple[Case, ...]:
        """Told or closed in the period, by when they were told."""
        rows = self._run(TOUCHED, since=since, until=until)
        return tuple(case_of(row) for row in rows)

    def answers(self, since: datetime, until: datetime) -> dict[int, str]:
        """The last words of feedback to each of those."""
        rows = self._run(ANSWERS, since=since, until=until)
        return {row.case: row.words for row in rows}

    def _run(self, count: Count, **keys: Any) -> Found:
        return count.run(self.connection, self.community, **keys)

    def _one(self, count: Count, **keys: Any) -> dict[str, int]:
        row: dict[str, int] = self._run(count, **keys).one_or_none()._asdict()
        return row

    def _busiest(self, count: Count, since: datetime, until: datetime) -> tuple[tuple[str, int], ...]:
        return tuple((row.what, row.cases) for row in self._run(count, since=since, until=until))


def cluster_of(item: str, estate: str | None, rows: list[Any], now: datetime) -> Cluster:
    reporters = {row.reporter for row in rows if row.reporter is not None}
    open_for = ((row.closed_at or now) - row.told_at for row in rows)
    return Cluster(
        item=item,
        estate=estate,
        cases=len(rows),
        people=len(reporters) + sum(row.joined + (row.reporter is None) for row in rows),
        buildings=len({row.building for row in rows if row.building}),
        reopened=sum(row.reopened for row in rows),
        days=sum(span.total_seconds() for span in open_for) / 86_400,
    )
