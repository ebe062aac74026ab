"""One letter of a digest, to several people, before it is sent; and what of the cases may stand in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.cases import Case
from domain.messages import Notice
from handlers.desk import Desk
from handlers.discretion import complained_about, may_see
from handlers.press import Paper


@dataclass(frozen=True, slots=True)
class Circular:
    """`mailed`: it also goes to the e-mail of those who have one. `noted`: what is noted once it is sent, by its key.
    `chases`: it is one of the few letters a day that the clock may write to one person."""

    people: tuple[int, ...]
    notice: Notice
    papers: tuple[Paper, ...] = ()
    mailed: bool = False
    noted: tuple[str, str] | None = None
    chases: bool = False

    @property
    def chased(self) -> tuple[int, ...]:
        return self.people if self.chases else ()


def for_all(desk: Desk, cases: Iterable[Case]) -> tuple[Case, ...]:
    """What may be named in it: of its community, to whoever asked, what she may see; to the whole office, what is about none of them."""
    if desk.community:
        cases = [case for case in cases if case.community == desk.community]
    if desk.said_by:
        return tuple(case for case in cases if may_see(desk, desk.said_by.id, case))
    readers = frozenset(desk.office())
    return tuple(case for case in cases if not complained_about(desk, case) & readers)
