"""To which of our notices does a message reply, and so to which case? And which choices may be meant by its words there?

It looks up and tells; what follows from the reply is for the conversation.
"""

from dataclasses import replace

from domain.messages import Choice, Draft, InboundMessage
from handlers.conversation import Said
from handlers.desk import Desk

Offers = tuple[tuple[Choice, ...], ...]

OF_ONE_CASE = {"progress": "mine", "hurry": "hurry"}
ASKS_OF_CASES = frozenset({"which_case", "same_matter"})


def with_offers(desk: Desk, message: InboundMessage) -> tuple[InboundMessage, Offers]:
    """The message with the case it belongs to, and the choices it may mean, the nearest first.

    In reply to a notice they are those of that notice and of its case; else those offered last, whatever about.
    """
    told = desk.tx.transcript
    if desk.tapped:
        return message, ()
    notice = told.notice_in(message.address, message.answers) if message.answers else None
    number = (notice.case if notice else None) or message.quotes
    nearest = (notice.choices,) if notice else ()
    if number != message.quotes:
        message = replace(message, quotes=number)
    return message, (*nearest, *told.last_offers(message.address, number))


def of_its_case(said: Said) -> Said:
    """'Hurry' or 'progress', said in reply to a notice, means the case of that notice."""
    if said.quotes and said.code in OF_ONE_CASE:
        return replace(said, code=f"{OF_ONE_CASE[said.code]}:{said.quotes}")
    return said


def is_elsewhere(number: str | None, draft: Draft) -> bool:
    """Whether a reply to a notice of that case answers no question that waits, or leaves it aside."""
    if number in (None, draft.get("case")):
        return False
    named = {part for choice in draft.offered for part in choice.code.split(":")}
    return not (draft.step in ASKS_OF_CASES and number in named)
