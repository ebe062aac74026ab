"""A spot shared on the map: which place it is, as far as the community has drawn its outlines. Never a guess."""

from dataclasses import asdict, replace

from domain.messages import Draft
from domain.people import Directory
from domain.places import Place, Point
from handlers.conversation import Said
from handlers.texts.say import spot_words
from routing.outline import microgrid_at


def place_at(point: Point, directory: Directory) -> Place:
    """The micro-grid the point lies in, or its building where it has but one; outside of all, the point alone."""
    grid = microgrid_at(directory, point)
    if grid is None:
        return Place(point=point)
    buildings = [building for building in directory.buildings if building.microgrid == grid.code]
    only = buildings[0].number if len(buildings) == 1 else None
    return Place(grid.estate, only, microgrid=grid.code, point=point)


def with_spot(draft: Draft, point: Point | None, directory: Directory) -> Draft:
    """The telling goes on with the spot she shared last."""
    return draft.answer(spot=asdict(place_at(point, directory))) if point else draft


def spot_of(draft: Draft) -> Place | None:
    return Place.from_json(draft.get("spot")) if draft.get("spot") else None


def spoken_spot(said: Said) -> str:
    """Her words, with the spot she shared, where nothing but words is passed on."""
    return " ".join(part for part in (said.text, spot_words(said.point) if said.point else "") if part)


def at_spot(place: Place, spot: Place | None) -> Place:
    """Words that name a building or a spot go before the map, which then only shows the way."""
    if spot is None:
        return place
    return replace(place, point=spot.point) if place.known or not spot.known else spot
