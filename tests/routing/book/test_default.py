"""The packaged book understands English too: every item has words of its own for it, and usual messages find their topic."""

import pytest

from domain.reading import Intent, Reading
from routing.read import language_of
from tests.routing.reading import book, reader

USUAL = (
    ("The lift in our block has been stuck since breakfast and nobody came", "DT"),
    ("Both elevators are out of service, I carry my baby up ten floors", "DT"),
    ("The elevator shakes badly and drops a little before it stops", "DT"),
    ("Water is dripping through my bathroom ceiling from the flat above", "WX"),
    ("The corridor lights on our floor have been off for three nights", "WX"),
    ("The roof leaks whenever it rains and my bedroom wall is wet", "WX"),
    ("The intercom at the entrance is broken and the door stays open", "WX"),
    ("No water from the tap since last night", "SD"),
    ("The power went out in the whole building", "SD"),
    ("Rubbish bins are overflowing downstairs and it stinks", "WS"),
    ("My neighbour plays loud music after midnight every day", "ZS"),
    ("Construction next door starts drilling at six in the morning", "ZS"),
    ("Someone parks in my parking space again", "TC"),
    ("E-bikes are being charged in the stairwell", "CD"),
    ("The sewage is coming up from the drain in the yard", "PS"),
    ("A big dog without a leash scared my child", "CW"),
    ("The fire exit on the second floor is blocked by boxes", "XF"),
    ("The property management charges a fee and will not explain what for", "WY"),
    ("Cockroaches and rats in the basement", "LH"),
    ("The tree outside my window blocks all the light", "LH"),
    ("Things are thrown out of the windows from the upper floors", "GK"),
)


def test_every_item_has_english_rules_and_examples() -> None:
    def english(words: tuple[str, ...]) -> bool:
        return any(word.isascii() for word in words)

    bare = [
        item.code
        for item in book().items.values()
        if not english(item.examples)
        or not (english(item.phrases) or any(english(p.objects) and english(p.symptoms) for p in item.pairs))
    ]
    assert bare == []


@pytest.mark.parametrize(("words", "topic"), USUAL)
def test_a_usual_message_is_english_and_finds_its_topic(words: str, topic: str) -> None:
    assert language_of(words) == "en"
    found = reader().matter(words).verdict.guesses
    assert topic in [guess.topic for guess in found]


def test_nearly_all_of_them_at_the_first_guess_and_as_reports() -> None:
    readings = [(reader().read(words), topic) for words, topic in USUAL]
    right = sum(first_topic(reading) == topic for reading, topic in readings)
    assert right >= 0.9 * len(USUAL)
    assert sum(reading.intent is Intent.REPORT for reading, _ in readings) >= 0.9 * len(USUAL)


def first_topic(reading: Reading) -> str | None:
    best = reading.matters[0].verdict.best if reading.matters else None
    return best.topic if best else None
