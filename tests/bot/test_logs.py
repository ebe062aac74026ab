"""What the logs say can be shown to anyone: no name, phone, room or message text gets through, however it comes."""

import io
import json
import logging
from typing import Any

import pytest
import structlog

from bot.logs import set_up

PRIVATE = ("王小明", "13800138000", "我家3幢501漏水", "leaking")


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    set_up("DEBUG", "json", stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def assert_nothing_private(stream: io.StringIO) -> None:
    assert [word for word in PRIVATE if word in stream.getvalue()] == []


def test_a_line_says_what_happened(stream: io.StringIO) -> None:
    structlog.get_logger("bot.sender").info("letter.sent", letter=7, channel="web")
    [line] = lines(stream)
    assert (line["event"], line["letter"], line["channel"], line["level"]) == ("letter.sent", 7, "web", "info")
    assert line["timestamp"].endswith("Z")


def test_unknown_keys_lose_their_values(stream: io.StringIO) -> None:
    structlog.get_logger("bot").info(
        "message.heard", text=PRIVATE[2], name=PRIVATE[0], phone=PRIVATE[1], case="YS-0001"
    )
    [line] = lines(stream)
    assert (line["case"], line["dropped"]) == ("YS-0001", ["name", "phone", "text"])
    assert_nothing_private(stream)


def test_an_event_that_is_not_a_fixed_name_is_hidden(stream: io.StringIO) -> None:
    structlog.get_logger("bot").warning(f"could not read {PRIVATE[2]}")
    assert lines(stream)[0]["event"] == "(event was not a fixed name)"
    assert_nothing_private(stream)


def test_of_an_exception_only_kind_and_place_remain(stream: io.StringIO) -> None:
    try:
        raise ValueError(f"{PRIVATE[3]}: {PRIVATE[2]}")
    except ValueError:
        structlog.get_logger("bot").exception("turn.failed", case="YS-0001")
        logging.getLogger("some.library").exception("it failed")
    ours, theirs = lines(stream)
    assert ours["error"] == theirs["error"] == "ValueError"
    assert "test_of_an_exception" in ours["place_in_code"]
    assert_nothing_private(stream)


def test_a_librarys_arguments_and_chinese_are_cut(stream: io.StringIO) -> None:
    logging.getLogger("some.library").warning("no route for %s", PRIVATE[2])
    logging.getLogger("some.library").error(f"refused: {PRIVATE[0]} {PRIVATE[1]}\nmore: {PRIVATE[3]}")
    assert [line["event"] for line in lines(stream)] == ["no route for %s", "refused: … #"]
    assert_nothing_private(stream)


def test_tokens_and_doors_are_masked(stream: io.StringIO) -> None:
    token = "123456789:" + "A" * 35
    logging.getLogger("some.library").warning(f"POST https://me:pass@example.org/bot{token}/x /in/abcDEF123 /r/0a1b2c")
    said = stream.getvalue()
    assert token not in said
    assert "pass" not in said
    assert "abcDEF123" not in said
    assert "0a1b2c" not in said


def test_libraries_chatter_is_not_logged(stream: io.StringIO) -> None:
    logging.getLogger("some.library").info("hello")
    assert stream.getvalue() == ""


def test_the_level_is_kept() -> None:
    stream = io.StringIO()
    set_up("ERROR", "json", stream)
    structlog.get_logger("bot.sender").info("letter.sent")
    assert stream.getvalue() == ""
