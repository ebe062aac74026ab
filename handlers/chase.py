"""Time passes: what is due on a case is done, once, with its reason; then the next look is set.

What is due and when is decided in `routing/chase`; here it is carried out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from domain.cases import Case, Event, EventKind, State, Urgency
from domain.chases import Act, Chase
from domain.messages import Draft
from domain.people import Level
from handlers.conversation import carry_out, finish
from handlers.danger import call_everyone
from handlers.days import warn_in_december
from handlers.desk import Desk, House
from handlers.discretion import complained_about, covers, lowest_level, may_hold, office_of
from handlers.dispatch import choose, hand_to
from handlers.letters import ask_reporters, holder_post, tell_reporters
from handlers.nudge import About, nudge, say_nudges
from handlers.office.absence import returns
from handlers.texts import closing, news, steward, trouble
from handlers.unfinished import UNFINISHED, as_far_as_told
from routing.assign import assign, stand_in
from routing.chase import due
from storage.tx import Tx

BATCH = 100
STEPS_AT_ONCE = 20
A_LATE_TICK = timedelta(minutes=1)  # one rung comes a settling time after the other, to the second
VERIFIED = frozenset({Urgency.P1, Urgency.P3})
JAMMED_FOR = timedelta(hours=1)
ABANDONED_AFTER = timedelta(minutes=30)
ASLEEP_AFTER = timedelta(minutes=45)  # only a machine that slept itself comes so late


def tick(tx: Tx, house: House, now: datetime) -> int:
    """Looks at the cases whose time has come, oldest first; returns how many. One that raises never jams the rest."""
    cases = tx.cases.take_due(now, BATCH)
    for case in cases:
        try:
            with tx.savepoint():
                look(tx, case, house, now)
        except Exception as error:  # a bad row is pushed ahead and shown; whatever it raised
            set_back(tx, case, error, house, now)
    if len(cases) < BATCH:
        returns(tx, house, now)
        warn_in_december(tx, house, now)
        say_nudges(tx, house, now)
    return len(cases)


def look(tx: Tx, case: Case, house: House, now: datetime) -> None:
    """Every step due by now, in order: a machine that slept over a weekend skips none, and tells each person once."""
    desk, found = Desk(tx, house, now, f"t:{case.id}", latest={}), case
    for _ in range(STEPS_AT_ONCE):
        chase = due(case, desk.calendar(case.place.estate), desk.book.clock, now)
        if chase is None:
            break
        desk.origin = f"t:{case.id}:{chase.step}"
        case = ACTS[chase.act](desk, case, chase)
        if case.look_at is None or case.look_at > now:  # a move sets the next look
            break
    desk.send_latest()
    if case is found:  # nothing was due after all: the calendar has changed since
        tx.cases.look_again(case.id, desk.next_look(case))


def set_back(tx: Tx, case: Case, error: Exception, house: House, now: datetime) -> None:
    tx.cases.postpone(case.id, now + JAMMED_FOR, f"{type(error).__name__}")
    desk = Desk(tx, house, now, f"jam:{case.id}:{now:%y%m%d%H}")
    desk.write_all(office_of(desk, case), trouble.jammed(case))


def taken(case: Case, chase: Chase) -> dict[str, Any]:
    return {"done": case.done | {chase.step}}


def event_of(desk: Desk, kind: EventKind, chase: Chase) -> Event:
    return desk.event(kind, why=chase.why, step=chase.step, due=chase.at)


def remind(desk: Desk, case: Case, chase: Chase) -> Case:
    case = desk.move(case, event_of(desk, EventKind.REMINDED, chase), **taken(case, chase))
    people = (case.assignee,) if case.assignee else office_of(desk, case)
    nudge(desk, people, case, About.REMIND, chase.why)
    return case


def back_up(desk: Desk, case: Case, chase: Chase) -> Case:
    """L1b: the stand-in takes it over; without one the first steward is reminded, the next rung comes by itself."""
    kept_out = complained_about(desk, case)
    found = stand_in(desk.directory, case.assignee, desk.now, avoid=kept_out) if case.assignee else None
    if found is None or found.person is None or not may_hold(desk, found.person, found.level, case):
        return remind(desk, case, chase)
    case = hand_to(desk, case, found.person, case.level, (chase.why, *found.why), step=chase.step, due=chase.at)
    tell_change(desk, case)
    return case


def escalate(desk: Desk, case: Case, chase: Chase) -> Case:
    """One rung up. Nobody has signed for it: the rung takes it over. Somebody is at it, or has only just got it: the
    rung looks over her shoulder."""
    level = chase.level or Level.OFFICE
    if level is Level.STREET:
        return to_street(desk, case, chase)
    if case.state is State.ASSIGNED and level <= Level.GRID and had_time(desk, case):
        found = choose(desk, case, level)
        if found.person is not None and found.person != case.assignee:
            why = (chase.why, *found.why)
            case = hand_to(desk, case, found.person, found.level, why, title="升级", step=chase.step, due=chase.at)
            tell_change(desk, case)
            return case
    case = desk.move(
        case, event_of(desk, EventKind.ESCALATED, chase), level=level, told_resident_at=desk.now, **taken(case, chase)
    )
    about = About.WATCH if level < Level.GRID else deciding(chase)
    nudge(desk, overseers(desk, case, level), case, about, chase.why)
    tell_reporters(desk, case, news.climbed(case))
    return case


def had_time(desk: Desk, case: Case) -> bool:
    """Whoever got it last could have signed for it by now."""
    settle = desk.book.clock.settle(case.urgency)
    if case.assigned_at is None or settle is None:
        return True
    return desk.calendar(case.place.estate).plus(case.assigned_at, settle) <= desk.now + A_LATE_TICK


def overseers(desk: Desk, case: Case, level: Level) -> tuple[int, ...]:
    """Who at that level has the case's place, without its holder and whoever it is about; else the office."""
    office = office_of(desk, case)
    posts = (post for post in desk.directory.posts if post.level is level and covers(desk, level, post.area, case))
    there = (post.person for post in posts if not desk.directory.absence_of(post.person, desk.now))
    kept_out = complained_about(desk, case) | {case.assignee}
    return tuple(person for person in (office if level >= Level.OFFICE else there) if person not in kept_out) or office


