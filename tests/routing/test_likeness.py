"""The model of the book's examples: it learns, says how sure it is, names what spoke, and is the same every time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from routing.likeness import Likeness, features

LESSONS = [
    ("lift", "电梯 又 坏了"),
    ("lift", "电梯 一直 抖"),
    ("lift", "轿厢 里 很 晃"),
    ("water", "水管 漏水"),
    ("water", "楼上 漏水 到 我家"),
    ("water", "龙头 没水"),
]
SHOW = """
from tests.routing.test_likeness import model, row
print(model().logits(model().hear(row("电梯 漏水"))).tobytes().hex())
"""


def row(text: str) -> dict[str, int]:
    return dict(features(text.split()))


def model() -> Likeness:
    return Likeness((label, row(text)) for label, text in LESSONS)


def test_it_tells_unseen_messages_apart_and_all_likelihood_is_one() -> None:
    for text, label in (("电梯 晃", "lift"), ("天花板 漏水", "water")):
        scores = model().scores(row(text))
        assert max(scores, key=scores.__getitem__) == label
        assert sum(scores.values()) == pytest.approx(1, abs=1e-4)


def test_nothing_known_is_no_likelihood() -> None:
    assert model().scores(row("xyz 啊")) == {}


def test_what_spoke_loudest_stands_in_the_text() -> None:
    text = "我家 电梯 抖 得 厉害"
    learnt = model()
    spoken = learnt.loudest(learnt.hear(row(text)), learnt.labels.index("lift"), 3)
    assert spoken
    assert all(part in text.replace(" ", "") for part in spoken)
    assert "电梯" in spoken


def test_the_same_lessons_make_the_same_model_in_every_process() -> None:
    def shown(seed: str) -> str:
        ask = [sys.executable, "-c", SHOW]
        surroundings = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.run(
            ask, env=surroundings, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
        ).stdout

    assert shown("1") == shown("2") != ""


def test_features_are_letters_pairs_and_long_words() -> None:
    found = features(["请问", "电梯", "充电桩", "lift", "坏"], frozenset({"请问"}))
    assert {"电", "电梯", "梯充", "w:充电桩", "w:lift"} <= found.keys()
    assert not {"请", "问电", "桩坏"} & found.keys()
    assert found["电"] == 2


def test_letters_that_stand_in_any_name_say_nothing_alone() -> None:
    assert features(["某某", "花园"]) == {"某": 2, "某某": 1, "某花": 1, "花": 1, "花园": 1}
