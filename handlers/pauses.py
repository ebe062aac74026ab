"""How long a case has stood still and why, for whoever looks at it: her, the steward, the office."""

from domain.cases import Case
from handlers.desk import Desk
from handlers.texts import pauses as texts
from routing.pauses import pauses


def in_words(desk: Desk, case: Case, language: str = "zh", *, to_her: bool = False) -> str:
    """Empty where it never did."""
    if case.told_at == desk.now:  # just told: nothing has happened yet
        return ""
    return texts.stood_still(language, pauses(case, desk.tx.cases.events(case.id)), desk.now, to_her=to_her)
