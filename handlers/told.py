"""What a resident has told so far: one matter, between her first words and a case. Lives in the draft as plain JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from domain.messages import Draft
from domain.places import Place
from domain.reading import Intent, Matter, Reading
from handlers.conversation import Said

UNSORTED = "QT"
EVIDENCE_SHOWN = 2
ANSWER_ONLY = frozenset({Intent.ENQUIRY, Intent.SUGGESTION})


@dataclass(frozen=True, slots=True)
class Told:
    """`item` None: she is still to be asked, with `guesses`. `joins`: number of the open case this belongs to.

    `none_fits`: she said that none of the guesses is it. `asked_topic` and `asked_place` count the questions asked; `checked`: we looked whether it is already known. `outside`: the estate it is in, if that is none of ours.
    """

    words: str
    item: str | None = None
    guesses: tuple[str, ...] = ()
    place: Place = Place()
    tags: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    why: tuple[str, ...] = ()
    answer_only: bool = False
    asked_topic: int = 0
    asked_place: int = 0
    checked: bool = False
    joins: str | None = None
    book: str = ""
    none_fits: bool = False
    outside: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "place": asdict(self.place),
            "guesses": list(self.guesses),
            "why": list(self.why),
            "tags": sorted(self.tags),
            "targets": sorted(self.targets),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Told":
        return cls(
            **{
                **data,
                "place": Place.from_json(data["place"]),
                "guesses": tuple(data["guesses"]),
                "why": tuple(data["why"]),
                "tags": frozenset(data["tags"]),
                "targets": frozenset(data["targets"]),
            }
        )


def from_matter(matter: Matter, reading: Reading) -> Told:
    verdict = matter.verdict
    best = verdict.best
    found = matter.place if matter.place != Place() else reading.place
    return Told(
        words=matter.words,
        item=best.item if best and verdict.sure else (None if best else UNSORTED),
        guesses=tuple(guess.item for guess in verdict.guesses),
        place=found,
        tags=verdict.tags,
        targets=verdict.targets,
        why=tuple(dict.fromkeys(best.evidence))[:EVIDENCE_SHOWN] if best and verdict.sure else (),
        answer_only=reading.intent in ANSWER_ONLY,
        book=verdict.book,
    )


def tolds(draft: Draft) -> tuple[Told, ...]:
    return tuple(Told.from_json(data) for data in draft.get("told", []))


def keep(draft: Draft, matters: tuple[Told, ...]) -> Draft:
    return draft.answer(told=[told.to_json() for told in matters])


def amend(draft: Draft, index: int, **changes: Any) -> Draft:
    """The draft with one matter changed."""
    matters = tolds(draft)
    return keep(draft, (*matters[:index], replace(matters[index], **changes), *matters[index + 1 :]))


def enclosed(draft: Draft) -> tuple[int, ...]:
    return tuple(draft.get("enclosed", []))


def keys_of(draft: Draft) -> tuple[str, ...]:
    """The keys of the messages a telling is made of."""
    return tuple(entry["key"] for entry in draft.get("said", []))


def remember(draft: Draft, said: Said) -> Draft:
    """What was said at which step, so that the telling can be read anew when she words a message of it anew."""
    if not said.key or said.key in keys_of(draft):
        return draft
    entry = {
        "key": said.key,
        "step": draft.step,
        "text": said.text,
        "code": said.code,
        "enclosed": list(said.enclosed),
        "point": asdict(said.point) if said.point else None,
    }
    return draft.answer(said=[*draft.get("said", []), entry])


def with_enclosed(draft: Draft, more: tuple[int, ...]) -> Draft:
    return draft.answer(enclosed=[*enclosed(draft), *more]) if more else draft
