"""Who is away, until when, and who stands in; work is handed over and back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.cases import Case, EventKind
from domain.messages import Draft
from domain.people import Absence, Level, Post
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, Scene
from handlers.discretion import may_hold, post_for
from handlers.dispatch import assign_and_tell, hand_to
from handlers.letters import holder_post, tell_reporters
from handlers.office.deciding import presides
from handlers.texts import absence as texts
from handlers.texts import news, office, steward

HANDED_OVER = "请假期间代办"


@dataclass(frozen=True, slots=True)
class AskWho(Act):
    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            desk.reply(steward.not_yours())
            return None
        zone = desk.calendar_zone(None)
        away = [a for a in desk.directory.absences if a.until > desk.now]
        posts = {post.person: post for post in reversed(desk.directory.posts)}
        gone = tuple((posts[a.person], texts.last_day(a.until, zone)) for a in away if a.person in posts)
        there = [post for person, post in posts.items() if person not in {a.person for a in away}]
        stewards = tuple(sorted(there, key=lambda post: (post.level, post.name)))
        return ask(who_is_away, Draft(), texts.who_is_away(stewards, gone))


@step
def who_is_away(draft: Draft, said: Said, scene: Scene) -> Turn:
    posts = {post.person: post for post in scene.directory.posts}
    person = int(said.argument) if said.argument.isdigit() else 0
    if said.verb == "on" and person in posts:
        return finish(ComeBack(person))
    if said.verb != "off" or person not in posts:
        named = next((post for post in posts.values() if said.text and post.name in said.text), None)
        if named is None:
            return finish(None, office.unknown_words())
        person = named.person
    return ask(away_until, draft.answer(person=person), texts.away_until(posts[person].name))


@step
def away_until(draft: Draft, said: Said, scene: Scene) -> Turn:
    days = int(said.argument) if said.verb == "until" and said.argument.isdigit() else 1
    post = scene.directory.post_of(draft.get("person"))
    if post is None:
        return finish(None, office.unknown_words())
    stewards = post.level <= Level.ESTATE
    others = tuple(
        p for p in scene.directory.posts if p.person != post.person and (p.level <= Level.ESTATE) is stewards
    )
    distinct = tuple({p.person: p for p in others}.values())
    return ask(away_backup, draft.answer(days=days), texts.away_backup(post.name, distinct, post.backup))


@step
def away_backup(draft: Draft, said: Said, scene: Scene) -> Turn:
    backup = int(said.argument) if said.verb == "by" and said.argument.isdigit() else None
    return finish(GoAway(draft.get("person", 0), draft.get("days", 1), backup))


@dataclass(frozen=True, slots=True)
class GoAway(Act):
    person: int
    days: int
    backup: int | None

    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            return None
        post = desk.directory.post_of(self.person)
        absence = Absence(self.person, desk.now, until_end_of_day(desk, self.days), self.backup)
        desk.tx.directory.set_absence(absence)
        desk.look_again()
        moved = hand_over(desk, self.person, self.backup)
        names = {p.person: p.name for p in desk.directory.posts}
        last_day = texts.last_day(absence.until, desk.calendar_zone(None))
        backup = names.get(self.backup or 0, "")
        desk.write(self.person, texts.you_are_away(last_day, backup, moved))
        desk.reply(texts.away_set(post.name if post else "", last_day, backup, moved))
        return None


def until_end_of_day(desk: Desk, days: int) -> datetime:
    """The end of the last day away, by the community's own clock; `days` = 1 is today."""
    local = desk.calendar().local(desk.now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=days)).astimezone(desk.now.tzinfo)


def hand_over(desk: Desk, person: int, backup: int | None) -> int:
    """Everything in her hands goes to the backup, or up where the backup may not have it. Returns how many."""
    cases = desk.work_of(person)
    for case in cases:
        post = post_for(desk, backup, case)
        if backup is None or post is None or not may_hold(desk, backup, post.level, case):
            taken = assign_and_tell(desk, case, case.level, why=(HANDED_OVER,), title="代班")
        else:
            taken = hand_to(desk, case, backup, post.level, (HANDED_OVER,), title="代班")
        tell_reporters(desk, taken, news.handed_on(taken, holder_post(desk, taken)))
    return len(cases)


@dataclass(frozen=True, slots=True)
class ComeBack(Act):
    """Back early or on time. What the backup has not begun goes back; what is being worked on stays where it is."""

    person: int

    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            return None
        absence = desk.directory.absence_of(self.person, desk.now)
        desk.tx.directory.end_absence(self.person, desk.now)
        desk.look_again()
        post = desk.directory.post_of(self.person)
        moved = hand_back(desk, absence, post) if absence and post else 0
        desk.write(self.person, texts.welcome_back(post.name if post else ""))
        desk.reply(texts.back_again(post.name if post else "", moved))
        return None


def hand_back(desk: Desk, absence: Absence, post: Post) -> int:
    if absence.backup is None:
        return 0
    waiting = [c for c in desk.work_of(absence.backup) if c.accepted_at is None and was_hers(desk, c, absence)]
    for case in waiting:
        back = hand_to(desk, case, absence.person, post.level, ("接手人已回来",), title="交还")
        tell_reporters(desk, back, news.handed_on(back, holder_post(desk, back)))
    return len(waiting)


def was_hers(desk: Desk, case: Case, absence: Absence) -> bool:
    """Handed over when she left, and to nobody else since."""
    given = [event for event in desk.tx.cases.events(case.id) if event.kind is EventKind.ASSIGNED]
    return bool(given) and given[-1].at >= absence.since and given[-1].detail.get("from") == absence.person
