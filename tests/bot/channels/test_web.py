"""How posts of a page become messages."""

from datetime import UTC, datetime

import pytest

from bot.channels.web import LONGEST, Posted, Unreadable, WebChannel
from domain.people import Address

ME = Address("web", "me")
AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


def posted(**body: object) -> Posted:
    return Posted(ME, AT, {"key": "a-good-key", **body})


def test_a_post_becomes_a_message() -> None:
    message = WebChannel().read(posted(text="好了", tap="done:1"))
    assert message is not None
    assert (message.text, message.tap, message.key, message.at) == ("好了", "done:1", "a-good-key", AT)


@pytest.mark.parametrize(
    "raw", [Posted(ME, AT, {"key": "a-good-key"}, enclosed=(3,)), Posted(ME, AT, {"key": "a-good-key"}, door="d3")]
)
def test_a_photo_or_a_door_alone_is_a_message(raw: Posted) -> None:
    message = WebChannel().read(raw)
    assert message is not None
    assert (message.enclosed, message.door) == (raw.enclosed, raw.door)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"key": "short", "text": "x"}, "key"),
        ({"key": None, "text": "x"}, "key"),
        ({"key": "a" * 65, "text": "x"}, "key"),
        ({"text": {"a": 1}}, "text"),
        ({"text": "x", "tap": 3}, "tap"),
        ({"text": "x", "tap": "with space"}, "tap"),
        ({"text": "长" * (LONGEST + 1)}, "too_long"),
        ({"text": "长" * 201, "tap": "a"}, "too_long"),
    ],
)
def test_what_is_no_message_is_named(body: dict[str, object], code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        WebChannel().read(posted(**body))
    assert caught.value.code == code


def test_length_counts_what_is_kept() -> None:
    message = WebChannel().read(posted(text="\x00" * 50 + "长" * LONGEST))
    assert message is not None
    assert len(message.text) == LONGEST
