"""Token buckets: what passes at once, what passes later, and what is remembered."""

from bot.web.limits import Buckets, Rate


class Beat:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_burst_passes_and_then_one_at_a_time() -> None:
    beat = Beat()
    buckets = Buckets(Rate(3, 0.5), beat)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2]
    beat.at += 2
    assert [buckets.take("a") for _ in range(2)] == [0, 2]


def test_one_does_not_use_up_what_is_another_s() -> None:
    buckets = Buckets(Rate(1, 1), Beat())
    assert buckets.take("a") == 0
    assert buckets.take("b") == 0
    assert buckets.take("a") > 0


def test_waiting_long_gives_no_more_than_the_burst() -> None:
    beat = Beat()
    buckets = Buckets(Rate(2, 1), beat)
    buckets.take("a")
    beat.at += 1000
    assert [buckets.take("a") == 0 for _ in range(3)] == [True, True, False]


def test_memory_is_bounded_and_forgets_the_longest_untouched() -> None:
    buckets = Buckets(Rate(1, 0.001), Beat(), most=2)
    for key in ("a", "b", "c"):
        buckets.take(key)
    assert buckets.take("c") > 0
    assert buckets.take("a") == 0