def deciding(chase: Chase) -> About:
    return About.LATE if chase.lasting else About.DECIDE


def tell_change(desk: Desk, case: Case) -> None:
    tell_reporters(desk, case, news.handed_on(case, holder_post(desk, case)))


def to_street(desk: Desk, case: Case, chase: Chase) -> Case:
    """L5 has no chat of its own: the office passes the de-identified digest on."""
    case = desk.move(
        case,
        event_of(desk, EventKind.ESCALATED, chase),
        level=Level.STREET,
        told_resident_at=desk.now,
        **taken(case, chase),
    )
    nudge(desk, office_of(desk, case), case, About.STREET, chase.why)
    tell_reporters(desk, case, news.climbed(case))
    return case


def half_time(desk: Desk, case: Case, chase: Chase) -> Case:
    case = desk.move(case, event_of(desk, EventKind.HALF_TIME, chase), told_resident_at=desk.now, **taken(case, chase))
    if case.state is State.HUNG:
        reasons = [event.why for event in desk.tx.cases.events(case.id) if event.kind is EventKind.HUNG]
        notice = news.hung_word(case, reasons[-1] if reasons else "", desk.zone(case))
    else:
        notice = news.half_time(case, holder_post(desk, case), desk.zone(case), desk.now)
    tell_reporters(desk, case, notice)
    return case


def ask_again(desk: Desk, case: Case, chase: Chase) -> Case:
    case = desk.move(case, event_of(desk, EventKind.ASKED, chase), told_resident_at=desk.now, **taken(case, chase))
    ask_reporters(desk, case, closing.is_it_solved(case, holder_post(desk, case), "", (), again=True))
    return case


def archive(desk: Desk, case: Case, chase: Chase) -> Case:
    case = desk.move(case, event_of(desk, EventKind.ARCHIVED, chase), closed_at=desk.now, **taken(case, chase))
    tell_reporters(desk, case, closing.archived(case))
    desk.write_all((case.assignee,), steward.archived(case), urgency=case.urgency)
    return case


def ask_office(desk: Desk, case: Case, chase: Chase) -> Case:
    case = desk.move(case, event_of(desk, EventKind.REMINDED, chase), **taken(case, chase))
    about = About.SORT if case.state is State.RECEIVED else deciding(chase)
    nudge(desk, office_of(desk, case), case, about, chase.why)
    return case


def alert(desk: Desk, case: Case, chase: Chase) -> Case:
    case = desk.move(case, event_of(desk, EventKind.ALERTED, chase), **taken(case, chase))
    rung = sum(1 for event in desk.tx.cases.events(case.id) if event.kind is EventKind.ALERTED)
    call_everyone(desk, case, again=rung)
    return case


def recheck(desk: Desk, case: Case, chase: Chase) -> Case:
    case = desk.move(case, event_of(desk, EventKind.RECHECKED, chase), **taken(case, chase))
    tell_reporters(desk, case, closing.still_fine(case))
    if case.urgency in VERIFIED and case.state is State.SOLVED:
        nudge(desk, someone_else(desk, case), case, About.LOOK, chase.why)
    return case


def someone_else(desk: Desk, case: Case) -> tuple[int, ...]:
    """Who may look whether it holds: the estate's steward or who stands in, never whoever did the work."""
    if case.danger:
        return ()
    avoid = complained_about(desk, case) | ({case.assignee} if case.assignee else set())
    found = assign(desk.directory, case.place, desk.now, level=max(Level.ESTATE, lowest_level(case)), avoid=avoid)
    return (found.person,) if found.person is not None else ()


ACTS: dict[Act, Callable[[Desk, Case, Chase], Case]] = {
    Act.REMIND: remind,
    Act.BACKUP: back_up,
    Act.ESCALATE: escalate,
    Act.HALF_TIME: half_time,
    Act.ASK: ask_again,
    Act.ARCHIVE: archive,
    Act.OFFICE: ask_office,
    Act.ALERT: alert,
    Act.RECHECK: recheck,
    Act.REVIEW: ask_office,
}


def unfinished(tx: Tx, house: House, now: datetime) -> int:
    """Tellings that were left in the middle become cases with what is known: no words wait in a draft for ever."""
    found = tx.drafts.stale(UNFINISHED, now - ABANDONED_AFTER, BATCH)
    asleep = {address for address, _ in tx.drafts.stale(UNFINISHED, now - ASLEEP_AFTER, BATCH)} if found else set()
    for address, draft in found:
        origin = f"left:{address.channel}:{address.key}:{now:%y%m%d%H%M%S}"
        desk = Desk(tx, house, now, origin, tx.people.meet(address, now), address, awake=address not in asleep)
        try:
            with tx.savepoint():
                tx.drafts.save(address, carry_out(desk, finish(as_far_as_told(draft, desk.speaker.home))), now)
        except Exception:  # a draft of another rule book: its words go to the office as they are
            tx.drafts.save(address, Draft(), now)
            desk.write_all(desk.office(), trouble.set_aside(words_so_far_of(draft)))
    return len(found)


def words_so_far_of(draft: Draft) -> str:
    return "；".join(str(told.get("words", "")) for told in draft.get("told", []))
