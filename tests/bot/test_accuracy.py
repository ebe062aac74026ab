"""Our own golden set is understood; the measuring itself counts rightly."""

from pathlib import Path

from bot.accuracy import Answer as Counted
from bot.accuracy import figures_of, measure, same_number
from tests.routing.reading import reader

GOLDEN = Path(__file__).parents[1] / "golden"
REACH = {
    "intents.csv: right": 0.9,
    "emergencies.csv: explicit caught": 1.0,
    "golden.csv: right": 0.95,
    "addresses.csv: building and room": 1.0,
}


def test_the_golden_set_is_understood() -> None:
    found = {figure.name: figure.values[0] for figure in measure(GOLDEN, reader())}
    for name, least in REACH.items():
        assert (found[name] or 0) >= least, name
    assert found["emergencies.csv: negatives asked in vain"] == 0


def test_each_half_is_counted_apart() -> None:
    answers = [Counted({"right": right}) for right in (True, False, True, False)]
    (figure,) = figures_of("x", answers)
    assert figure.values == (0.5, 1.0, 0.0)


def test_house_numbers_are_compared_by_their_value() -> None:
    assert same_number("四幢", "4")
    assert same_number("", None)
    assert not same_number("4室", "5")
