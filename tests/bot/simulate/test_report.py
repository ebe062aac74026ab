"""What a month looks like: one object for programs, lines and a picture for people."""

import json
from pathlib import Path

import pytest

from bot.main import main
from bot.simulate.report import NAMES, as_json, lines, picture, write_picture
from bot.simulate.trial import Outcome
from domain.errors import OperatorError


def test_programs_get_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["simulate", "--days", "1", "--estates", "1", "--cases", "3", "--seed", "2", "--json"])
    out = capsys.readouterr().out
    told = json.loads(out)
    assert out.count("\n") == 1
    assert {"cases", "rates", "invariants", "seconds", "seed", "days"} <= told.keys()
    assert (told["seed"], told["days"]) == (2, 1)
    assert code == (1 if any(told["invariants"].values()) else 0)


def test_rates_are_given_with_what_they_stand_on(outcome: Outcome) -> None:
    for rate in json.loads(as_json(outcome))["rates"].values():
        assert rate["value"] == rate["hits"] / rate["of"]
        assert rate["of"] >= 5


def test_people_read_every_rule_in_chinese(outcome: Outcome) -> None:
    told = list(lines(outcome))
    assert outcome.invariants.keys() == NAMES.keys()
    assert all(any(line.endswith(name) for line in told) for name in NAMES.values())


def test_what_does_not_hold_is_named(outcome: Outcome) -> None:
    spoilt = Outcome(
        outcome.order, outcome.seen, {**outcome.invariants, "no_letter_is_lost": ["letter 4: is gone"]}, 0, 0, 1.0
    )
    told = "\n".join(lines(spoilt))
    assert "✗ 没有丢信：1 处不符\n    letter 4: is gone" in told
    assert spoilt.violations == 1


def test_the_picture_shows_days_way_and_rates(outcome: Outcome) -> None:
    days, *_ = picture(outcome).panels
    assert len(days.bars) == outcome.order.days
    assert days.bars[-1].value == sum(case.state.open for case in outcome.seen.cases)


def test_a_picture_that_cannot_be_written_is_said(outcome: Outcome, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="写不进去"):
        write_picture(outcome, tmp_path / "nowhere" / "month.png")
