"""A made-up sub-district: whole, without two of one name, and the same for the same numbers."""

from random import Random

import pytest

from bot.simulate.district import MOST_ESTATES, make_district
from domain.people import Level


@pytest.mark.parametrize("estates", [1, 10, 80, MOST_ESTATES])
def test_every_name_is_given_once(estates: int) -> None:
    roster = make_district(estates, Random(1)).roster
    assert len(roster.estates) == estates
    assert len({estate.name for estate in roster.estates}) == estates
    assert len({person.name for person in roster.people}) == len(roster.people)
    assert len({building.door for building in roster.buildings}) == len(roster.buildings)


def test_each_community_has_an_office_and_each_estate_a_steward() -> None:
    roster = make_district(25, Random(1)).roster
    held = {(post.level, post.area) for post in roster.posts}
    assert {(Level.OFFICE, c.code) for c in roster.communities} <= held
    assert {(Level.GRID, c.code) for c in roster.communities} <= held
    assert {(Level.ESTATE, e.code) for e in roster.estates} <= held


def test_some_micro_grids_have_nobody() -> None:
    roster = make_district(80, Random(1)).roster
    held = {post.area for post in roster.posts if post.level is Level.BUILDING}
    assert 0 < len({grid.code for grid in roster.microgrids} - held) < len(roster.microgrids) / 5


def test_nobody_stands_in_for_himself() -> None:
    roster = make_district(12, Random(2)).roster
    assert [post for post in roster.posts if post.backup == post.person] == []


def test_the_same_dice_make_the_same_place() -> None:
    assert make_district(5, Random(9)) == make_district(5, Random(9))
