"""Where does a text say it is? Estate, building, unit, room in the ways people write them; never guesses a building."""

import re

from domain.people import Directory
from domain.places import Place

NUMBER = r"(?:\d{1,4}[a-z]?|[a-z]\d{0,2}|[一二三四五六七八九十百零两]{1,4})"
BUILDING = re.compile(rf"({NUMBER})\s*(?:号楼|好楼|幢|栋|座|床|撞|洞|#楼?)", re.IGNORECASE)
UNIT = re.compile(rf"({NUMBER})\s*(?:单元|单圆)", re.IGNORECASE)
ROOM = re.compile(r"(\d{3,4}[a-z]?)\s*(?:室|房)", re.IGNORECASE)
DASHED = re.compile(r"(?<![\d-])(\d{1,3}|[a-z])[-#](\d{1,2})[-#](\d{2,4})(?![\d-])", re.IGNORECASE)


class Places:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def find(self, text: str, home: Place = Place()) -> Place:
        dashed = DASHED.search(text)
        building, unit, room = dashed.groups() if dashed else (first(BUILDING, text), first(UNIT, text), first(ROOM, text))
        estate = next((e.code for e in self._directory.estates if e.name in text or any(a in text for a in e.aliases)), None)
        return Place(estate or (home.estate if building else None), building, unit, room)


def first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None
