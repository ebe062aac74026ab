"""What is said: messages that come in, notices and letters that go out, drafts in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from domain.people import Address
from domain.places import Point


class Missed(StrEnum):
    """Why something sent along is not kept: too large to fetch, never arrived, or of a kind we cannot hand on."""

    TOO_LARGE = "too_large"
    NOT_ARRIVED = "not_arrived"
    UNKNOWN_KIND = "unknown_kind"


class EnclosureKind(StrEnum):
    """What an enclosure is to a reader: to be looked at, listened to, watched, or opened as a paper."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    PAPER = "paper"


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BY_MEDIA = {"image": EnclosureKind.PHOTO, "audio": EnclosureKind.VOICE, "video": EnclosureKind.VIDEO}


def enclosure_kind(media: str) -> EnclosureKind:
    """Of a media type such as "audio/ogg"."""
    return BY_MEDIA.get(media.partition("/")[0], EnclosureKind.PAPER)


ALONG = "+"


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message as a channel read it. `key` is the vendor's own unique id, the guard against repeats.

    `tap` is the code of a tapped choice; `door` the code of a poster or one-time link that opened the chat;
    `enclosed` are ids of pictures, voice notes and papers already kept; `missed` what was sent along and could not be
    kept; `quotes` the number of the case a reply belongs to; `corrects` the key of an earlier message that this one
    words anew (its own key is then that key, a colon and more); `point` the spot she shared; `group` the group she said
    it in, where it was not said to us alone; `answers` the vendor's id of the message it replies to.
    """

    address: Address
    key: str
    at: datetime
    text: str = ""
    tap: str | None = None
    door: str | None = None
    enclosed: tuple[int, ...] = ()
    missed: tuple[Missed, ...] = ()
    quotes: str | None = None
    corrects: str | None = None
    point: Point | None = None
    group: Address | None = None
    answers: str | None = None

    @property
    def goes_along(self) -> bool:
        """Whether it is only what was sent along with words that were heard before it."""
        return self.key.endswith(ALONG)

    def words_alone(self) -> Self:
        """Without what was sent along, which follows as a message of its own: `sent_along`."""
        return replace(self, enclosed=(), missed=())

    def sent_along(self) -> Self:
        return replace(self, key=f"{self.key}{ALONG}", text="")


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. `code` is at most 60 ASCII bytes, so that every messenger can carry it.

    `opens`: a door's code; such a button leads from a group into a talk with us alone instead of being a tap.
    """

    code: str
    label: str
    opens: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A meaning in words, without looks. One per meaning; worded in `handlers/texts`, dressed by each channel."""

    kind: str
    title: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    enclosed: tuple[int, ...] = ()
    case: str | None = None
    urgent: bool = False

    def with_choices(self, *choices: Choice) -> Self:
        return replace(self, choices=choices)

    def plain(self) -> str:
        """The whole notice as text with numbered choices, for channels without buttons."""
        rows = [self.title] if self.title else []
        rows += [f"{label}{': ' if label.isascii() else '：'}{value}" for label, value in self.facts]
        rows += list(self.lines)
        rows += [f"{n} {choice.label}" for n, choice in enumerate(self.choices, 1)]
        return "\n".join(rows)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "title": self.title,
            "lines": list(self.lines),
            "facts": [list(fact) for fact in self.facts],
            "choices": [choice_json(c) for c in self.choices],
            "enclosed": list(self.enclosed),
            "case": self.case,
            "urgent": self.urgent,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            kind=data["kind"],
            title=data["title"],
            lines=tuple(data["lines"]),
            facts=tuple((label, value) for label, value in data["facts"]),
            choices=tuple(Choice(c["code"], c["label"], c.get("opens")) for c in data["choices"]),
            enclosed=tuple(data["enclosed"]),
            case=data["case"],
            urgent=data["urgent"],
        )


def choice_json(choice: Choice) -> dict[str, str]:
    plain = {"code": choice.code, "label": choice.label}
    return plain | {"opens": choice.opens} if choice.opens else plain


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way to one address. `tries` counts failed deliveries."""

    id: int
    address: Address
    person: int
    notice: Notice
    tries: int = 0
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The messenger took the letter; `vendor` is its own id for the sent message, if it has one.

    A letter that went as several messages has the ids of all, with spaces between.
    """

    vendor: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """How far a conversation has come: the step that awaits the next message, answers so far, choices last offered."""

    step: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    offered: tuple[Choice, ...] = ()
    updated_at: datetime | None = None

    def answer(self, **answers: Any) -> Self:
        return replace(self, answers={**self.answers, **answers})

    def get(self, name: str, default: Any = None) -> Any:
        return self.answers.get(name, default)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat as its owner sees it. `seq` rises by one per address, without gaps."""

    seq: int
    at: datetime
    mine: bool
    text: str = ""
    enclosed: tuple[int, ...] = ()
    notice: Notice | None = None
    key: str | None = None
