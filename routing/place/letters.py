"""Brings a text to the one form the other files read: half width, simplified, lower case, one kind of dash.

Words stay as they were said: nothing is mended here.
"""

import re
import unicodedata

from routing.words import plain_table

LONGEST = 600
DASHES = "—–‐‑‒−_/·~\\|"
DOTTED = re.compile(r"(?<![\d.])(\d{1,3})\.(?:(\d{1,2})\.)?(\d{3,4})(?![\d.]|\s*[元块万平米度吨%㎡])")


class Letters:
    def __init__(self) -> None:
        self._table = plain_table() | {ord(dash): "-" for dash in DASHES}

    def plain(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text[:LONGEST]).translate(self._table).lower()
        return DOTTED.sub(lambda dotted: "-".join(filter(None, dotted.groups())), text) if "." in text else text
