"""The deployment's places, posts and absences: replaced as a whole by the operator, read as one value by everyone."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, select, update

from domain.errors import OperatorError
from domain.people import MAIL, Absence, Directory, Level, Post, Role
from domain.places import Building, Community, Estate, MicroGrid, Point
from domain.roster import Roster, RosterPerson
from storage.prepared import Prepared
from storage.statements import insert_or_keep, insert_or_replace, spelled
from storage.tables import (
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
    sessions,
)

VERSION = Prepared(select(deployment.c.directory))
BUMP = update(deployment).values(directory=deployment.c.directory + 1)
FIRST = insert_or_keep(deployment)
COUNTER = insert_or_keep(counters)
PERSON = insert_or_replace(people, ("code",), ("role", "name", "demo"))
GIVE_UP_MAIL = update(addresses).where(addresses.c.channel == MAIL).values(reachable=False)
MAIL_ADDRESS = insert_or_replace(addresses, ("channel", "chat"), ("person", "reachable"))
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
CODES = select(people.c.code, people.c.id).where(people.c.code.is_not(None))
REACHABLE = exists().where(addresses.c.person == posts.c.person, addresses.c.reachable, addresses.c.channel != MAIL)
POSTS = (
    select(posts, people.c.name, REACHABLE.label("reachable"))
    .join(people, people.c.id == posts.c.person)
    .order_by(posts.c.id)
)
ABSENCES = select(absences).order_by(absences.c.since, absences.c.id)
ADD_ABSENCE = insert(absences)
CUT_ABSENCE = (
    update(absences)
    .where(
        absences.c.person == bindparam("at_person"),
        absences.c.since < bindparam("before"),
        absences.c.until > bindparam("start"),
    )
    .values(until=bindparam("start"))
)
AN_INSTANT = timedelta(microseconds=1)
DROP_EMPTY = delete(absences).where(absences.c.until <= absences.c.since)


class DirectoryCache:
    """The directory as last committed, shared by all transactions of a store."""

    def __init__(self) -> None:
        self.last: Directory | None = None


class Directories:
    def __init__(self, connection: Connection, cache: DirectoryCache) -> None:
        self.connection = connection
        self.cache = cache
        self.touched = False
        self._version: int | None = None

    def version(self) -> int:
        """Rises with every change of places, posts, absences or of who can be reached; looked up once in a transaction
        that changes nothing of it."""
        if self._version is None or self.touched:
            self._version = VERSION.run(self.connection).scalar_one_or_none() or 0
        return self._version

    def read(self) -> Directory:
        version = self.version()
        known = self.cache.last
        if known is not None and known.version == version and not self.touched:
            return known
        found = self._load(version)
        if not self.touched:
            self.cache.last = found
        return found

    def replace(self, roster: Roster) -> None:
        """Makes the roster the deployment. People keep ids and addresses by their codes; whoever is no longer on it
        loses post and seat. Raises OperatorError rather than mix demo and real."""
        self._settle_kind(roster.demo)
        self._replace_people(roster)
        self._replace_places(roster)
        self._replace_posts(roster)
        self.changed()

    def set_absence(self, absence: Absence) -> None:
        """Whatever she had overlapping it is cut short."""
        self._cut(absence.person, absence.since, absence.until)
        row = {
            "person": absence.person,
            "since": absence.since,
            "until": absence.until,
            "backup": absence.backup,
        }
        self.connection.execute(ADD_ABSENCE, row)
        self.changed()

    def end_absence(self, person: int, now: datetime) -> None:
        """She is back: what has begun ends now, what is planned for later stays."""
        self._cut(person, now, now + AN_INSTANT)
        self.changed()

    def changed(self) -> None:
        self.touched = True
        if self.connection.execute(BUMP).rowcount == 0:
            self.connection.execute(spelled(FIRST, self.connection), {"id": 1, "demo": None, "directory": 1})

    def _cut(self, person: int, start: datetime, before: datetime) -> None:
        self.connection.execute(CUT_ABSENCE, {"at_person": person, "start": start, "before": before})
        self.connection.execute(DROP_EMPTY)

    def _settle_kind(self, demo: bool) -> None:
        self.connection.execute(spelled(FIRST, self.connection), {"id": 1, "demo": demo, "directory": 0})
        kind = self.connection.execute(select(deployment.c.demo)).scalar_one()
        if kind is None:
            self.connection.execute(update(deployment).values(demo=demo))
        elif kind != demo:
            here, there = ("演示", "真实") if kind else ("真实", "演示")
            raise OperatorError("HUYING_DATABASE", f"这个数据库存的是{here}数据，不能再装入{there}名册；请换一个数据库")

    def _replace_people(self, roster: Roster) -> None:
        for person in roster.people:
            self.connection.execute(spelled(PERSON, self.connection), person_row(person, roster.demo))
        codes = {person.code for person in roster.people}
        gone = [row.id for row in self.connection.execute(CODES) if row.code not in codes]
        for id in gone:
            self._dismiss(id)
        self._replace_mail(roster)

    def _replace_mail(self, roster: Roster) -> None:
        """Of two people with one mailbox one is written to."""
        self.connection.execute(GIVE_UP_MAIL)
        ids = {row.code: row.id for row in self.connection.execute(CODES)}
        for person in roster.people:
            if person.email:
                row = {"channel": MAIL, "chat": person.email, "person": ids[person.code]}
                rest = {"reachable": True, "seen_at": NEVER, "last_seq": 0}
                self.connection.execute(spelled(MAIL_ADDRESS, self.connection), row | rest)

    def _dismiss(self, person: int) -> None:
        self.connection.execute(update(people).where(people.c.id == person).values(role=Role.RESIDENT.value))
        hers = exists().where(
            addresses.c.person == person,
            addresses.c.channel == sessions.c.channel,
            addresses.c.chat == sessions.c.chat,
        )
        self.connection.execute(delete(sessions).where(hers))

    def _replace_places(self, roster: Roster) -> None:
        for table in (buildings, microgrids, estates, communities):
            self.connection.execute(delete(table))
        self._fill(communities, (place_row(c) for c in roster.communities))
        for community in roster.communities:
            self.connection.execute(spelled(COUNTER, self.connection), {"prefix": community.prefix, "last": 0})
        self._fill(estates, ({**place_row(e), "aliases": list(e.aliases)} for e in roster.estates))
        self._fill(microgrids, (microgrid_row(m) for m in roster.microgrids))
        self._fill(buildings, ({**place_row(b), "landmarks": list(b.landmarks)} for b in roster.buildings))

    def _replace_posts(self, roster: Roster) -> None:
        ids = {row.code: row.id for row in self.connection.execute(CODES)}
        self.connection.execute(delete(posts))
        rows = [
            {
                "person": ids[post.person],
                "level": int(post.level),
                "area": post.area,
                "backup": ids[post.backup] if post.backup else None,
                "hours": post.hours,
            }
            for post in roster.posts
        ]
        if rows:
            self.connection.execute(insert(posts), rows)

    def _fill(self, table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        ranked = [{**row, "rank": rank} for rank, row in enumerate(rows)]
        if ranked:
            self.connection.execute(insert(table), ranked)

    def _load(self, version: int) -> Directory:
        execute = self.connection.execute
        return Directory(
            communities=tuple(community_of(row) for row in execute(by_rank(communities))),
            estates=tuple(estate_of(row) for row in execute(by_rank(estates))),
            microgrids=tuple(microgrid_of(row) for row in execute(by_rank(microgrids))),
            buildings=tuple(building_of(row) for row in execute(by_rank(buildings))),
            posts=tuple(post_of(row) for row in execute(POSTS)),
            absences=tuple(Absence(row.person, row.since, row.until, row.backup) for row in execute(ABSENCES)),
            version=version,
        )


def by_rank(table: Any) -> Any:
    return select(table).order_by(table.c.rank)


def person_row(person: RosterPerson, demo: bool) -> dict[str, Any]:
    return {
        "code": person.code,
        "name": person.name,
        "role": person.role.value,
        "language": "zh",
        "greeted": False,
        "demo": demo,
    }


def place_row(place: Community | Estate | MicroGrid | Building) -> dict[str, Any]:
    return {name: getattr(place, name) for name in place.__slots__}


def community_of(row: Row[Any]) -> Community:
    return Community(row.code, row.name, row.zone, row.prefix, row.demo)


def estate_of(row: Row[Any]) -> Estate:
    return Estate(row.code, row.name, row.community, tuple(row.aliases))


def microgrid_row(grid: MicroGrid) -> dict[str, Any]:
    return place_row(grid) | {"area": [[point.latitude, point.longitude] for point in grid.area] or None}


def microgrid_of(row: Row[Any]) -> MicroGrid:
    return MicroGrid(row.code, row.name, row.estate, tuple(Point(*point) for point in row.area or ()))


def building_of(row: Row[Any]) -> Building:
    return Building(row.estate, row.number, row.microgrid, row.door, tuple(row.landmarks))


def post_of(row: Row[Any]) -> Post:
    return Post(row.person, row.name or "", Level(row.level), row.area, row.backup, row.hours, row.reachable)
