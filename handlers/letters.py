"""Who hears of a case: its reporters, whoever holds it, and the words by which we call that person."""

from datetime import datetime

from domain.cases import Case
from domain.messages import Notice
from domain.people import Level, Post
from handlers.desk import NIGHT_TOO, Desk
from handlers.discretion import carriers, may_be_joined, office_of, post_for, reading_level
from handlers.doors import JOINS_CASE, make_door
from handlers.pauses import in_words
from handlers.recurrence import last_time
from handlers.texts import group as neighbours
from handlers.texts import steward
from handlers.texts.say import who


def holder_post(desk: Desk, case: Case) -> Post | None:
    return post_for(desk, case.assignee, case)


def holder_words(desk: Desk, case: Case) -> str:
    return who(holder_post(desk, case), case.level)


def tell_reporters(desk: Desk, case: Case, notice: Notice, *, not_before: datetime | None = None) -> None:
    """Everyone who told of it, each in her own chat."""
    desk.write_all(desk.tx.cases.reporters(case.id), notice, urgency=case.urgency, not_before=not_before)


def tell_group(desk: Desk, group: int, case: Case) -> None:
    """Where it was called out in a group, neighbours there may join; of a matter about anyone the group hears nothing."""
    if case.place.estate and may_be_joined(desk, case):
        desk.write(group, neighbours.noted(case, make_door(desk.house, JOINS_CASE, case.number, desk.now)))


def tell_holder(
    desk: Desk,
    case: Case,
    words: str,
    enclosed: tuple[int, ...],
    *,
    hurry: bool = False,
    asked_by: int | None = None,
) -> None:
    """A resident's words for whoever acts. A building steward hears that there is news, not her raw words.

    `asked_by`: who put the question that this answers; she answered him, so he reads it whole.
    """
    if asked_by is not None and not names(desk, asked_by, words):
        desk.write(asked_by, steward.from_resident(case, words, enclosed), urgency=case.urgency)
        if asked_by == case.assignee:
            return
    if case.assignee and names(desk, case.assignee, words):  # it is about him: whoever stands above reads it instead
        above = [person for person in office_of(desk, case) if person != case.assignee]
        desk.write_all(above, steward.from_resident(case, words, enclosed), urgency=case.urgency)
        return
    close = reading_level(desk, case.assignee, case) >= Level.ESTATE
    told_more = bool(words or enclosed)
    heard = words if close or not told_more else "居民补充了情况，要细节点“问居民”。"
    notice = steward.from_resident(case, heard, enclosed if close else (), hurry=hurry)
    desk.write_all((case.assignee,) if case.assignee else office_of(desk, case), notice, urgency=case.urgency)


def names(desk: Desk, person: int, words: str) -> bool:
    post = desk.directory.post_of(person)
    return post is not None and post.name in words


def send_card(desk: Desk, case: Case, person: int, title: str = "新任务", said: str = "") -> None:
    desk.write(person, card_for(desk, case, person, title, said), urgency=case.urgency)


def card_for(desk: Desk, case: Case, person: int, title: str = "新任务", said: str = "") -> Notice:
    item = desk.book.items[case.item]
    level = reading_level(desk, person, case)
    more = (("上次谁怎么处理", last_time(desk, case)), ("停过", in_words(desk, case)))
    return steward.card(
        case, item, desk.directory, desk.zone(case), desk.now, reader=level, title=title, said=said, more=more
    )


def ask_reporters(desk: Desk, case: Case, notice: Notice, words: str = "", told: Notice | None = None) -> None:
    """The question whether it is solved, in the hours for asking; whoever was in danger is awake and is asked at once.

    `told`: what she hears meanwhile, if she may be written to now. For someone without a chat it is carried to her.
    """
    hour = desk.now if case.danger else desk.calendar(case.place.estate).ask_time(desk.now)
    if told and hour > desk.now and (case.urgency in NIGHT_TOO or not desk.is_night(case)):
        tell_reporters(desk, case, told)
    if case.filed_by is not None:
        carrier = next(iter(carriers(desk, case)), None)
        desk.write(carrier, steward.ask_her(case, words), urgency=case.urgency, not_before=hour)
    tell_reporters(desk, case, notice, not_before=hour)
