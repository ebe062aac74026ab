"""How does a notice look on Telegram? Text with a bold head, buttons where they fit, numbers where they do not.

Pure: it chooses the looks and never a word. Heads are made bold by position instead of by markup, so nothing anyone
writes can break a message.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.channels.clean import clean
from bot.channels.telegram.split import cut, units
from domain.messages import Choice, EnclosureKind, Notice

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_CODE = 64
MOST_BUTTONS = 100
ALBUM = 10
ROW_WIDTH = 24
LABEL_WIDTH = 36
NUMBERS_IN_A_ROW = 5
SEEN = frozenset({EnclosureKind.PHOTO, EnclosureKind.VIDEO})
UNSEEN: Mapping[int, EnclosureKind] = {}

Row = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of Telegram's. `bold`: how many UTF-16 units of its head are bold; `enclosed` are ids of ours.

    `as_file`: handed over as a plain file, where the messenger dislikes it as what it is.
    """

    text: str = ""
    bold: int = 0
    keyboard: tuple[Row, ...] = ()
    enclosed: tuple[int, ...] = ()
    as_file: bool = False

    @property
    def weight(self) -> int:
        """How many messages the messenger counts it as."""
        return max(1, len(self.enclosed))


def dress(notice: Notice, kinds: Mapping[int, EnclosureKind] = UNSEEN) -> tuple[Piece, ...]:
    """The messages that show a notice, in order; the buttons are under the last. Their weight is that of any `kinds`."""
    text, keyboard = worded(notice)
    head = clean(notice.title)
    texts = cut(text, LONGEST_TEXT)
    pieces = [Piece(part) for part in texts]
    pieces[0] = replace(pieces[0], bold=units(head) if texts[0].startswith(head) else 0)
    pieces[-1] = replace(pieces[-1], keyboard=keyboard)
    return tuple(with_enclosed(pieces, notice.enclosed, kinds))


def plainer(piece: Piece) -> Piece | None:
    """The same message for a messenger that refused it: a file; then no file, no bold, choices as numbered lines.

    Nothing at all where it was only a file, so that what follows it is not held up; None if it is plain already.
    """
    if piece.enclosed and not piece.as_file:
        return replace(piece, as_file=True)
    if piece.enclosed and not piece.text:
        return Piece()
    if not (piece.bold or piece.keyboard or piece.enclosed) or not piece.text:
        return None
    choices = [choice for row in piece.keyboard for choice in row if not choice.opens]
    rows = [piece.text, *numbered(choices)]
    return Piece(cut("\n".join(rows), LONGEST_TEXT)[0])


def worded(notice: Notice) -> tuple[str, tuple[Row, ...]]:
    bare = clean(notice.with_choices().plain())
    choices = tuple(replace(choice, label=clean(choice.label) or "·") for choice in notice.choices)
    if not choices:
        return bare, ()
    if not all(carried(choice) for choice in choices) or len(choices) > MOST_BUTTONS:
        return joined(bare, choices), ()
    if any(width(choice.label) > LABEL_WIDTH for choice in choices):
        return joined(bare, choices), rows_of_numbers(choices)
    return bare or "⬇", tuple(rows(choices))


def joined(text: str, choices: Sequence[Choice]) -> str:
    return "\n".join([text, *numbered(choices)]).strip()


def numbered(choices: Sequence[Choice]) -> list[str]:
    return [f"{number} {choice.label}" for number, choice in enumerate(choices, 1)]


def carried(choice: Choice) -> bool:
    return 1 <= len(choice.code.encode()) <= LONGEST_CODE


def rows(choices: Sequence[Choice]) -> Iterator[Row]:
    """Short labels share a row, at most three to one, so that each stays readable on a narrow phone."""
    row: list[Choice] = []
    for choice in choices:
        if row and (len(row) == 3 or sum(width(c.label) + 2 for c in row) + width(choice.label) > ROW_WIDTH):
            yield tuple(row)
            row = []
        row.append(choice)
    yield tuple(row)


def rows_of_numbers(choices: Sequence[Choice]) -> tuple[Row, ...]:
    buttons = [Choice(choice.code, str(number), choice.opens) for number, choice in enumerate(choices, 1)]
    starts = range(0, len(buttons), NUMBERS_IN_A_ROW)
    return tuple(tuple(buttons[start : start + NUMBERS_IN_A_ROW]) for start in starts)


def with_enclosed(
    pieces: list[Piece], enclosed: tuple[int, ...], kinds: Mapping[int, EnclosureKind]
) -> Iterator[Piece]:
    """One enclosure carries a short text as its caption; several go ahead of the text, pictures and films as albums."""
    if len(enclosed) == 1 and len(pieces) == 1 and units(pieces[0].text) <= LONGEST_CAPTION:
        yield replace(pieces[0], enclosed=enclosed)
        return
    seen = [id for id in enclosed if kinds.get(id, EnclosureKind.PHOTO) in SEEN]
    for start in range(0, len(seen), ALBUM):
        yield Piece(enclosed=tuple(seen[start : start + ALBUM]))
    yield from (Piece(enclosed=(id,)) for id in enclosed if id not in seen)
    yield from (piece for piece in pieces if piece.text)


def width(text: str) -> int:
    """Columns on a screen: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
