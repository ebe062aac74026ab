"""Who is away, until when, and who stands in; work is handed over and back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.cases import IN_HAND, Case, EventKind, State
from domain.messages import Draft
from domain.people import Absence, Level, Post
from handlers.conversation import Act, Said, Turn, ask, finish, step
from handlers.desk import Desk, House, Scene
from handlers.discretion import complained_about, may_hold, post_for
from handlers.dispatch import assign_and_tell, hand_to
from handlers.letters import holder_post, tell_reporters
from handlers.office.acts import presides
from handlers.texts import absence as texts
from handlers.texts import news, office, steward
from routing.assign import stand_in
from storage.tx import Tx

HANDED_OVER = "请假期间代办"
GONE = "原来的负责人不在名册上了"
BACK = "back."
RETURNED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AskWho(Act):
    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            desk.reply(steward.not_yours())
            return None
        zone = desk.own_zone
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
        moved = hand_over(desk, self.person, HANDED_OVER, "代班")
        names = {p.person: p.name for p in desk.directory.posts}
        last_day = texts.last_day(absence.until, desk.own_zone)
        backup = names.get(self.backup or 0, "")
        desk.write(self.person, texts.you_are_away(last_day, backup, moved))
        desk.reply(texts.away_set(post.name if post else "", last_day, backup, moved))
        return None


def until_end_of_day(desk: Desk, days: int) -> datetime:
    """The end of the last day away, by the community's own clock; `days` = 1 is today."""
    local = desk.calendar_of(desk.speaker.id).local(desk.now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=days)).astimezone(desk.now.tzinfo)


def hand_over(desk: Desk, person: int, why: str, title: str) -> int:
    """Everything in her hands goes to whoever stands in, or up where nobody may have it. Returns how many."""
    cases = [case for case in desk.work_of(person) if case.state in IN_HAND]  # the office rules on the others anyway
    for case in cases:
        taken = pass_on(desk, case, person, why, title)
        tell_reporters(desk, taken, news.handed_on(taken, holder_post(desk, taken)))
    return len(cases)


def pass_on(desk: Desk, case: Case, person: int, why: str, title: str) -> Case:
    found = stand_in(desk.directory, person, desk.now, avoid=complained_about(desk, case))
    post = post_for(desk, found.person, case) if found else None
    if post is None or not may_hold(desk, post.person, post.level, case):
        return assign_and_tell(desk, case, case.level, why=(why,), title=title)
    return hand_to(desk, case, post.person, post.level, (why,), title=title)


@dataclass(frozen=True, slots=True)
class ComeBack(Act):
    """Back early or on time. What the backup has not begun goes back; what is being worked on stays where it is."""

    person: int

    def perform(self, desk: Desk) -> Turn | None:
        if not presides(desk):
            return None
        absence = desk.directory.absence_of(self.person, desk.now)
        desk.tx.directory.end_absence(self.person, desk.now)
        desk.tx.notes.set(f"{BACK}{self.person}", desk.now.isoformat())
        desk.look_again()
        post = desk.directory.post_of(self.person)
        moved = hand_back(desk, absence, post) if absence and post else 0
        desk.write(self.person, texts.welcome_back(post.name if post else ""))
        desk.reply(texts.back_again(post.name if post else "", moved))
        return None


def hand_back(desk: Desk, absence: Absence, post: Post) -> int:
    others = dict.fromkeys(other.person for other in desk.directory.posts if other.person != absence.person)
    waiting = [case for person in others for case in desk.work_of(person) if was_hers(desk, case, absence)]
    for case in waiting:
        back = hand_to(desk, case, absence.person, post.level, ("接手人已回来",), title="交还")
        tell_reporters(desk, back, news.handed_on(back, holder_post(desk, back)))
    return len(waiting)


def was_hers(desk: Desk, case: Case, absence: Absence) -> bool:
    """Handed over when she left, to nobody else since, and not begun yet."""
    if case.state is not State.ASSIGNED or (case.assigned_at or absence.since) < absence.since:
        return False
    given = [event for event in desk.tx.cases.events(case.id) if event.kind is EventKind.ASSIGNED]
    return bool(given) and given[-1].detail.get("from") == absence.person and HANDED_OVER in given[-1].why


def returns(tx: Tx, house: House, now: datetime) -> None:
    """Whoever's leave has ended by itself gets back what nobody has begun; once for each leave."""
    desk = Desk(tx, house, now, "back")
    ended_lately = [one for one in desk.directory.absences if now - RETURNED_WITHIN <= one.until <= now]
    known = tx.notes.starting(BACK) if ended_lately else {}
    for absence in ended_lately:
        note, ended = f"{BACK}{absence.person}", absence.until.isoformat()
        if known.get(note) != ended and desk.directory.absence_of(absence.person, now) is None:
            tx.notes.set(note, ended)
            desk.origin = f"back:{absence.person}:{ended}"
            post = desk.directory.post_of(absence.person)
            if post:
                hand_back(desk, absence, post)
                desk.write(absence.person, texts.welcome_back(post.name))


def left_for_good(tx: Tx, house: House, now: datetime) -> None:
    """Whoever holds a case and is on the roster no more: her work is dispatched anew, from the level it had reached."""
    desk = Desk(tx, house, now, f"left:{now.isoformat()}")
    there = {post.person for post in desk.directory.posts}
    for person in tx.cases.holders():
        if person not in there:
            hand_over(desk, person, GONE, "接手")
