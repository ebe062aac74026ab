"""The demo community is whole, marked as demo everywhere, and cannot be mistaken for a real one."""

from bot.demo import FOLDER, HOME, SEATS, demo_book, demo_door, demo_roster
from bot.roster import read_roster
from domain.people import Level, Role
from routing.book import load_book

SECRET = b"a secret"


def test_the_demo_tables_are_without_mistake_or_warning() -> None:
    reading = read_roster(FOLDER, SECRET, demo=True)
    assert reading.mistakes == ()
    assert reading.warnings == ()


def test_it_shows_two_microgrids_all_levels_and_backups() -> None:
    roster = demo_roster(SECRET)
    assert len(roster.microgrids) == 2
    assert {post.level for post in roster.posts} == {Level.BUILDING, Level.ESTATE, Level.GRID, Level.OFFICE}
    assert [post for post in roster.posts if post.backup is None] == []
    assert sum(post.level is Level.OFFICE for post in roster.posts) == 2


def test_everything_is_marked_as_demo() -> None:
    roster = demo_roster(SECRET)
    assert roster.demo
    assert all(community.demo and "演示" in community.name for community in roster.communities)
    assert {estate.community for estate in roster.estates} == {community.code for community in roster.communities}


def test_the_three_phones_belong_to_people_of_the_demo() -> None:
    roster = demo_roster(SECRET)
    roles = {person.code: person.role for person in roster.people}
    assert {seat: roles[code] for seat, code in SEATS.items()} == {"steward": Role.STEWARD, "office": Role.OFFICE}
    building = next(b for b in roster.buildings if b.door == demo_door(roster))
    assert (building.estate, building.number) == (HOME.estate, HOME.building)
    area = {post.person: post.area for post in roster.posts}[SEATS["steward"]]
    assert building.microgrid == area


def test_local_numbers_are_there_and_nobody_can_dial_them() -> None:
    book = load_book()
    shown = demo_book(book).numbers
    assert shown.missing() == ()
    assert all("演示" in number and number.startswith("0000") for number in (shown.gas, shown.duty))
    assert shown.fire == book.numbers.fire
