"""Whose matter it is: the right post, whoever stands in, the level above, and each hop said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people import Absence, Directory, Level, Post
from domain.places import Building, Community, Estate, MicroGrid, Place
from routing.assign import assign, stand_in
from tests.routing.clockwork import at

NOW = at("2026-11-25 10:00")
LI, WANG, ZHAO, CHEN, SUN, QIAN = 1, 2, 3, 4, 5, 6
POSTS = (
    Post(LI, "李老师", Level.BUILDING, "g1", backup=WANG),
    Post(WANG, "王老师", Level.BUILDING, "g2", backup=ZHAO),
    Post(ZHAO, "赵老师", Level.BUILDING, "g3", backup=LI),
    Post(CHEN, "陈管家", Level.ESTATE, "hm"),
    Post(SUN, "孙网格长", Level.GRID, "xh"),
    Post(QIAN, "钱书记", Level.OFFICE, "xh"),
)
TOWN = Directory(
    communities=(Community("xh", "西河社区"), Community("dh", "东河社区")),
    estates=(Estate("hm", "海棠名苑", "xh"), Estate("lost", "无主苑", "nowhere")),
    microgrids=(
        MicroGrid("g1", "一号微网格", "hm"),
        MicroGrid("g2", "二号微网格", "hm"),
        MicroGrid("g3", "三号", "hm"),
    ),
    buildings=(Building("hm", "3", "g1", "d3"), Building("hm", "5", "g2", "d5"), Building("hm", "南楼", "g3", "dn")),
    posts=POSTS,
)
HOME = Place("hm", "3", "2", "501")


def town(*absent: int, unreachable: tuple[int, ...] = (), backup: int | None = None) -> Directory:
    leave = tuple(Absence(p, NOW - timedelta(days=1), at("2026-11-28 00:00"), backup) for p in absent)
    posts = tuple(replace(post, reachable=post.person not in unreachable) for post in POSTS)
    return replace(TOWN, absences=leave, posts=posts)


def test_the_steward_of_the_building_and_a_copy_to_the_estate() -> None:
    found = assign(TOWN, HOME, NOW)
    assert (found.person, found.level, found.copies) == (LI, Level.BUILDING, (CHEN,))
    assert found.why == ("3幢归一号微网格", "楼道红管家李老师")
    assert assign(TOWN, Place("hm", "南楼"), NOW).why[0] == "南楼归三号"


def test_on_leave_the_backup_and_on_leave_too_the_backups_backup() -> None:
    once = assign(town(LI), HOME, NOW)
    assert (once.person, once.level) == (WANG, Level.BUILDING)
    assert once.why == ("3幢归一号微网格", "李老师休假至11月27日，由王老师代")
    assert assign(town(LI, WANG), HOME, NOW).person == ZHAO
    assert assign(town(LI, backup=ZHAO), HOME, NOW).person == ZHAO, "the leave's own backup comes first"
    over = replace(town(LI), absences=(Absence(LI, NOW - timedelta(days=9), NOW),))
    assert assign(over, HOME, NOW).person == LI, "back at the very moment the leave ends"


def test_backups_in_a_circle_end_at_the_estate() -> None:
    found = assign(town(LI, WANG, ZHAO), HOME, NOW)
    assert (found.person, found.level, found.copies) == (CHEN, Level.ESTATE, ())
    assert found.why == ("3幢归一号微网格", "李老师休假至11月27日，没有人能代", "小区红管家陈管家")


def test_nobody_gets_anything_before_registering() -> None:
    found = assign(town(unreachable=(LI,)), HOME, NOW)
    assert (found.person, found.why[1]) == (WANG, "李老师还没有登记，由王老师代")
    assert assign(town(unreachable=(LI, WANG, ZHAO)), HOME, NOW).person == CHEN
    assert assign(town(unreachable=(CHEN,)), HOME, NOW).copies == ()


def test_whoever_must_keep_out_is_passed_over_with_the_own_backup() -> None:
    found = assign(TOWN, HOME, NOW, avoid=frozenset({LI}))
    assert (found.person, found.level) == (CHEN, Level.ESTATE)
    assert "李老师需要回避" in found.why
    assert assign(town(LI), HOME, NOW, avoid=frozenset({WANG})).person == CHEN
    assert assign(TOWN, HOME, NOW, avoid=frozenset({CHEN})).copies == ()


def test_a_second_steward_of_the_same_area_comes_before_the_level_above() -> None:
    pair = replace(TOWN, posts=(*POSTS, Post(9, "周老师", Level.BUILDING, "g1")))
    assert assign(pair, HOME, NOW, avoid=frozenset({LI})).person == 9


@pytest.mark.parametrize(
    ("place", "level", "why"),
    [
        (Place("hm", None, spot="北门"), Level.ESTATE, "没有说到哪一幢"),
        (Place("hm", "99"), Level.ESTATE, "楼幢表里没有99幢"),
        (Place(), Level.GRID, "还不知道是哪个小区"),
        (Place("海棠"), Level.GRID, "还不知道是哪个小区"),
    ],
)
def test_a_vague_place_starts_higher_and_says_so(place: Place, level: Level, why: str) -> None:
    found = assign(TOWN, place, NOW)
    assert found.level is level
    assert why in found.why


def test_a_conflict_starts_where_it_is_told_to() -> None:
    assert assign(TOWN, HOME, NOW, level=Level.GRID).person == SUN
    assert assign(TOWN, HOME, NOW, level=Level.OFFICE).person == QIAN
    assert assign(TOWN, HOME, NOW, level=Level.STREET).person == QIAN
    assert assign(town(SUN), HOME, NOW, level=Level.GRID).person == QIAN


def test_when_nobody_is_free_it_still_lies_with_somebody() -> None:
    away = assign(town(*range(1, 7), unreachable=(QIAN,)), HOME, NOW)
    assert (away.person, away.level) == (SUN, Level.GRID)
    assert "没有人能接手" in away.why[-1]
    none = assign(town(unreachable=tuple(range(1, 7))), HOME, NOW)
    assert none.person == QIAN


def test_nobody_only_where_there_is_nobody() -> None:
    assert assign(Directory(), HOME, NOW).person is None
    assert assign(TOWN, Place("lost"), NOW).person is None
    assert assign(TOWN, HOME, NOW, avoid=frozenset(range(1, 7))).person is None


def test_who_stands_in_when_a_steward_does_not_sign() -> None:
    found = stand_in(TOWN, LI, NOW)
    assert found is not None
    assert (found.person, found.level, found.why) == (WANG, Level.BUILDING, ("李老师的备岗王老师",))
    assert stand_in(TOWN, CHEN, NOW) is None
    assert stand_in(TOWN, 404, NOW) is None
    beyond = stand_in(town(WANG), LI, NOW)
    assert beyond is not None
    assert beyond.person == ZHAO
    assert stand_in(TOWN, LI, NOW, avoid=frozenset({WANG})) is None


people = st.integers(1, 8)


@st.composite
def towns(draw: st.DrawFn) -> Directory:
    areas = {Level.BUILDING: ["g1", "g2", "g3"], Level.ESTATE: ["hm"], Level.GRID: ["xh"], Level.OFFICE: ["xh"]}
    posts = []
    for person in draw(st.lists(people, max_size=8)):
        level = draw(st.sampled_from(list(areas)))
        area, backup = draw(st.sampled_from(areas[level])), draw(st.none() | people)
        posts.append(Post(person, f"{person}号", level, area, backup, reachable=draw(st.booleans())))
    away = draw(st.dictionaries(people, st.none() | people, max_size=6))
    leave = tuple(Absence(person, NOW, NOW + timedelta(days=3), backup) for person, backup in away.items())
    return replace(TOWN, posts=tuple(posts), absences=leave)


@given(towns(), st.frozensets(people, max_size=4), st.sampled_from(Level))
@settings(max_examples=300, deadline=None)
def test_any_town_gives_an_answer_with_reasons(directory: Directory, avoid: frozenset[int], level: Level) -> None:
    found = assign(directory, HOME, NOW, level=level, avoid=avoid)
    allowed = [p for p in directory.posts if p.person not in avoid and p.area in ("g1", "hm", "xh")]
    assert found.why
    assert found.person not in avoid
    assert found.person not in found.copies
    assert not avoid & set(found.copies)
    if found.person is None:
        assert not allowed
    else:
        assert directory.post_of(found.person)
