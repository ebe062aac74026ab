"""What the tests of understanding share: the packaged book and readers built once."""

from functools import cache

from domain.people import Directory
from domain.places import Building, Community, Estate
from routing.book import RuleBook, load_book
from routing.read import Reader

TOWN = Directory(
    communities=(Community("c1", "潮音社区"),),
    estates=(Estate("e1", "望江花园", "c1", ("望江",)), Estate("e2", "枫桥雅苑", "c1")),
    buildings=(Building("e1", "3", "m1", "d3", ("菜场对面那个门洞",)), Building("e1", "5", "m2", "d5")),
)


@cache
def book() -> RuleBook:
    return load_book()


@cache
def reader() -> Reader:
    return Reader(book(), Directory())


@cache
def town_reader() -> Reader:
    return Reader(book(), TOWN)
