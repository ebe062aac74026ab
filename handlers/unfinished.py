"""What a telling that is not finished already is: whatever interrupts or abandons it, her words become a case."""

from dataclasses import dataclass, replace

from domain.messages import Draft
from domain.places import Place
from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.opening import OpenCases
from handlers.spot import at_spot, spot_of
from handlers.told import UNSORTED, Told, enclosed, keys_of, tolds

UNFINISHED = frozenset({"confirm_matters", "which_topic", "which_place", "same_matter", "photo_what", "outside"})


def open_cases(matters: tuple[Told, ...], draft: Draft) -> OpenCases:
    return OpenCases(matters, enclosed(draft), bool(draft.get("filed")), draft.get("group"), keys_of(draft))


def nameless(draft: Draft) -> Told:
    """She sent something and said nothing of it: a person has to look."""
    return Told("", UNSORTED, why=(f"只有{draft.get('sent') or '照片'}",))


def as_far_as_told(draft: Draft, home: Place) -> OpenCases | None:
    """What an abandoned telling already is: words never wait in a draft until they are forgotten."""
    matters, spot = tolds(draft), spot_of(draft)
    if not matters and (enclosed(draft) or spot):
        matters = (nameless(draft),)
    settled_matters = tuple(
        replace(told, item=told.item or UNSORTED, place=at_spot(told.place if told.place.known else home, spot))
        for told in matters
        if not told.outside
    )
    return open_cases(settled_matters, draft) if settled_matters else None


def words_so_far(draft: Draft) -> str:
    return "；".join(told.words for told in tolds(draft))


@dataclass(frozen=True, slots=True)
class Meanwhile(Act):
    """Something else in the midst of a telling, which waits; where another conversation begins, it is settled first."""

    act: Act
    draft: Draft

    def perform(self, desk: Desk) -> Turn | None:
        turn = self.act.perform(desk)
        if turn is None:
            return Turn(draft=self.draft)
        told = as_far_as_told(self.draft, desk.speaker.home)
        if told:
            told.perform(desk)
        return turn
