"""How many matters does a message tell? Cuts it where the topic changes; judges no topic itself."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CLAUSE = re.compile(r"[,.!?;，。！？；\n]+|\s{1,}|(?=还有|另外|再就是|顺便|以及|而且还|同时)")
LONGEST = 160
SHORTEST = 4
MOST = 4


@dataclass(frozen=True, slots=True)
class Part:
    words: str
    topic: str | None


def clauses(text: str) -> list[str]:
    return [piece.strip() for piece in CLAUSE.split(text) if piece and piece.strip()]


def split(text: str, topic_of: Callable[[str], str | None]) -> Sequence[str]:
    """The message cut into one text per matter. `topic_of` names a clause's topic only where rules are firm about it.

    Long letters stay whole: they tell one grievance at length.
    """
    if len(text) > LONGEST:
        return (text,)
    pieces = clauses(text)
    if len(pieces) < 2 or len(text) < 2 * SHORTEST:
        return (text,)
    parts: list[Part] = []
    for clause in pieces:
        topic = topic_of(clause) if len(clause) >= SHORTEST else None
        if parts and (topic is None or topic == parts[-1].topic or parts[-1].topic is None):
            last = parts.pop()
            parts.append(Part(f"{last.words} {clause}", last.topic or topic))
        else:
            parts.append(Part(clause, topic))
    return tuple(part.words for part in parts) if 1 < len(parts) <= MOST else (text,)
