"""Brings estates, landmarks, numbers and the writer's home together into one place."""

import re
from dataclasses import replace

from domain.people import Directory
from domain.places import Building, Place
from routing.place.estates import Estates
from routing.place.grammar import numbers
from routing.place.letters import Letters
from routing.place.numerals import bare_number
from routing.place.several import in_her_words
from routing.place.spots import spot_in
from routing.place.tokens import Token, tokens

NOWHERE = Place()
AT_HOME = re.compile("我家|我们家|自家|家里|我屋|屋里|我们楼|我们这栋|我们这幢|我们单元|本单元|本楼|我们楼道")
MY_FLAT = re.compile("我家|我们家|自家|家里|我屋|屋里")
OTHERS_HOME = re.compile(
    "我?(?:妈|爸|爹|娘|公公|婆婆|岳[父母]|丈[人母]|爷爷|奶奶|外[公婆]|女儿|儿子|[哥姐弟妹]|舅|姨|姑|亲戚|朋友|同事|老师|邻居|楼[上下]|隔壁)妈?的?家里?"
)
OUTSIDE = re.compile("单位|公司|(?:隔壁|别的|对面)小区")
AFTER_NAME = re.compile(r" -?(\d{1,3}[a-z]?|[a-z])(?:号(?![线门])|(?![\da-z点日月年天个人岁块元米次期区层楼号分%.:-]))")


class Places:
    def __init__(self, directory: Directory) -> None:
        self._letters = Letters()
        self._estates = Estates(directory.estates, self._letters)
        self._buildings = {(b.estate, b.number) for b in directory.buildings}
        self._numbers = frozenset(b.number for b in directory.buildings)
        self._only = directory.estates[0].code if len(directory.estates) == 1 else None
        marks = [(self._letters.plain(mark), b) for b in directory.buildings for mark in landmarks(b)]
        self._landmarks = sorted(((mark, b) for mark, b in marks if mark), key=lambda pair: -len(pair[0]))

    def find(self, text: str, home: Place = NOWHERE) -> Place:
        """The place as far as the text tells it. Estates are told by their code."""
        text = self._letters.plain(text)
        estate, rest = self._estates.find(text)
        if estate is None and (name := self._estates.elsewhere(text)):
            return Place(spot=there(name, text))
        return self._within(rest, estate, home)

    def elsewhere(self, text: str) -> str | None:
        """The name of an estate that is none of ours, where the text says it is there."""
        text = self._letters.plain(text)
        return self._estates.elsewhere(text) if self._estates.find(text)[0] is None else None

    def _within(self, text: str, estate: str | None, home: Place) -> Place:
        found = self._numbers_in(text, estate)
        if found.building is None:
            found = self._landmark(text, estate) or found
        if not (found.building or found.spot) and home.building and speaks_of_home(text):
            return at_home(text, found, home, estate)
        if not (found.building or found.spot):
            found = replace(found, spot=spot_in(text))
        return replace(found, estate=estate or found.estate or self._estate_for(found, home))

    def _numbers_in(self, text: str, estate: str | None) -> Place:
        found: list[Token] = list(tokens(text))
        if not found:
            return NOWHERE
        if words := in_her_words(text, found, self._numbers):
            return Place(spot=words)
        place = numbers(text, found)
        after = AFTER_NAME.search(text) if estate and not place.building else None
        known = bare_number(after[1]) if after else None
        return replace(place, building=known) if (estate, known) in self._buildings else place

    def _landmark(self, text: str, estate: str | None) -> Place | None:
        for mark, building in self._landmarks:
            if mark in text and estate in (None, building.estate):
                return Place(building.estate, building.number)
        return None

    def _estate_for(self, found: Place, home: Place) -> str | None:
        return (home.estate or self._only) if found.building or found.spot or found.room else None


def landmarks(building: Building) -> tuple[str, ...]:
    """A building without a number ('主楼') is known by its name."""
    named = not building.number.isascii() and not any(letter.isdigit() for letter in building.number)
    return (*building.landmarks, building.number) if named and len(building.number) > 1 else building.landmarks


def speaks_of_home(text: str) -> bool:
    return bool(AT_HOME.search(text) and AT_HOME.search(OTHERS_HOME.sub("", text)) and not OUTSIDE.search(text))


def at_home(text: str, found: Place, home: Place, estate: str | None) -> Place:
    """She speaks of her own house; her room only if she speaks of her flat."""
    if estate and estate != home.estate:
        return replace(found, estate=estate)
    room = found.room or (home.room if MY_FLAT.search(text) else None)
    return Place(home.estate, home.building, found.unit or home.unit, room)


ADDRESS = re.compile(r"[\da-z一二三四五六七八九十幢栋座号楼单元室层期区东南西北门口边-]*")


def there(name: str, text: str) -> str:
    """The name with the address that follows it, as she wrote it."""
    at = text.index(name)
    follows = ADDRESS.match(text, at + len(name))
    return name + (follows[0] if follows else "")
