"""Where is it? What her words, the map and her home tell of the place, before she is asked; or that it is not here. Pure."""

import re
from dataclasses import replace

from domain.messages import Draft
from domain.places import Place
from handlers.desk import Scene
from handlers.spot import at_spot, spot_of
from handlers.told import UNSORTED, Told, amend, tolds
from routing.book import Item

PLACE_QUESTIONS = 2
OURS = re.compile("(?<!不)(?:是|在|属于)(?:我们|咱们|你们|本|这个)?(?:小区|社区|这里|这儿|这边)|ours")


def needs_place(item: Item, told: Told) -> bool:
    """Questions and what the office sorts by hand are not held up for a place."""
    if item.urgency in ("P0", "P1"):
        return True
    return not (told.answer_only or item.urgency == "P4" or item.code == UNSORTED)


def settled(told: Told, scene: Scene) -> bool:
    if told.asked_place >= PLACE_QUESTIONS or told.outside:
        return True
    place = told.place
    if not place.known:
        return False
    return bool(place.spot or place.microgrid) or scene.directory.building(place.estate, place.building) is not None


def with_place(draft: Draft, index: int, scene: Scene) -> Draft:
    """The estate, where only one can be meant; her own home for what needs no place of its own."""
    told = tolds(draft)[index]
    if told.outside:
        return draft
    place, home = at_spot(told.place, spot_of(draft)), scene.speaker.home
    if not place.estate and (place.building or place.spot):
        place = replace(place, estate=home.estate or only_estate(scene))
    if place == Place() and told.item and not needs_place(scene.book.items[told.item], told):
        place = home
    return amend(draft, index, place=place) if place != told.place else draft


def only_estate(scene: Scene) -> str | None:
    return scene.directory.estates[0].code if len(scene.directory.estates) == 1 else None


def answered(told: Told, text: str, scene: Scene) -> Told:
    """What an answer tells of the place; what no rule reads is kept in her own words."""
    found = scene.reader.place(text, scene.speaker.home)
    if found == Place():
        found = Place(spot=text[:60])
    elsewhere = scene.reader.elsewhere(text)
    if elsewhere:
        return replace(told, place=found, outside=elsewhere)
    estate = found.estate or told.place.estate or scene.speaker.home.estate or only_estate(scene)
    return replace(told, place=replace(found, estate=estate))


def outside(told: Told, scene: Scene) -> Told:
    """With the estate it is in, where her words name one that is none of ours."""
    named = scene.reader.elsewhere(told.words) or (told.place.spot and scene.reader.elsewhere(told.place.spot))
    return replace(told, outside=named or None)


def says_ours(told: Told, text: str, scene: Scene) -> Place | None:
    """The place, if she says that it is in our community after all."""
    found = scene.reader.place(text)
    if found.estate:
        return found
    return told.place if OURS.search(text) else None
