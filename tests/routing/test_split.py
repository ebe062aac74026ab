"""Several matters in one message are cut apart where the topic changes, and only there."""

from collections.abc import Callable

import pytest

from routing.split import split


def topic_of(**signs: str) -> Callable[[str], str | None]:
    return lambda clause: next((topic for topic, sign in signs.items() if sign in clause), None)


TOPIC = topic_of(lift="电梯", water="停水", light="灯")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("电梯坏了三天，另外楼道灯不亮", ("电梯坏了三天", "另外楼道灯不亮")),
        ("电梯坏了，按了没反应，里面灯也黑", ("电梯坏了 按了没反应", "里面灯也黑")),
        ("电梯坏了三天，物业不来，还是电梯", ("电梯坏了三天，物业不来，还是电梯",)),
        ("电梯坏了三天没人管", ("电梯坏了三天没人管",)),
        ("昨天起就不对劲，电梯停在五楼，停水也没通知", ("昨天起就不对劲 电梯停在五楼", "停水也没通知")),
    ],
)
def test_a_message_is_cut_where_the_topic_changes(text: str, parts: tuple[str, ...]) -> None:
    assert tuple(split(text, TOPIC)) == parts


def test_a_long_letter_stays_whole() -> None:
    letter = "电梯坏了，停水了，灯也不亮。" * 20
    assert split(letter, TOPIC) == (letter,)
