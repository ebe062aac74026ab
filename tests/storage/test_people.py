from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from domain.errors import HuyingError
from domain.messages import Notice, Receipt
from domain.people import Address, Person, Role
from domain.places import Place
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, HOUR, NOW, event, notice, open_case, resident, settle, staff

PHONE = Address("telegram", "42")


def test_a_stranger_becomes_a_resident_and_is_known_afterwards(store: Store) -> None:
    first = store.run_now(lambda tx: tx.people.meet(CHAT, NOW))
    assert (first.role, first.name, first.greeted, first.language, first.home) == (
        Role.RESIDENT,
        None,
        False,
        "zh",
        Place(),
    )
    assert store.run_now(lambda tx: tx.people.meet(CHAT, NOW + HOUR)) == first
    assert store.read_now(lambda tx: tx.people.by_address(CHAT)) == first
    assert store.read_now(lambda tx: tx.people.by_address(PHONE)) is None


def test_a_stranger_met_twice_at_once_is_one_person(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        met = list(threads.map(lambda _: store.run_now(lambda tx: tx.people.meet(CHAT, NOW).id), range(8)))
    assert len(set(met)) == 1


def test_an_id_nobody_has_is_our_own_error(store: Store) -> None:
    with pytest.raises(HuyingError, match="no person"):
        store.read_now(lambda tx: tx.people.get(99))


def test_home_language_and_greeting_are_kept(store: Store) -> None:
    home = Place("E1", "3", "2", "501", None)

    def turn(tx: Tx) -> int:
        id = resident(tx)
        tx.people.set_home(id, home)
        tx.people.set_language(id, "en")
        tx.people.greeted(id)
        return id

    person = store.run_now(turn)
    found = store.read_now(lambda tx: tx.people.get(person))
    assert (found.home, found.language, found.greeted) == (home, "en", True)


def test_residents_of_a_demo_are_marked_so(store: Store) -> None:
    store.run_now(settle, demo=True)
    assert store.run_now(lambda tx: tx.people.meet(CHAT, NOW)).demo
    assert store.read_now(lambda tx: tx.people.office())[0].demo


def test_the_office_is_found_by_role_and_anyone_by_code(store: Store) -> None:
    store.run_now(settle)
    assert [person.code for person in store.read_now(lambda tx: tx.people.office())] == ["O1"]
    found = store.read_now(lambda tx: tx.people.by_code("L1"))
    assert found is not None
    assert (found.name, found.role) == ("林一", Role.STEWARD)
    assert store.read_now(lambda tx: tx.people.by_code("nobody")) is None


def test_the_address_seen_last_is_used(store: Store) -> None:
    def turn(tx: Tx) -> list[Address | None]:
        id = resident(tx)
        used = [tx.people.address_of(id)]
        tx.people.link(id, PHONE, NOW + HOUR)
        used.append(tx.people.address_of(id))
        tx.people.seen(CHAT, NOW + 2 * HOUR)
        return [*used, tx.people.address_of(id)]

    assert store.run_now(turn) == [CHAT, PHONE, CHAT]


def test_linking_moves_the_address(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int, int]:
        settle(tx)
        tx.people.link(staff(tx, "L1"), PHONE, NOW)
        tx.people.link(staff(tx, "L2"), PHONE, NOW)
        return staff(tx, "L1"), staff(tx, "L2")

    first, second = store.run_now(turn)
    assert store.read_now(lambda tx: tx.people.address_of(first)) is None
    assert store.read_now(lambda tx: tx.people.address_of(second)) == PHONE


def test_what_a_stranger_told_becomes_hers_when_she_turns_out_to_be_a_steward(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int, int, int]:
        settle(tx)
        stranger, steward = resident(tx, PHONE), staff(tx, "L1")
        told = open_case(tx, reporter=stranger)
        shared = open_case(tx)
        for person in (stranger, steward):
            tx.cases.join(shared.id, person, NOW)
        tx.people.link(steward, PHONE, NOW)
        return steward, told.id, shared.id

    steward, told, shared = store.run_now(turn)
    assert store.read_now(lambda tx: tx.cases.get(told)).reporter == steward
    assert store.read_now(lambda tx: tx.cases.reporters(shared)) == (steward,)


def test_a_resident_with_another_address_keeps_what_she_told(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int, int]:
        settle(tx)
        neighbour = resident(tx, PHONE)
        tx.people.link(neighbour, CHAT, NOW)
        told = open_case(tx, reporter=neighbour)
        tx.people.link(staff(tx, "L1"), PHONE, NOW)
        return neighbour, told.id

    neighbour, told = store.run_now(turn)
    assert store.read_now(lambda tx: tx.cases.get(told)).reporter == neighbour


def test_letters_held_for_someone_are_addressed_when_she_enters(store: Store) -> None:
    def turn(tx: Tx) -> int:
        settle(tx)
        steward = staff(tx, "L1")
        tx.outbox.put(steward, notice(), key="held", now=NOW)
        assert tx.outbox.claim(NOW, 10, HOUR) == ()
        assert tx.outbox.waiting() == 1
        tx.people.link(steward, PHONE, NOW)
        (letter,) = tx.outbox.claim(NOW, 10, HOUR)
        assert letter.address == PHONE
        return letter.person

    assert store.run_now(turn) == store.read_now(lambda tx: staff(tx, "L1"))


def test_an_address_that_is_gone_hands_its_letters_to_the_next_one(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int | None, Address]:
        id = resident(tx)
        tx.people.link(id, PHONE, NOW + HOUR)
        tx.outbox.put(id, notice(), key="one", now=NOW)
        (letter,) = tx.outbox.claim(NOW, 10, HOUR)
        assert letter.address == PHONE
        moved = tx.people.unreachable(PHONE)
        (again,) = tx.outbox.claim(NOW, 10, HOUR)
        return moved, again.address

    assert store.run_now(turn) == (None, CHAT)


def test_without_another_address_letters_are_held_until_she_writes_again(store: Store) -> None:
    def turn(tx: Tx) -> int:
        id = resident(tx)
        tx.outbox.put(id, notice(), key="one", now=NOW)
        assert tx.people.unreachable(CHAT) == id
        assert tx.people.unreachable(CHAT) is None
        assert tx.people.address_of(id) is None
        assert tx.outbox.next_at() is None
        tx.people.seen(CHAT, NOW + timedelta(days=3))
        return len(tx.outbox.claim(NOW + timedelta(days=3), 10, HOUR))

    assert store.run_now(turn) == 1


def test_losing_an_address_twice_or_never_having_had_it_is_no_matter(store: Store) -> None:
    def turn(tx: Tx) -> list[bool]:
        id = resident(tx)
        tx.people.seen(PHONE, NOW)
        return [tx.people.unreachable(at) == id for at in (CHAT, CHAT, PHONE)]

    assert store.run_now(turn) == [True, False, False]


GROUP, SUPERGROUP = Address("telegram", "-5"), Address("telegram", "-1005")


def test_a_chat_that_moved_takes_its_letters_and_lines_along(store: Store) -> None:
    def turn(tx: Tx) -> list[tuple[Address, str]]:
        id = tx.people.meet(GROUP, NOW, role=Role.GROUP).id
        for title in "abc":
            tx.outbox.put(id, Notice("n", title), key=title, now=NOW)
        (first,) = tx.outbox.claim(NOW, 10, HOUR)
        tx.outbox.sent(first, Receipt("7"), NOW)
        tx.people.move(GROUP, SUPERGROUP, NOW)
        tx.people.move(GROUP, SUPERGROUP, NOW)
        taken = []
        while letters := tx.outbox.claim(NOW, 10, HOUR):
            taken += [(letter.address, letter.notice.title) for letter in letters]
            tx.outbox.sent(letters[0], Receipt(), NOW)
        assert [line.notice.title for line in tx.transcript.after(SUPERGROUP, 0) if line.notice] == list("abc")
        assert tx.people.by_address(GROUP) is None
        return taken

    assert store.run_now(turn) == [(SUPERGROUP, "b"), (SUPERGROUP, "c")]


def test_a_move_that_is_heard_of_late_is_made_good(store: Store) -> None:
    def turn(tx: Tx) -> tuple[Person | None, Person | None, int]:
        known = tx.people.meet(GROUP, NOW, role=Role.GROUP)
        tx.people.meet(SUPERGROUP, NOW, role=Role.GROUP)
        tx.people.move(GROUP, SUPERGROUP, NOW)
        return tx.people.by_address(GROUP), tx.people.by_address(SUPERGROUP), known.id

    gone, now_there, known = store.run_now(turn)
    assert gone is None
    assert now_there is not None
    assert now_there.id == known


def test_whoever_was_only_heard_of_is_written_to_when_she_comes(store: Store) -> None:
    def turn(tx: Tx) -> list[str]:
        person = tx.people.meet(PHONE, NOW, reachable=False)
        tx.outbox.put(person.id, Notice("n", "held"), key="held", now=NOW)
        assert tx.outbox.claim(NOW, 10, HOUR) == ()
        assert not tx.people.reachable(PHONE)
        tx.people.seen(PHONE, NOW)
        assert tx.outbox.awaited(PHONE)
        return [letter.notice.title for letter in tx.outbox.claim(NOW, 10, HOUR)]

    assert store.run_now(turn) == ["held"]


def test_events_of_a_stranger_follow_her(store: Store) -> None:
    def turn(tx: Tx) -> tuple[int, int]:
        settle(tx)
        told = tx.cases.open(open_case(tx), event(actor=resident(tx, PHONE)))
        tx.people.link(staff(tx, "L1"), PHONE, NOW)
        return told.id, staff(tx, "L1")

    told, steward = store.run_now(turn)
    assert [e.actor for e in store.read_now(lambda tx: tx.cases.events(told))] == [steward]
