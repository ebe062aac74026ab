"""The messenger's limits: never above them, never slower than needed, one held chat holds no other."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.limits import BOT, CHAT, GROUP, Limit, SendLimits


def most_in(moments: list[float], seconds: float) -> int:
    return max(sum(1 for m in moments if start <= m < start + seconds - 1e-9) for start in moments)


def sent_as_soon_as_allowed(limits: SendLimits, chats: list[str]) -> list[tuple[str, float]]:
    now = 100.0
    sent = []
    for chat in chats:
        now += limits.wait(chat, now)
        limits.sent(chat, now)
        sent.append((chat, now))
    return sent


@given(st.lists(st.sampled_from(["1", "2", "3", "-4"]), min_size=1, max_size=80))
def test_no_limit_is_ever_passed(chats: list[str]) -> None:
    sent = sent_as_soon_as_allowed(SendLimits(bot=Limit(4, 1.0)), chats)
    assert most_in([at for _, at in sent], 1.0) <= 4
    for chat in set(chats):
        own = [at for name, at in sent if name == chat]
        assert most_in(own, CHAT.seconds) <= CHAT.count
        if chat.startswith("-"):
            assert most_in(own, GROUP.seconds) <= GROUP.count


def test_a_first_message_never_waits() -> None:
    assert SendLimits().wait("1", 5.0) == 0


def test_one_a_second_for_a_chat_and_others_go_meanwhile() -> None:
    limits = SendLimits()
    limits.sent("1", 10.0)
    assert limits.wait("1", 10.25) == 0.75
    assert limits.wait("2", 10.25) == 0
    assert limits.wait("1", 11.0) == 0


def test_thirty_a_second_for_all_chats_together() -> None:
    limits = SendLimits()
    for number in range(BOT.count):
        limits.sent(str(number), 10.0)
    assert limits.wait("new", 10.5) == 0.5
    assert limits.wait("new", 11.0) == 0


def test_twenty_a_minute_for_a_group() -> None:
    sent = sent_as_soon_as_allowed(SendLimits(), ["-100"] * 21)
    assert sent[19][1] - sent[0][1] == 19.0
    assert sent[20][1] - sent[0][1] == 60.0


def test_a_chat_told_to_wait_waits_alone_and_as_long_as_told() -> None:
    limits = SendLimits()
    limits.hold("1", 10.0, 30.0)
    assert limits.wait("1", 10.0) == 30.0
    assert limits.wait("1", 40.0) == 0
    assert limits.wait("2", 10.0) == 0


def test_an_album_counts_as_many() -> None:
    limits = SendLimits()
    limits.sent("-1", 10.0, count=20)
    assert limits.wait("-1", 12.0) == 58.0


def test_an_album_waits_for_room_for_all_of_it() -> None:
    limits = SendLimits()
    for second in range(19):
        limits.sent("-1", 10.0 + second)
    assert limits.wait("-1", 30.0) == 0
    assert limits.wait("-1", 30.0, count=10) == 10.0 + 8 + 60 - 30
    assert limits.wait("1", 30.0, count=10) == 0


@given(st.lists(st.integers(1, 10), max_size=30))
def test_albums_never_pass_a_group_s_limit(albums: list[int]) -> None:
    limits, now, sent = SendLimits(), 100.0, [0.0]
    for count in albums:
        now += limits.wait("-4", now, count)
        limits.sent("-4", now, count)
        sent += [now] * count
    assert most_in(sent, GROUP.seconds) <= GROUP.count


def test_memory_follows_the_living_chats() -> None:
    limits = SendLimits()
    for number in range(1000):
        limits.sent(str(number), 10.0)
    limits.sent("-5", 10.0)
    limits.hold("7", 10.0, 100.0)
    limits.forget(15.0)
    assert set(limits.remembered) == {"-5", "7"}
    limits.forget(200.0)
    assert limits.remembered == {}
