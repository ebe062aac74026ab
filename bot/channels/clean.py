"""What may stay of a text that came from outside? Takes out what no reader sees and no database takes; judges nothing."""

import re

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # all but the tab and the end of a line
HALVES = "\ud800-\udfff"
# Overrides of the writing direction: they can make a card read differently from what was written.
TURNING = "\u202a-\u202e\u2066-\u2069"
UNSEEN = re.compile(f"[{CONTROLS}{HALVES}{TURNING}]")


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and direction overrides, ends stripped."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
