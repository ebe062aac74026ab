"""What may stay of a text that came from outside? Takes out what no reader sees and no database takes; judges nothing."""

import unicodedata

KEPT = frozenset("\n\t")
# Overrides of the writing direction: they can make a card read differently from what was written.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and direction overrides, ends stripped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in KEPT or visible(letter)).strip()


def visible(letter: str) -> bool:
    return letter not in TURNING and unicodedata.category(letter) not in ("Cc", "Cs")
