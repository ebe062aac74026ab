from datetime import timedelta

from domain.cases import Urgency
from domain.messages import Letter, Receipt
from domain.people import Address
from storage.store import Store
from storage.tx import Tx
from tests.storage.makers import CHAT, DAY, HOUR, NOW, full_notice, notice, open_case, resident, settle

LEASE = timedelta(minutes=2)
OTHER = Address("web", "b")


def titles(letters: tuple[Letter, ...]) -> list[str]:
    return [letter.notice.title for letter in letters]


def put(tx: Tx, *names: str, to: Address = CHAT, **more: timedelta) -> None:
    person = resident(tx, to)
    later = more.get("later")
    for name in names:
        tx.outbox.put(person, notice(name), key=name, now=NOW, not_before=NOW + later if later else None)


def test_a_letter_comes_out_as_it_was_put(store: Store) -> None:
    person = store.run_now(resident)
    assert store.run_now(lambda tx: tx.outbox.put(person, full_notice(), key="a", now=NOW))
    (letter,) = store.run_now(lambda tx: tx.outbox.claim(NOW, 10, LEASE))
    assert (letter.address, letter.person, letter.notice, letter.tries, letter.created_at) == (
        CHAT,
        person,
        full_notice(),
        0,
        NOW,
    )


def test_a_dedupe_key_is_good_for_one_letter_even_after_it_was_sent(store: Store) -> None:
    def turn(tx: Tx) -> list[bool]:
        person = resident(tx)
        first = tx.outbox.put(person, notice(), key="a", now=NOW)
        second = tx.outbox.put(person, notice(), key="a", now=NOW)
        (letter,) = tx.outbox.claim(NOW, 10, LEASE)
        tx.outbox.sent(letter, Receipt(), NOW)
        return [first, second, tx.outbox.put(person, notice(), key="a", now=NOW)]

    assert store.run_now(turn) == [True, False, False]


