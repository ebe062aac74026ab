"""One turn of a conversation: what was meant (a tap, a number, a label, free words), which step it answers, what follows.

The engine maps a choice back, not the channel, so the same steps serve messengers with and without buttons.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.messages import Choice, Draft, InboundMessage, Notice
from domain.places import Point
from handlers.desk import Desk, Scene


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the conversation sees it. `code` is the choice meant, if one was; `key` the message's own."""

    text: str
    code: str | None
    enclosed: tuple[int, ...]
    quotes: str | None = None
    key: str = ""
    point: Point | None = None

    @property
    def verb(self) -> str:
        return (self.code or "").partition(":")[0]

    @property
    def argument(self) -> str:
        return (self.code or "").partition(":")[2]


CASE_NUMBER = re.compile(r"[A-Za-z]{1,4}-\d{3,}")
AROUND = re.compile(r"^[\s.。、,，!！:：/]+|[\s.。、,，!！:：]+$")


@dataclass(frozen=True, slots=True)
class Turn:
    """What should happen: notices to the speaker, then `act`, and the step that awaits the next message (None: none)."""

    notices: tuple[Notice, ...] = ()
    draft: Draft = Draft()
    act: "Act | None" = None


class Act:
    """Something a finished conversation asks for. `perform` does it, inside the turn's transaction."""

    def perform(self, desk: Desk) -> "Turn | None":
        raise TypeError(f"{type(self).__name__} does not say how it is performed")


Step = Callable[[Draft, Said, Scene], Turn]
STEPS: dict[str, Step] = {}


def step(function: Step) -> Step:
    """Register a step under its own name, which is what a draft stores."""
    if function.__name__ in STEPS:
        raise ValueError(f"two steps are called {function.__name__}")
    STEPS[function.__name__] = function
    return function


def ask(then: Step, draft: Draft, *notices: Notice) -> Turn:
    return Turn(notices, replace(draft, step=then.__name__, offered=()))


def finish(act: Act | None, *notices: Notice) -> Turn:
    return Turn(notices, Draft(), act)


def meant(message: InboundMessage, numbered: tuple[Choice, ...], labels: tuple[Choice, ...] = ()) -> Said:
    """The choice behind a tap, a typed number (of `numbered`) or a typed label (of either)."""
    text = message.text.strip()
    code = message.tap or typed_choice(text, numbered) or labelled(plain_words(text), labels)
    return Said(text, code, message.enclosed, message.quotes, message.key, message.point)


def typed_choice(text: str, offered: tuple[Choice, ...]) -> str | None:
    plain = plain_words(text)
    if plain.isascii() and plain.isdigit() and len(plain) <= 2:
        number = int(plain)
        return offered[number - 1].code if 1 <= number <= len(offered) else None
    return labelled(plain, offered)


def labelled(plain: str, choices: tuple[Choice, ...]) -> str | None:
    return next((choice.code for choice in choices if plain and plain_words(choice.label) == plain), None)


def plain_words(text: str) -> str:
    """As compared with labels: without case, width, a leading slash or closing marks."""
    return AROUND.sub("", unicodedata.normalize("NFKC", text)).casefold()


def carry_out(desk: Desk, turn: Turn | None) -> Draft:
    """Send, perform, and return the draft to keep. An act may itself begin the next conversation."""
    draft = Draft()
    while turn is not None:
        for notice in turn.notices:
            desk.reply(notice)
        draft = turn.draft
        turn = turn.act.perform(desk) if turn.act else None
    offered = draft.offered or (desk.offered[-1].choices if desk.offered else ())
    return replace(draft, offered=offered, updated_at=desk.now)
