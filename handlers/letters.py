"""Who hears of a case: its reporters, whoever holds it, and the words by which we call that person."""

from domain.cases import Case
from domain.messages import Notice
from domain.people import Level, Post
from handlers.desk import Desk
from handlers.texts import steward
from handlers.texts.say import who


def post_for(desk: Desk, person: int | None, case: Case) -> Post | None:
    """The person's post that matters for this case: at the case's level if she has one there."""
    posts = [post for post in desk.directory.posts if post.person == person]
    return next((post for post in posts if post.level == case.level), posts[0] if posts else None)


def holder_post(desk: Desk, case: Case) -> Post | None:
    return post_for(desk, case.assignee, case)


def holder_words(desk: Desk, case: Case) -> str:
    return who(holder_post(desk, case), case.level)


def tell_reporters(desk: Desk, case: Case, notice: Notice) -> None:
    """Everyone who told of it, each in her own chat."""
    desk.write_all(desk.tx.cases.reporters(case.id), notice, urgency=case.urgency)


def tell_holder(desk: Desk, case: Case, words: str, photos: tuple[int, ...], *, hurry: bool = False) -> None:
    """A resident's words for whoever acts; a building steward hears that there is news, not her raw words."""
    close = reading_level(desk, case.assignee, case) >= Level.ESTATE
    heard = words if close or not words else "居民补充了情况，请通过“问居民”了解。"
    notice = steward.from_resident(case, heard, photos if close else (), hurry=hurry)
    desk.write_all((case.assignee,) if case.assignee else desk.office(), notice, urgency=case.urgency)


def reading_level(desk: Desk, person: int | None, case: Case) -> Level:
    post = post_for(desk, person, case)
    return post.level if post else Level.OFFICE


def send_card(desk: Desk, case: Case, person: int, title: str = "新任务", said: str = "") -> None:
    item = desk.book.items[case.item]
    level = reading_level(desk, person, case)
    notice = steward.card(case, item, desk.directory, desk.zone(case), desk.now, reader=level, title=title, said=said)
    desk.write(person, notice, urgency=case.urgency)


def asker(desk: Desk, case: Case) -> int | None:
    """Who asks a reporter without a chat in person: whoever filed it, unless that is the one who did the work."""
    candidates = (case.filed_by, *desk.staff(Level.ESTATE), *desk.office())
    return next((person for person in candidates if person is not None and person != case.assignee), case.filed_by)


def ask_reporters(desk: Desk, case: Case, notice: Notice, words: str = "") -> None:
    """The question whether it is solved; for someone without a chat it is carried to her."""
    if case.filed_by is not None:
        desk.write(asker(desk, case), steward.ask_her(case, words), urgency=case.urgency)
    tell_reporters(desk, case, notice)
