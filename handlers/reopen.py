"""Not solved after all: done again, one level up, the second time by the office. The clock is never restarted."""

from dataclasses import dataclass

from domain.cases import Case, EventKind, State
from domain.people import Level
from handlers.conversation import Turn
from handlers.desk import Desk
from handlers.dispatch import assign_and_tell, choose
from handlers.hers import OnCase
from handlers.letters import holder_post, tell_holder, tell_reporters
from handlers.opening import open_and_send
from handlers.recurrence import higher
from handlers.texts import closing, news
from handlers.told import Told

REVIVABLE = frozenset({State.SOLVED, State.PARTLY, State.UNCONFIRMED, State.ANSWERED})


@dataclass(frozen=True, slots=True)
class Reopen(OnCase):
    words: str = ""
    enclosed: tuple[int, ...] = ()

    def act_on(self, desk: Desk, case: Case) -> Turn | None:
        if case.state in REVIVABLE:
            reopen(desk, case, self.words, self.enclosed)
        elif case.state.open:
            add(desk, case, self.words or "还没好", self.enclosed)
            desk.reply(news.added(case))
        elif self.words or self.enclosed:
            told = Told(self.words, case.item, place=case.place, checked=True, why=(f"接着 {case.number} 说的",))
            open_and_send(desk, told, self.enclosed)
        else:
            desk.reply(news.too_late(case))
        return None


def reopen(desk: Desk, case: Case, words: str = "", enclosed: tuple[int, ...] = ()) -> Case:
    above = choose(desk, case, Level.OFFICE if case.reopened else higher(case.level, 1))
    why = "一起反映的居民说自家还没好" if said_solved_by_another(desk, case) else "居民说还没好"
    case = desk.move(
        case,
        desk.event(EventKind.REOPENED, words=words, enclosed=enclosed, why=why),
        reopened=case.reopened + 1,
        reopened_at=desk.now,
        level=above.level,
        assigned_at=desk.now,
        answered_at=None,
        closed_at=None,
        acknowledged_at=None,
        extension=None,
        score=None,
        enclosed=(*case.enclosed, *enclosed),
    )
    rises = "升一级" if case.reopened == 1 else "又重开，交社区办"
    case = assign_and_tell(desk, case, above.level, why=(f"{why}，{rises}",), title="重开", said=words)
    tell_reporters(desk, case, closing.reopened(case, holder_post(desk, case)))
    return case


def said_solved_by_another(desk: Desk, case: Case) -> bool:
    if case.state is not State.SOLVED:
        return False
    said = [event.actor for event in desk.tx.cases.events(case.id) if event.kind is EventKind.CONFIRMED]
    return bool(said) and said[-1] != desk.speaker_id and said[-1] in desk.tx.cases.reporters(case.id)


TALK = frozenset({EventKind.RELAYED, EventKind.ADDED, EventKind.ASSIGNED, EventKind.ANSWERED, EventKind.REOPENED})


def asked_last(desk: Desk, case: Case) -> int | None:
    """Whose question she is answering, if nothing but that question was the last thing between them."""
    said = [event for event in desk.tx.cases.events(case.id) if event.kind in TALK]
    return said[-1].actor if said and said[-1].kind is EventKind.RELAYED else None


def add(desk: Desk, case: Case, words: str, enclosed: tuple[int, ...]) -> Case:
    """Her words join the case, and whoever waits for them reads them."""
    asker = asked_last(desk, case)
    case = desk.move(
        case, desk.event(EventKind.ADDED, words=words, enclosed=enclosed), enclosed=(*case.enclosed, *enclosed)
    )
    tell_holder(desk, case, words, enclosed, asked_by=asker)
    return case