def test_each_address_gets_its_oldest_letter_first_and_one_at_a_time(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        put(tx, "a1", "a2")
        put(tx, "b1", to=OTHER)
        first = tx.outbox.claim(NOW, 10, LEASE)
        meanwhile = tx.outbox.claim(NOW, 10, LEASE)
        tx.outbox.sent(first[0], Receipt(), NOW)
        return [titles(first), titles(meanwhile), titles(tx.outbox.claim(NOW, 10, LEASE))]

    assert store.run_now(turn) == [["a1", "b1"], [], ["a2"]]


def test_urgent_letters_of_other_addresses_go_ahead(store: Store) -> None:
    def turn(tx: Tx) -> list[str]:
        put(tx, "calm")
        tx.outbox.put(resident(tx, OTHER), notice("fire", urgent=True), key="fire", now=NOW)
        return titles(tx.outbox.claim(NOW, 1, LEASE))

    assert store.run_now(turn) == ["fire"]


def test_a_lease_that_ran_out_frees_the_letter(store: Store) -> None:
    def turn(tx: Tx) -> list[int]:
        put(tx, "a")
        moments = (timedelta(), LEASE - timedelta(seconds=1), LEASE)
        return [len(tx.outbox.claim(NOW + after, 10, LEASE)) for after in moments]

    assert store.run_now(turn) == [1, 0, 1]


def test_a_letter_for_later_does_not_hold_up_what_is_due(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        put(tx, "tomorrow", later=DAY)
        put(tx, "today")
        (today,) = first = tx.outbox.claim(NOW, 10, LEASE)
        tx.outbox.sent(today, Receipt(), NOW)
        return [titles(first), titles(tx.outbox.claim(NOW, 10, LEASE)), titles(tx.outbox.claim(NOW + DAY, 10, LEASE))]

    assert store.run_now(turn) == [["today"], [], ["tomorrow"]]


def test_a_letter_tried_again_keeps_its_place(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        put(tx, "a1", "a2")
        (letter,) = tx.outbox.claim(NOW, 10, LEASE)
        tx.outbox.retry(letter, NOW + HOUR, "slow down")
        early, late = tx.outbox.claim(NOW, 10, LEASE), tx.outbox.claim(NOW + HOUR, 10, LEASE)
        assert late[0].tries == 1
        return [titles(early), titles(late)]

    assert store.run_now(turn) == [[], ["a1"]]


def test_a_dead_letter_makes_room_for_the_next(store: Store) -> None:
    def turn(tx: Tx) -> tuple[list[str], int]:
        put(tx, "a1", "a2")
        (letter,) = tx.outbox.claim(NOW, 10, LEASE)
        tx.outbox.dead(letter, "blocked", NOW)
        return titles(tx.outbox.claim(NOW, 10, LEASE)), tx.outbox.waiting()

    assert store.run_now(turn) == (["a2"], 1)


def test_a_sent_letter_becomes_a_line_once(store: Store) -> None:
    def turn(tx: Tx) -> list[int]:
        put(tx, "a")
        (letter,) = tx.outbox.claim(NOW, 10, LEASE)
        (again,) = tx.outbox.claim(NOW + LEASE, 10, LEASE)
        return [tx.outbox.sent(letter, Receipt("v1"), NOW), tx.outbox.sent(again, Receipt("v2"), NOW + LEASE)]

    assert store.run_now(turn) == [1, 1]
    (line,) = store.read_now(lambda tx: tx.transcript.after(CHAT, 0))
    assert (line.mine, line.notice, line.at) == (False, notice("a"), NOW)
    assert store.read_now(lambda tx: tx.outbox.waiting()) == 0


def test_what_may_wait_is_put_off_and_may_be_overtaken(store: Store) -> None:
    morning, seen_at = NOW + 10 * HOUR, NOW + 2 * HOUR

    def turn(tx: Tx) -> list[list[str]]:
        settle(tx)
        calm, pressing = open_case(tx, urgency=Urgency.P2), open_case(tx, urgency=Urgency.P1)
        chats = [Address("web", name) for name in ("calm", "pressing", "urgent", "awake", "later")]
        notices = [notice("calm", case=calm.number), notice("pressing", case=pressing.number)]
        notices += [notice("urgent", urgent=True), notice("awake"), notice("later")]
        for chat, one in zip(chats, notices, strict=True):
            at = seen_at if one.title == "later" else NOW
            tx.outbox.put(resident(tx, chat), one, key=one.title, now=NOW, not_before=at)
        tx.people.seen(chats[3], seen_at)
        ids = [letter.id for letter in tx.outbox.claim(seen_at, 10, LEASE)]
        off = tx.outbox.put_off(
            ids, morning, due_before=seen_at, unseen_since=seen_at - HOUR, but_for=frozenset({"P0", "P1"})
        )
        assert len(off) == 1
        tx.outbox.put(resident(tx, chats[0]), notice("answer"), key="answer", now=seen_at)
        return [titles(tx.outbox.claim(at, 10, LEASE)) for at in (seen_at, morning)]

    answered, in_the_morning = store.run_now(turn)
    assert answered == ["answer"]
    assert "calm" in in_the_morning


def test_the_sender_knows_when_to_look_again(store: Store) -> None:
    def turn(tx: Tx) -> list[timedelta | None]:
        seen = [tx.outbox.next_at()]
        put(tx, "later", later=DAY)
        seen.append(tx.outbox.next_at())
        put(tx, "now", "behind")
        seen.append(tx.outbox.next_at())
        (letter,) = tx.outbox.claim(NOW, 10, LEASE)
        seen.append(tx.outbox.next_at(NOW))
        tx.outbox.retry(letter, NOW + HOUR, "slow down")
        seen.append(tx.outbox.next_at(NOW))
        return [at - NOW if at else None for at in seen]

    assert store.run_now(turn) == [None, DAY, timedelta(), LEASE, HOUR]


def test_a_letter_that_came_due_behind_a_leased_one_waits_for_the_lease(store: Store) -> None:
    def turn(tx: Tx) -> timedelta | None:
        put(tx, "first", later=HOUR)
        put(tx, "second")
        (second,) = tx.outbox.claim(NOW, 10, LEASE)
        tx.outbox.retry(second, NOW + HOUR, "slow down")
        (first,) = tx.outbox.claim(NOW + HOUR, 10, LEASE)
        assert first.notice.title == "first"
        at = tx.outbox.next_at(NOW + HOUR)
        return at - NOW if at else None

    assert store.run_now(turn) == HOUR + LEASE


def test_a_letter_goes_where_it_is_told(store: Store) -> None:
    def turn(tx: Tx) -> Address:
        person = resident(tx)
        resident(tx, OTHER)
        tx.outbox.put(person, notice(), key="a", now=NOW, address=OTHER)
        return tx.outbox.claim(NOW, 10, LEASE)[0].address

    assert store.run_now(turn) == OTHER


def test_no_more_than_asked_for_are_claimed(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        for number in range(5):
            put(tx, f"n{number}", to=Address("web", f"chat-{number}"))
        return [titles(tx.outbox.claim(NOW, 2, LEASE)) for _ in range(3)]

    assert store.run_now(turn) == [["n0", "n1"], ["n2", "n3"], ["n4"]]


def back(tx: Tx, before: timedelta, now: timedelta) -> None:
    """The clock showed `before` and is set to `now`; it is night until the fifth hour."""
    morning = NOW + 5 * HOUR
    tx.outbox.clock_went_back(
        NOW + before, NOW + now, lambda _: morning, unseen_since=NOW + now - HOUR / 2, but_for=("P0", "P1")
    )


def go(tx: Tx, at: timedelta) -> list[str]:
    """What goes at that moment, each chat's letters one after the other."""
    gone = []
    while letters := tx.outbox.claim(NOW + at, 10, LEASE):
        gone += titles(letters)
        for letter in letters:
            tx.outbox.sent(letter, Receipt(), NOW + at)
    return gone


def test_a_letter_tried_while_the_clock_was_ahead_does_not_hold_up_its_chat(store: Store) -> None:
    """It would be tried again tomorrow, and until then nothing behind it goes, be it about life and death."""

    def turn(tx: Tx) -> list[list[str]]:
        put(tx, "refused")
        (letter,) = tx.outbox.claim(NOW + DAY, 10, LEASE)
        tx.outbox.retry(letter, NOW + DAY + timedelta(minutes=10), "down")
        back(tx, before=DAY, now=HOUR)
        tx.outbox.put(resident(tx), notice("fire", urgent=True), key="fire", now=NOW + HOUR)
        return [go(tx, HOUR), go(tx, HOUR + timedelta(minutes=1))]

    assert store.run_now(turn) == [[], ["refused", "fire"]]


def test_one_for_the_morning_tried_while_the_clock_was_ahead_goes_in_the_morning(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        put(tx, "for later", later=5 * HOUR)
        (letter,) = tx.outbox.claim(NOW + DAY, 10, LEASE)
        tx.outbox.retry(letter, NOW + DAY, "down")
        back(tx, before=DAY, now=HOUR)
        return [go(tx, 4 * HOUR), go(tx, 5 * HOUR)]

    assert store.run_now(turn) == [[], ["for later"]]


def test_what_was_written_in_a_time_to_come_goes_in_the_morning_and_what_may_ring_at_once(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        settle(tx)
        fire = open_case(tx, urgency=Urgency.P0)
        for name, case in (("calm", None), ("about a fire", fire.number)):
            told = notice(name) if case is None else notice(name, case=case)
            tx.outbox.put(resident(tx, Address("web", name)), told, key=name, now=NOW + DAY - HOUR)
        tx.outbox.put(resident(tx, OTHER), notice("urgent", urgent=True), key="urgent", now=NOW + DAY - HOUR)
        back(tx, before=DAY, now=HOUR)
        return [sorted(go(tx, HOUR)), go(tx, 4 * HOUR), go(tx, 5 * HOUR)]

    assert store.run_now(turn) == [["about a fire", "urgent"], [], ["calm"]]


def test_what_somebody_has_in_hand_while_the_clock_is_set_right_is_not_given_to_another(store: Store) -> None:
    def turn(tx: Tx) -> list[list[str]]:
        put(tx, "old")
        tx.outbox.put(resident(tx, OTHER), notice("new", urgent=True), key="new", now=NOW + DAY)
        in_hand = tx.outbox.claim(NOW + DAY, 10, LEASE)
        back(tx, before=DAY, now=timedelta())
        meanwhile = tx.outbox.claim(NOW + timedelta(seconds=30), 10, LEASE)
        return [sorted(titles(in_hand)), titles(meanwhile)]

    assert store.run_now(turn) == [["new", "old"], []]
