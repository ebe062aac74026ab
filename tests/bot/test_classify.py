"""`huying classify`: one answer a line, in order, in the shape that measuring relies on."""

import io
import json

from bot.classify import run
from tests.routing.reading import reader, town_reader

KEYS = ["id", "text", "intent", "topics", "second", "urgency", "emergency", "place", "sure", "evidence"]


def test_json_lines_keep_their_ids_and_order() -> None:
    out = io.StringIO()
    run(['{"id": "a", "text": "电梯坏了"}', "", "楼道灯坏了", "{broken"], out, as_json=True, reader=reader())
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["id"] for row in rows] == ["a", 3, 4]
    assert all(list(row) == KEYS for row in rows)
    assert rows[0]["topics"][0]["item"] == "DT1"
    assert rows[1]["topics"][0]["code"] == "WX"


def test_a_second_matter_and_an_emergency_are_named() -> None:
    out = io.StringIO()
    run(["停水两天了 还有楼道灯坏了", "厨房着火了"], out, as_json=True, reader=reader())
    two, fire = (json.loads(line) for line in out.getvalue().splitlines())
    assert two["second"] == "WX"
    assert fire["emergency"] == {"tier": "hard", "kind": "E1"}
    assert fire["urgency"] == "P0"


def test_the_estate_is_written_out() -> None:
    out = io.StringIO()
    run(["望江3幢2单元501漏水"], out, as_json=True, reader=town_reader())
    assert json.loads(out.getvalue())["place"] == {
        "estate": "望江花园",
        "building": "3",
        "unit": "2",
        "room": "501",
    }


def test_people_get_one_readable_line() -> None:
    out = io.StringIO()
    run(["3幢电梯坏了"], out, as_json=False, reader=reader())
    assert "DT1" in out.getvalue()
    assert out.getvalue().count("\n") == 1
