from dataclasses import replace

import pytest

from domain.errors import OperatorError
from domain.people import MAIL, Absence, Address, Directory, Level, Role
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import DAY, HOUR, NOW, PEOPLE, roster, settle, staff


def read(store: Store) -> Directory:
    return store.read_now(lambda tx: tx.directory.read())


def test_an_empty_database_has_an_empty_directory(store: Store) -> None:
    assert read(store) == Directory()


def test_what_the_roster_says_comes_back(store: Store) -> None:
    store.run_now(settle)
    found, given = read(store), roster()
    assert found.communities == given.communities
    assert found.estates == given.estates
    assert found.microgrids == given.microgrids
    assert found.buildings == given.buildings
    assert [(post.name, post.level, post.area) for post in found.posts] == [
        ("林一", Level.BUILDING, "G1"),
        ("陆二", Level.ESTATE, "E1"),
        ("欧办", Level.OFFICE, "C1"),
    ]
    first = found.posts[0]
    assert first.backup == store.read_now(lambda tx: staff(tx, "B1"))
    assert first.hours == "8:30-17:30"


def test_replacing_twice_changes_nothing_but_the_version(store: Store) -> None:
    store.run_now(settle)
    before = read(store)
    people = store.read_now(lambda tx: [staff(tx, person.code) for person in PEOPLE])
    store.run_now(settle)
    after = read(store)
    assert store.read_now(lambda tx: [staff(tx, person.code) for person in PEOPLE]) == people
    assert [p.person for p in after.posts] == [p.person for p in before.posts]
    assert after.version > before.version


def test_people_keep_their_addresses_over_a_new_roster(store: Store) -> None:
    phone = Address("telegram", "42")

    def turn(tx: Tx) -> Address | None:
        settle(tx)
        tx.people.link(staff(tx, "L1"), phone, NOW)
        settle(tx)
        return tx.people.address_of(staff(tx, "L1"))

    assert store.run_now(turn) == phone


def test_whoever_left_the_roster_loses_post_and_seat(store: Store) -> None:
    phone = Address("web", "seat")

    def turn(tx: Tx) -> None:
        settle(tx)
        tx.people.link(staff(tx, "L2"), phone, NOW)
        tx.sessions.start("hash", phone, "steward", NOW + DAY, NOW)
        tx.directory.replace(roster(people=tuple(p for p in PEOPLE if p.code != "L2")))

    store.run_now(turn)
    gone = store.read_now(lambda tx: tx.people.by_code("L2"))
    assert gone is not None
    assert gone.role is Role.RESIDENT
    assert "陆二" not in {post.name for post in read(store).posts}
    assert store.read_now(lambda tx: tx.sessions.find("hash", NOW)) is None


def test_a_post_is_reachable_once_its_holder_has_entered(store: Store) -> None:
    phone = Address("telegram", "42")
    store.run_now(settle)
    seen = [[post.reachable for post in read(store).posts]]
    store.run_now(lambda tx: tx.people.link(staff(tx, "L1"), phone, NOW))
    seen.append([post.reachable for post in read(store).posts])
    store.run_now(lambda tx: tx.people.unreachable(phone))
    seen.append([post.reachable for post in read(store).posts])
    store.run_now(lambda tx: tx.people.seen(phone, NOW + HOUR))
    seen.append([post.reachable for post in read(store).posts])
    nobody, first = [False, False, False], [True, False, False]
    assert seen == [nobody, first, nobody, first]


@pytest.mark.parametrize(("demo", "said"), [(True, "演示"), (False, "真实")])
def test_demo_and_real_are_never_mixed(store: Store, demo: bool, said: str) -> None:
    store.run_now(settle, demo=demo)
    with pytest.raises(OperatorError, match=f"存的是{said}数据"):
        store.run_now(settle, demo=not demo)
    assert {c.demo for c in read(store).communities} == {demo}


def test_an_absence_is_listed_until_ended(store: Store) -> None:
    def turn(tx: Tx) -> None:
        settle(tx)
        tx.directory.set_absence(Absence(staff(tx, "L1"), NOW, NOW + 3 * DAY, staff(tx, "B1")))

    store.run_now(turn)
    steward = store.read_now(lambda tx: staff(tx, "L1"))
    absence = read(store).absence_of(steward, NOW + DAY)
    assert absence == Absence(steward, NOW, NOW + 3 * DAY, store.read_now(lambda tx: staff(tx, "B1")))
    store.run_now(lambda tx: tx.directory.end_absence(steward, NOW + DAY))
    assert read(store).absence_of(steward, NOW + DAY) is None
    assert read(store).absence_of(steward, NOW) is not None


def test_a_new_absence_takes_the_place_of_what_it_overlaps_and_leaves_later_plans(store: Store) -> None:
    def turn(tx: Tx) -> tuple[Absence, ...]:
        settle(tx)
        id = staff(tx, "L1")
        for since, until in ((0, 4), (9, 10), (2, 6)):
            tx.directory.set_absence(Absence(id, NOW + since * DAY, NOW + until * DAY))
        tx.directory.end_absence(id, NOW + 3 * DAY)
        return tx.directory.read().absences

    spans = [((a.since - NOW) / DAY, (a.until - NOW) / DAY) for a in store.run_now(turn)]
    assert spans == [(0, 2), (2, 3), (9, 10)]


def test_an_unchanged_directory_is_read_once(store: Store) -> None:
    store.run_now(settle)
    assert read(store) is read(store)


def test_a_change_that_was_undone_is_never_shown(store: Store) -> None:
    store.run_now(settle)
    steward = store.read_now(lambda tx: staff(tx, "L1"))

    def undone(tx: Tx) -> None:
        tx.directory.set_absence(Absence(steward, NOW, NOW + DAY))
        assert tx.directory.read().absences
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.run_now(undone)
    store.run_now(lambda tx: tx.directory.end_absence(steward, NOW))
    assert read(store).absences == ()


def test_an_e_mail_comes_and_goes_with_the_roster_and_is_no_chat(store: Store) -> None:
    def write_down(tx: Tx, email: str | None) -> tuple[Address | None, Address | None, bool]:
        people = tuple(replace(person, email=email if person.code == "O1" else None) for person in PEOPLE)
        tx.directory.replace(roster(people=people))
        post = next(post for post in tx.directory.read().posts if post.level is Level.OFFICE)
        return tx.people.mail_of(post.person), tx.people.address_of(post.person), post.reachable

    first, second = Address(MAIL, "a@example.org"), Address(MAIL, "b@example.org")
    assert store.run_now(write_down, "a@example.org") == (first, None, False)
    assert store.run_now(write_down, "b@example.org") == (second, None, False)
    assert store.run_now(write_down, None) == (None, None, False)
    assert store.run_now(write_down, "a@example.org") == (first, None, False)
